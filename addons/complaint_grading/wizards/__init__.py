from . import complaint_decide_penalty, complaint_override_fact, complaint_raise, complaint_record_event
