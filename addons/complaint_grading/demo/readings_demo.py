from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from ..tools.kernel_bridge import kernel


class ComplaintDemo(models.AbstractModel):
    """An auditor judges the modules' complaints of two months a second time, and has one left to read."""

    _inherit = "complaint.demo"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _load_readings(self):
        demo = self.with_company(self._ref("demo_company"))
        sample = demo._draw_sample()
        # sudo: whoever drew the sample sees no reading before it is given; the loader tells the story for the reader
        *read, _left = sample.sudo().reading_ids.sorted("number")
        for reading in read:
            demo._judge(reading.with_user(sample.reader_id))
        # sudo: what both agreed is entered for the manager
        sample.sudo().difference_ids.write({"note": "Level 2: yellowing costs no power; the catalogue now shows it."})
        return True

    def _draw_sample(self):
        sample = (
            self.env["complaint.reading.sample"]
            .with_user(self._ref("demo_manager"))
            .create(
                {
                    "policy_id": self._policy("pv-module").id,
                    "date_from": fields.Date.today() - relativedelta(months=2),
                    "by": "share",
                    "share": 100,
                    "reader_id": self._ref("demo_auditor").id,
                }
            )
        )
        sample.action_draw()
        return sample

    def _judge(self, reading):
        """As the first reader did, but for the yellow backsheets."""
        # sudo: the reader sees nothing of the complaint's judgements, of which the loader takes most over
        case = reading.sudo().case_id
        first = kernel.judged_values(case.policy_id._edition(), case._fact_values())
        milder = {"defect_level": "2"} if case.issue == "backsheet yellowing" else {}
        for row in reading.value_ids:
            row.value = milder.get(row.fact) or first.get(row.fact) or kernel.UNTOLD
        reading.action_give()
