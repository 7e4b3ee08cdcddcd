# In the order of dependence: what extends a model comes after it, the last extension is asked first.
# isort: off
from . import ir_fields
from . import ir_sequence
from . import ir_ui_menu
from . import mail_activity
from . import mail_message
from . import mail_thread
from . import portal_share
from . import product_template
from . import res_currency
from . import res_users
from . import sale_order
from . import stock_picking
