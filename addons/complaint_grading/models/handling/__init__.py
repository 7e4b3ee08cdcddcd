# isort: off
from . import task
from . import handling
