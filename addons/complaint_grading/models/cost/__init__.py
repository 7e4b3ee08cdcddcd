# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import cost
from . import case_costs
from . import cost_report
from . import decide_cost_wizard
