# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import company
from . import mailbox
from . import calendar_edition
from . import calendar
from . import calendar_day
from . import working_calendar
from . import settings
from . import department
from . import party
from . import map_parties_wizard
from . import reach
from . import moving
from . import absence
from . import absence_check
from . import calendar_change_wizard
from . import calendar_notice_wizard
