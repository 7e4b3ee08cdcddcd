from odoo import api, models


class ComplaintDemo(models.AbstractModel):
    """Owners of flats that the works built, complaining by the developer's regulation: who is to be called back."""

    _inherit = "complaint.demo"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _load_calls(self):
        demo = self.with_company(self._ref("demo_company")).with_context(mail_create_nosubscribe=True)
        demo._to_be_called()
        demo._called_in_vain()
        demo._called_and_agreed()
        return True

    def _complain_of_home(self, owner, received_at, **values):
        return (
            self.env["complaint.case"]
            .with_user(self._ref("demo_sales"))
            .create(
                {
                    "policy_id": self._policy("property-developer").id,
                    "partner_id": self._ref(f"demo_owner_{owner}").id,
                    "received_at": received_at,
                    "quality_user_id": self._ref("demo_engineer").id,
                    "facts": {"level": "general"},
                    **values,
                }
            )
        )

    def _to_be_called(self):
        """Mended, closing applied for yesterday: the owner is owed a call until tomorrow."""
        case = self._complain_of_home(
            "chen",
            self._before(3, "09:30"),
            issue="lift stops",
            channel="hotline",
            category="lift",
            description="The lift of building 3 stopped between floors twice this week.",
        )
        self._happened(
            case,
            ("progress_fed_back", self._before(2, "10:00"), "sales"),
            ("close_applied", self._before(1, "15:00"), "sales", {"kind": "normal"}),
        )

    def _called_in_vain(self):
        """Called once, nobody answered: the call stays to be made."""
        case = self._complain_of_home(
            "liu",
            self._before(4, "14:00"),
            issue="handover leftovers",
            channel="visit",
            category="handover",
            description="Two window handles and the kitchen tap were missing at the handover.",
        )
        self._happened(
            case,
            ("progress_fed_back", self._before(3, "11:00"), "sales"),
            ("close_applied", self._before(2, "16:00"), "sales", {"kind": "normal"}),
            ("call_back", self._before(1, "10:30"), "supervisor", {"reached": False}),
        )

    def _called_and_agreed(self):
        case = self._complain_of_home(
            "zhou",
            self._before(8, "09:00"),
            issue="mosquitoes in the courtyard",
            channel="property_management",
            category="grounds",
            description="The pond in the courtyard breeds mosquitoes; nobody treats it.",
        )
        self._happened(
            case,
            ("progress_fed_back", self._before(7, "10:00"), "sales"),
            ("close_applied", self._before(7, "16:00"), "sales", {"kind": "normal"}),
            ("call_back", self._before(6, "10:10"), "supervisor", {"reached": True, "agreed": True}),
            ("closed", self._before(6, "10:15"), "supervisor"),
        )
        self._close(case, self._before(6, "10:20"))
