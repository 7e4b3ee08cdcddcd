from . import (
    complaint_calendar_change,
    complaint_decide_penalty,
    complaint_override_fact,
    complaint_policy_put_in_force,
    complaint_policy_replay,
    complaint_policy_retire,
    complaint_policy_try,
    complaint_quota,
    complaint_raise,
    complaint_record_event,
)
