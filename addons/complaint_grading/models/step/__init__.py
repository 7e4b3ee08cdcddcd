# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import step
from . import turn
from . import work
from . import do_step_wizard
