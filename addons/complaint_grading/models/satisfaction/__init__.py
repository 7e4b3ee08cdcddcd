# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import rating
from . import case
from . import company
from . import report
from . import call
from . import calling
