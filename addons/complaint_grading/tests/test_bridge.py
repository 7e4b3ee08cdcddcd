import ast
from decimal import Decimal
from functools import wraps
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, tagged

from complaint_kernel import service

from ..tools import kernel_bridge as bridge
from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon, beijing

ADDON = Path(__file__).parent.parent
BRIDGE = ADDON / "tools" / "kernel_bridge.py"
MOST_LINES = 250


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def sources():
    """The files of the addon without its tests, which hold it against the kernel itself."""
    return [path for path in ADDON.rglob("*.py") if "tests" not in path.relative_to(ADDON).parts]


@tagged("post_install", "-at_install")
class TestBridge(TransactionCase):
    def test_one_narrow_door(self):
        """Only the bridge imports the kernel, nothing of it but the service, and it stays a door."""
        users = [path for path in sources() if any(name.startswith("complaint_kernel") for name in imports(path))]
        self.assertEqual(users, [BRIDGE])
        self.assertEqual([name for name in imports(BRIDGE) if name.startswith("complaint")], ["complaint_kernel"])
        self.assertLess(len(BRIDGE.read_text(encoding="utf-8").splitlines()), MOST_LINES)

    def test_no_question_about_a_language(self):
        """The user's language goes to the kernel as it is: no code of a language decides anything here."""
        asked = [path for path in sources() if 'startswith("zh' in path.read_text(encoding="utf-8")]
        self.assertEqual(asked, [])

    def test_moments_keep_their_second(self):
        moment = beijing("2026-09-24 16:30:07")
        self.assertEqual(bridge.naive(bridge.iso(moment)), moment)
        self.assertEqual(bridge.naive("2026-09-24T16:30:07+08:00"), moment)

    def test_facts_given_and_not_given(self):
        """An empty number is not given, zero is; a choice of whole numbers becomes a number; false is false."""
        edition = (kernel.policy_text("pv-module"), "")
        properties = {
            "total_cost": 0.1,
            "involved_power": False,
            "defect_level": "2",
            "litigation": False,
            "demand_type": False,
        }
        given = bridge.facts_given(edition, properties)
        self.assertEqual(given, {"total_cost": Decimal("0.1"), "defect_level": 2, "litigation": False})
        self.assertEqual(bridge.facts_given(edition, {"total_cost": 0}), {"total_cost": 0})

    def test_every_field_of_every_shipped_policy_has_a_property(self):
        for name in kernel.shipped_policies():
            with self.subTest(policy=name):
                edition = (kernel.policy_text(name), "")
                parts = ["facts", "customer", "trial", "records", *(f"event.{e['id']}" for e in kernel.events(edition))]
                for part in parts:
                    rows = bridge.property_rows(edition, part, "zh_CN")
                    self.assertEqual(
                        [row["name"] for row in rows], [row["name"] for row in kernel.fields(edition, part)]
                    )

    def test_calendar_by_name_only(self):
        for reference in ("/etc/passwd", "no-such-calendar"):
            with self.assertRaises(ValidationError):
                kernel.calendar_about(reference)

    def test_unknown_fact_names_the_nearest(self):
        edition = (kernel.policy_text("pv-module"), "")
        self.assertIn("did you mean 'total_cost'?", kernel.unknown_fields(edition, "facts", ["totl_cost"])[0])

    def test_a_language_without_words_is_answered_in_english(self):
        edition = (kernel.policy_text("pv-module"), "")
        self.assertEqual(kernel.words("duty_state", "nl_NL"), kernel.words("duty_state", "en_US"))
        self.assertEqual(kernel.title(edition, "nl_NL"), kernel.title(edition, "en_US"))

    def test_the_kernel_s_sentences_are_said_in_words(self):
        graded_by, factory = ((kernel.policy_text(name), "") for name in ("pv-module", "manufacturing"))
        received = {"id": "1", "received_at": "2026-11-26T14:03:38+08:00", "facts": {}}
        started = [{"type": "handed_to_quality", "at": "2026-11-26T15:00:00+08:00"}]
        at = "2026-11-27T00:00:00+00:00"
        graded = kernel.assess(graded_by, {**received, "events": started}, "cn-office", at, "en_US")
        unset = next(note for note in graded["warnings"] if note["id"] == "quality_notice_limit")
        before = {**received, "events": [{"type": "plan_approved", "at": "2026-11-26T02:00:00+00:00"}]}
        for lang in ("en_US", "zh_CN"):
            told = kernel.note_text(unset, lang)
            self.assertNotIn("quality_notice_limit", told)
            self.assertIn(kernel.named(graded_by, "parameter", "quality_notice_limit", lang), told)
            with self.assertRaises(ValidationError) as refused:
                kernel.assess(factory, before, "cn-office", at, lang)
            told = str(refused.exception)
            self.assertNotRegex(told, r"/events|plan_approved|\d\dT\d\d")
            self.assertIn(kernel.named(factory, "event", "plan_approved", lang), told)
            self.assertIn("2026-11-26 14:03", told)
            self.assertIn("2026-11-26 10:00", told)


@tagged("post_install", "-at_install")
class TestAnswersAreJson(ComplaintCommon):
    def test_whatever_the_kernel_answers_in_a_complaint_s_life_is_json(self):
        """No object of the kernel reaches a model: each answer on the way can be written as JSON."""
        answers, canonical = {}, service.canonical
        for name in service.__all__:
            function = getattr(service, name)
            if callable(function) and not isinstance(function, type):
                self.startPatcher(patch.object(service, name, self.recorded(function, answers)))
        vars(kernel).clear()
        self.addCleanup(vars(kernel).clear)
        with self.at("2026-09-28 10:00"):
            case = self.complain(self.pv, issue="crack", facts={"total_cost": 6000000})
        with self.at("2026-09-29 10:00"):
            self.finish(case)
        case.read(["grade_label", "explanation", "closing_text", "participants_text", "intake_label"])
        case.duty_ids.read(["label", "owner_label"])
        case.export_dossier()
        self.assertGreater(len(answers), 20)
        for name, found in answers.items():
            for answer in found:
                self.assertTrue(canonical(answer), name)

    def recorded(self, function, answers):
        @wraps(function)
        def asked(*args, **given):
            answer = function(*args, **given)
            answers.setdefault(function.__name__, []).append(answer)
            return answer

        return asked
