# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import panel
from . import attendee
from . import case
