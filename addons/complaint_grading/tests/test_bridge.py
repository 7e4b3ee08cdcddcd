import ast
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from ..tools import kernel_bridge as bridge
from .common import beijing

ADDON = Path(__file__).parent.parent


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@tagged("post_install", "-at_install")
class TestBridge(TransactionCase):
    def test_one_door(self):
        """Only the bridge imports the kernel."""
        users = [
            path for path in ADDON.rglob("*.py") if any(name.startswith("complaint_kernel") for name in imports(path))
        ]
        self.assertEqual(users, [ADDON / "tools" / "kernel_bridge.py"])

    def test_moments_keep_their_second(self):
        moment = beijing("2026-09-24 16:30:07")
        self.assertEqual(bridge.naive(bridge.aware(moment).isoformat()), moment)
        self.assertEqual(bridge.naive("2026-09-24T16:30:07+08:00"), moment)

    def test_facts_given_and_not_given(self):
        """An empty number is not given, zero is; a choice of whole numbers becomes a number; false is false."""
        facts = bridge.edition(bridge.policy_text("pv-module")).facts
        given = bridge.facts_from_properties(
            {
                "total_cost": 0.1,
                "involved_power": False,
                "defect_level": "2",
                "litigation": False,
                "demand_type": False,
            },
            facts,
        )
        self.assertEqual(given, {"total_cost": Decimal("0.1"), "defect_level": 2, "litigation": False})
        self.assertEqual(bridge.facts_from_properties({"total_cost": 0}, facts), {"total_cost": 0})

    def test_every_fact_of_every_shipped_policy_has_a_property(self):
        for name in bridge.shipped_policies():
            with self.subTest(policy=name):
                policy = bridge.edition(bridge.policy_text(name))
                rows = bridge.properties_definition(policy.facts, "zh_CN")
                self.assertEqual([row["name"] for row in rows], list(policy.facts))
                for kind in policy.events.values():
                    bridge.properties_definition(kind.data, "zh_CN")

    def test_calendar_by_name_only(self):
        with self.assertRaisesRegex(ValidationError, "not a calendar's name"):
            bridge.calendar("/etc/passwd")
        with self.assertRaisesRegex(ValidationError, "not known"):
            bridge.calendar("no-such-calendar")

    def test_unknown_fact_names_the_nearest(self):
        policy = bridge.edition(bridge.policy_text("pv-module"))
        self.assertIn("did you mean 'total_cost'?", bridge.unknown_facts(policy, ["totl_cost"]))

    def test_the_kernel_s_sentences_are_said_in_words(self):
        policy = self.env["complaint.policy"].search([("code", "=", "pv-module")])._kernel()
        factory = self.env["complaint.policy"].search([("code", "=", "manufacturing")])._kernel()
        received = {"id": "1", "received_at": "2026-11-26T14:03:38+08:00", "facts": {}}
        received["events"] = [{"type": "handed_to_quality", "at": "2026-11-26T15:00:00+08:00"}]
        graded = bridge.assess(policy, received, bridge.calendar("cn-office"), datetime(2026, 11, 27), "en_US")
        unset = next(note for note in graded["warnings"] if note["id"] == "quality_notice_limit")
        for lang in ("en_US", "zh_CN"):
            told = bridge.sentence(unset, lang)
            self.assertNotIn("quality_notice_limit", told)
            self.assertNotIn("given(", told)
            self.assertIn(bridge.label(policy.parameters["quality_notice_limit"].label, lang), told)
            complaint = {
                "id": "1",
                "received_at": "2026-11-26T14:03:38+08:00",
                "facts": {},
                "events": [{"type": "plan_approved", "at": "2026-11-26T02:00:00+00:00"}],
            }
            with self.assertRaises(ValidationError) as refused:
                bridge.assess(factory, complaint, bridge.calendar("cn-office"), datetime(2026, 11, 27), lang)
            told = str(refused.exception)
            self.assertNotRegex(told, r"/events|plan_approved|\d\dT\d\d")
            self.assertIn(bridge.label(factory.events["plan_approved"].label, lang), told)
            self.assertIn("2026-11-26 14:03", told)
            self.assertIn("2026-11-26 10:00", told)
