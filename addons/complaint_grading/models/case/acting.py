from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import kernel_bridge as bridge
from ...tools.kernel_bridge import kernel
from ..base.states import BROKEN, ENDED, STANDING

# What is said of any step in general.
STEP_EVENTS = tuple(f"step_{act}" for act in (kernel.StepAct.DONE, kernel.StepAct.APPROVED, kernel.StepAct.RETURNED))


@dataclass(frozen=True)
class Standing:
    """What stands against people in one complaint at one moment."""

    due: dict  # duty -> due moment
    broken: frozenset  # duties whose breach has been told
    met: frozenset  # duties done in time
    proposed: frozenset  # penalties to be decided that the policy states


class People(dict):
    """Map each party to the users who stand for it in one complaint; each is looked up once."""

    def __init__(self, case, parties=()):
        super().__init__()
        # sudo: who may act is told by the company's parties, which the user need not be able to read
        self._case = case.sudo()
        self._look_up(set(parties))

    def __missing__(self, party):
        self._look_up({party})
        return self[party]

    def _look_up(self, parties):
        nobody = self._case.env["res.users"]
        wanted = {party: (self._case, party, nobody) for party in parties}
        self.update(self._case.env["complaint.party"]._standing(wanted))


class ComplaintCase(models.Model):
    """Acting for others: whose event it is, and what nobody undoes for oneself."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"received_reason"})

    event_type_ids = fields.Many2many(
        "complaint.event.type",
        string="Events",
        compute="_compute_event_type_ids",
        help="The events of the policy that this user may record here.",
    )
    received_reason = fields.Char(
        "Why Receipt Moved",
        copy=False,
        tracking=True,
        help="Needed where another moment of receipt changes what is due or what it costs.",
    )

    # Whose event it is ---------------------------------------------------------------------------

    @api.depends("policy_id", "stage", "user_id", "quality_user_id", "department_id", "duty_ids.user_id")
    @api.depends_context("uid")
    def _compute_event_type_ids(self):
        everything = self.env.su or self._is_administrator()
        for case in self:
            kinds = case._fitting_events()
            case.event_type_ids = kinds if everything else case._own_to_record(kinds)

    def _own_to_record(self, kinds):
        """Of these kinds of event those that the user may record here."""
        people = People(self, {party for kind in kinds for party in self._parties(kind)})
        return kinds.filtered(lambda kind: self._may_record(kind, people=people))

    def _fitting_events(self):
        """The kinds of event that belong to one complaint: not work owed once a period for the company, nor what is
        said of steps in general, which are done, approved and sent back where they stand."""
        if not self.policy_id:
            return self.policy_id.event_type_ids
        elsewhere = {*kernel.periodic_events(self.policy_id._edition()), *STEP_EVENTS}
        return self.policy_id.event_type_ids.filtered(lambda kind: kind.code not in elsewhere)

    def _check_takes(self, code):
        """Refuse entries after the end, but those that end what stays owed."""
        # sudo: what is owed here does not depend on who may read it
        staying = self.sudo().duty_ids.filtered(lambda duty: duty.stays and duty._asks())
        if not any(code in duty._done_events().mapped("code") for duty in staying):
            self._check_open()

    def _event_kinds(self, code):
        """The kind of event of that id, as a recordset; empty for none."""
        return self.policy_id.event_type_ids.filtered(lambda kind: kind.code == code)

    def _is_administrator(self):
        return self.env.user.has_group("complaint_grading.group_admin")

    def _parties(self, kind, data=None):
        """Whose act an entry of this kind is; what is said of a step is the act of the step's own parties."""
        return kernel.parties_of(self.policy_id._edition(), kind.code, data or None) if kind else ()

    def _may_record(self, kind, data=None, people=None):
        """Whether the user records this kind of event as an own act.

        people: who stands for the parties here, where several kinds are asked about.
        """
        user = self.env.user
        if not self._parties(kind, data):
            return user._is_internal() and user.has_group("complaint_grading.group_user")
        recorders = self._recorders(kind, data, people)
        return user in recorders if recorders else user.has_group("complaint_grading.group_manager")

    def _recorders(self, kind, data=None, people=None):
        """Who stands for the event's party here, or was given its duty by somebody else; empty: nobody is mapped."""
        parties = self._parties(kind, data)
        people = People(self, parties) if people is None else people
        case = self.sudo()  # sudo: who was given a duty may act, whether the user reads it or not
        given = case.duty_ids.filtered(
            lambda duty: (
                duty.given_to_id.active
                and duty.owner in parties
                and duty.given_by_id != duty.given_to_id
                and kind in duty._done_events()
            )
        )
        standing = [people[party] for party in parties]
        return (given.filtered(lambda duty: not duty.is_unmanned).user_id | given.given_to_id).union(*standing)

    def _actors(self, kind, data=None):
        """The people who may be named as having done it."""
        people = self._recorders(kind, data)
        if people:
            return people
        group = "complaint_grading.group_manager" if self._parties(kind, data) else "complaint_grading.group_user"
        # Users are looked up by their rights, whoever asks.
        members = self.env.ref(group).sudo().all_user_ids
        company = self.company_id
        return members.filtered(lambda user: user.active and not user.share and company in user.company_ids)

    def _usual_actor(self, kind, data=None):
        """Who did it unless said otherwise: the user, or the one in whose place the user records."""
        if self.env.su or not kind or self._may_record(kind, data):
            return self.env.user
        return self._recorders(kind, data)[:1] or self.env.user

    def record_event(self, type, at=None, data=None, note=None):
        """Record one journal entry and return its id; the same entry twice is one.

        at: ISO 8601 text (without an offset in the time zone of the company's calendar) or Odoo's datetime text in UTC;
        now without it. data: {name: value} as the policy asks. Raises AccessError where the event is not the user's
        to record, UserError and ValidationError with a sentence for everything else.
        """
        self.ensure_one()
        event = self.env["complaint.event"].create(
            {
                "case_id": self.id,
                "type": type,
                "happened_at": bridge.moment_given(at, self._calendar_name()),
                "data": data,
                "note": note,
            }
        )
        return event.id

    # What nobody undoes for oneself --------------------------------------------------------------

    def _catch_up(self):
        """Tell what has come due before anything is changed that could undo it."""
        now = fields.Datetime.now()
        # The look is the system's; the user only happens to come before the scheduled action.
        passed = self.sudo().filtered(
            lambda case: (
                case.assessed_at
                and case.stage not in ENDED
                and any(duty.state == "open" and duty.due_at and duty.due_at < now for duty in case.duty_ids)
            )
        )
        passed._reassess_each()

    def _standing(self):
        """Map each case to what stands against people in it."""
        found = {}
        # Whether something is taken away does not depend on what the user may read of it.
        for case in self.sudo():
            duties = case.duty_ids
            found[case] = Standing(
                due={duty: duty.due_at for duty in duties if duty.state not in ("void", "waiting")},
                broken=frozenset(duties.filtered(lambda duty: duty.state in BROKEN)),
                met=frozenset(duties.filtered(lambda duty: duty.state == "met")),
                proposed=frozenset(
                    case.penalty_ids.filtered(lambda row: row.state == "proposed" and not row.is_unstated)
                ),
            )
        return found

    def _check_may_undo(self, undone, reason):
        """Let only a manager undo what stands against somebody, with a reason, and never against oneself.

        undone: duties and penalties of this complaint that no longer stand as they did.
        """
        if self.env.su or not undone:
            return
        name = next(iter(undone)).display_name
        if not self.env.user.has_group("complaint_grading.group_manager"):
            raise AccessError(
                self.env._(
                    "This changes what became of %(name)s; a complaint manager does it, with a reason.", name=name
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("This changes what became of %(name)s; say why.", name=name))
        self._check_not_own(undone)

    def _check_not_own(self, undone):
        """Refuse where a penalty of the user's own hangs on it."""
        # A penalty of one's own counts whether one may read it or not.
        penalties = self.sudo().penalty_ids.filtered(
            lambda row: row.state in ("proposed", *STANDING) and (row in undone or row.duty_id in undone)
        )
        own = penalties.filtered(lambda row: self.env.user in row.user_id | row._payers())
        if own:
            raise AccessError(
                self.env._(
                    "%(name)s is a penalty of your own; another manager decides on it.", name=own[0].display_name
                )
            )

    def _receipt_moved(self, before, reason):
        """Let nobody move what is due or proposed by moving the receipt, but a manager with a reason."""
        for case, after in self._standing().items():
            was = before[case]
            moved = {duty for duty, due in was.due.items() if after.due.get(duty, due) != due or duty not in after.due}
            undone = moved | (was.broken - after.broken) | (was.proposed - after.proposed)
            case.with_env(self.env)._check_may_undo(undone, reason)
            case._unstated(was, after)._say_why(self.env._("the receipt was moved: %(reason)s", reason=reason or ""))

    def _employee_moved(self):
        """Let what is proposed against the employee move along; who bears it until now is spared by a manager alone."""
        for case in self:
            # sudo: who bears a proposal is told by the mapping, whoever asks
            proposed = case.sudo().penalty_ids.filtered(lambda row: row.state == "proposed")
            moved = proposed.filtered(lambda row: row.user_id and row.user_id != row._who_pays())
            case._check_may_undo(set(moved), self.env._("the complaint is about somebody else"))
            proposed._name_payers()

    def _journal_revised(self, before, events):
        """The same for the journal: an entry that happened before what it undoes, or one that withdraws another."""
        for case, after in self._standing().items():
            was = before.get(case)
            own = events.filtered_domain([("case_id", "=", case.id)])
            undone = case._backdated(own) if was is None else case._undone(was, after, own)
            if own._is_brought_over() and self._is_administrator():
                if not self.env.su:
                    case.with_env(self.env)._check_not_own(undone)
                undone = set()  # the other system's journal; proposals that it ends are left to be decided
            case.with_env(self.env)._check_may_undo(undone, own._reasons())
            if was:
                case._unstated(was, after)._say_why(own._because())

    def _unstated(self, was, after):
        """The proposals that the policy states no more."""
        # Why a proposal ended is written beside it by whoever ended it; the proposal itself is nobody's to write.
        return self.env["complaint.penalty"].sudo().union(*(was.proposed - after.proposed))

    def _undone(self, was, after, events):
        """What of the former standing these entries took away by telling the past again."""
        gone = (was.broken - after.broken) | (was.proposed - after.proposed)
        if events.withdraws_id:
            return gone | (was.met - after.met)
        earliest = min(events.mapped("happened_at"))
        duties = {row for row in gone if row._name == "complaint.duty" and earliest <= was.due.get(row, earliest)}
        return duties | {row for row in gone if row._name == "complaint.penalty" and earliest < row.proposed_at}

    def _backdated(self, events):
        """Duties of a complaint recorded with its journal that are met only by an entry later than their due moment."""
        now, moments = fields.Datetime.now(), set(events.mapped("happened_at"))
        late = self.duty_ids.filtered(lambda duty: duty.state == "met" and duty.due_at and duty.due_at < now)
        return {duty for duty in late if duty.done_at in moments}
