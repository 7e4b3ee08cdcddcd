"""Every section of the policy language, in the order in which a complaint meets them.

A new section is one module here and its line below; document, policy, digest, catalog, check and the readable
regulation follow this list.
"""

from ..section import Section
from .appeal import APPEAL
from .caps import CAPS
from .cases import CASES
from .closing import CLOSING
from .costs import COSTS
from .derive import DERIVE
from .duties import DUTIES, DUTIES_FOLLOW
from .events import EVENTS
from .facts import FACTS
from .grades import GRADES
from .intake import INTAKE
from .measures import MEASURES
from .named import CATEGORIES, CHANNELS, CLAUSES, DEPARTMENTS, PARTIES
from .numbering import NUMBERING
from .outcomes import OUTCOMES
from .papers import PAPERS
from .parameters import PARAMETERS
from .penalties import PENALTIES
from .periodic import PERIODIC
from .points import POINTS
from .records import RECORDS
from .steps import STEPS
from .tiers import TIERS
from .uplift import UPLIFT
from .warnings import WARNINGS

SECTIONS: tuple[Section, ...] = (
    PARTIES,
    CHANNELS,
    CATEGORIES,
    DEPARTMENTS,
    CLAUSES,
    PARAMETERS,
    OUTCOMES,
    FACTS,
    COSTS,
    EVENTS,
    DERIVE,
    MEASURES,
    INTAKE,
    POINTS,
    GRADES,
    UPLIFT,
    DUTIES_FOLLOW,
    DUTIES,
    PENALTIES,
    CAPS,
    APPEAL,
    CLOSING,
    STEPS,
    RECORDS,
    TIERS,
    WARNINGS,
    PERIODIC,
    NUMBERING,
    PAPERS,
    CASES,
)
