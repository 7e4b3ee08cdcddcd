"""The last of these: what the update wrote to complaints is nobody's act, so it leaves no message and tells nobody."""


def migrate(cr, version):
    # What is to be traced at the end of the transaction; without it no message is written, and no link is made for one.
    cr.precommit.data.pop("mail.tracking.complaint.case", None)
