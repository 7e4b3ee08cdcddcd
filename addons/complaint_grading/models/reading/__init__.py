# In the order of dependence.
# isort: off
from . import sample
from . import reading
from . import value
from . import users
