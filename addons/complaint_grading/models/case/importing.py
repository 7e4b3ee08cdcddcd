from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..base.guarded import ServerValues
from ..base.states import ENDED

# What the door of imports takes besides the values of a new complaint.
BROUGHT = {"stage", "closed_at"}


class ComplaintCase(models.Model):
    """The one door for complaints that began, and perhaps ended, in another system."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited

    imported_from = fields.Char(readonly=True, copy=False, help="The system from which it was brought over.")
    imported_at = fields.Datetime("Brought Over On", readonly=True, copy=False, index="btree_not_null")
    imported_by_id = fields.Many2one("res.users", "Brought Over By", readonly=True, copy=False)

    @api.model
    def bring_over(self, complaints, system):
        """Take over complaints of another system with their original moments; administrators only.

        :param complaints: values as for ``create``, each with a ``source_id``; besides ``stage`` and, for one that
            is closed or cancelled, ``closed_at`` (UTC, as Odoo carries moments)
        :param system: the name of that system; kept with each complaint and told in its chatter
        :return: the ids of the new complaints, in the order given
        """
        if not self.env.user.has_group("complaint_grading.group_admin"):
            raise AccessError(self.env._("Only administrators bring over complaints of another system."))
        self._check_said(source_system=system)
        system = (system or "").strip()
        if not system:
            raise UserError(self.env._("Name the system from which the complaints come."))
        if not isinstance(complaints, list | tuple) or not all(isinstance(vals, dict) for vals in complaints):
            raise UserError(self.env._("Give the complaints as a list of objects, each with the values of one."))
        cases = self.create([self._prepare_brought_over(vals, system) for vals in complaints])
        for case, vals in zip(cases, complaints, strict=True):
            case._go_on_from(vals.get("stage") or "received")
            case._post_internal(case._brought_over_text())
        return cases.ids

    @api.model
    def _prepare_brought_over(self, vals, system):
        stage, ended = vals.get("stage") or "received", vals.get("closed_at")
        given = {"source_system": system, **{name: value for name, value in vals.items() if name not in BROUGHT}}
        self._check_outside(given, True)
        self._check_said(closed_at=ended)
        if not vals.get("source_id"):
            raise UserError(self.env._("Give each complaint the id that it has in %(system)s.", system=system))
        if str(stage) not in dict(self._fields["stage"].selection):
            raise ValidationError(self.env._("%(stage)s is no stage of a complaint.", stage=stage))
        if (stage in ENDED) != bool(ended):
            raise UserError(
                self.env._(
                    "%(id)s: a complaint that ended has the moment of its end, no other has.", id=vals["source_id"]
                )
            )
        if stage == "cancelled" and not (vals.get("cancel_reason") or "").strip():
            raise UserError(self.env._("%(id)s: say why it was no complaint.", id=vals["source_id"]))
        return ServerValues(
            given,
            closed_at=fields.Datetime.to_datetime(ended) or False,
            imported_from=system,
            imported_at=fields.Datetime.now(),
            imported_by_id=self.env.uid,
        )

    def _go_on_from(self, stage):
        """Stand where it stood there; what ended stays as it was judged at its end."""
        if stage != "received":
            self._put({"stage": stage})
            self._stage_changed(stage)

    def _brought_over_text(self):
        text = self.env._(
            "Brought over from %(system)s (%(id)s) by %(person)s, received %(received)s.",
            system=self.imported_from,
            id=self.source_id,
            person=self.imported_by_id.name,
            received=self.received_at,
        )
        if not self.closed_at:
            return text
        ended = self.env._("It ended there on %(moment)s.", moment=self.closed_at)
        return f"{text} {ended}"

    @api.constrains("closed_at", "received_at")
    def _check_ended(self):
        for case in self.filtered("closed_at"):
            if not case.received_at <= case.closed_at <= fields.Datetime.now():
                raise ValidationError(
                    self.env._(
                        "Complaint %(number)s cannot end before it was received, or later than now.", number=case.name
                    )
                )
