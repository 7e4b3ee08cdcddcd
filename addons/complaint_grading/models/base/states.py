# Stages in which a complaint has ended.
ENDED = ("closed", "cancelled")
# States of a duty that somebody still owes.
OWED = ("open", "overdue")
