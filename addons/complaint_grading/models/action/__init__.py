# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import part
from . import problem
from . import why
from . import corrective
from . import disciplines
from . import records
from . import recurrence
from . import overview
from . import report
from . import action
from . import asked
from . import carrying_out
from . import case
from . import do_action_wizard
from . import answer_question_wizard
