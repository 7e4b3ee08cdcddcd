# In the order of dependence, each folder after those whose models it extends.
# isort: off
from . import base
from . import work
from . import case
from . import cost
from . import duty
from . import ledger
from . import step
from . import action
from . import journal
from . import company
from . import policy
from . import customer
from . import warning
from . import periodic
from . import handling
from . import home
from . import odoo
from . import document
from . import satisfaction
from . import panel
from . import reading
from . import feed
from . import verdict_list
