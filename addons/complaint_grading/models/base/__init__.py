# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import states
from . import shapes
from . import held
from . import guarded
from . import chatter
from . import document
from . import kernel_json
from . import facts_definition
from . import asking
from . import assigned
from . import manned
from . import akin
from . import claused
from . import of_case
