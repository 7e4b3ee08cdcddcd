# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import nature
from . import choices
from . import tag
from . import case
from . import portal
from . import goods
from . import policies
from . import stage
from . import acting
from . import steps
from . import assessment
from . import facts
from . import history
from . import grading
from . import impact
from . import importing
from . import texts
from . import trace
from . import verdict
from . import watch
from . import line
from . import derivation
from . import derived_fact
from . import impact_line
from . import raise_wizard
from . import override_fact_wizard
