from . import complaint_demo, corrective_demo, money_demo, satisfaction_demo
