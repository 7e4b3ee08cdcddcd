# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import duty
from . import watch
from . import notice
from . import penalty
from . import payer
from . import penalty_share
from . import appeal
from . import deciding
from . import decide_penalty_wizard
from . import appeal_wizard
