# In the order of dependence: the parts add to the page that `home` puts together.
# isort: off
from . import indexes
from . import scope
from . import home
from . import work
from . import flow
from . import money
from . import start
