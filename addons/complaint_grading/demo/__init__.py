from . import (
    complaint_demo,
    corrective_demo,
    meetings_demo,
    money_demo,
    owners_demo,
    readings_demo,
    satisfaction_demo,
)
