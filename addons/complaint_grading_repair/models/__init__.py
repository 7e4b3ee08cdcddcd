from . import complaint_case, repair_order
