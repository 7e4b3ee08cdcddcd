# In the order of dependence: the wizards come after what they record.
# isort: off
from . import subject
from . import entry
from . import work
from . import signing
from . import done_wizard
from . import report_wizard
from . import mailing
