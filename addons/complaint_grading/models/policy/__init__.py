# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import policy
from . import adoption
from . import force
from . import parameter
from . import reading
from . import shipped
from . import desk
from . import grade
from . import try_wizard
from . import replay_wizard
from . import put_in_force_wizard
from . import figure_wizard
from . import retire_wizard
from . import choose_wizard
from . import quota_wizard
