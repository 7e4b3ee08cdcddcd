from . import complaint_raise
from . import complaint_record_event
from . import complaint_override_fact
from . import complaint_decide_penalty
