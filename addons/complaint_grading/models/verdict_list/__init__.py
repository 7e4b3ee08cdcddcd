# In the order of dependence.
# isort: off
from . import verdict_list
from . import making
from . import verifying
from . import listed_case
