from ...tools.kernel_bridge import kernel

# Stages in which a complaint has ended.
ENDED = ("closed", "cancelled")
# States of a duty that somebody still owes.
OWED = kernel.OWED_STATES
# States of a duty that was not done in time.
BROKEN = kernel.BROKEN_STATES
# States of a duty that is done.
DONE = kernel.DONE_STATES
# States of an action of a corrective action (8D) in which it is somebody's to do or to judge.
ACTION_OPEN = ("to_do", "to_judge")
# States of a penalty that stands against somebody: it was confirmed, and not reversed.
STANDING = ("confirmed", "appealed", "decided")
