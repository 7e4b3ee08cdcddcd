import random
from datetime import timedelta
from textwrap import dedent

from odoo.tests import tagged

from ..models.case import history, later
from ..models.policy import quota_wizard
from ..tools import kernel_bridge as bridge
from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon, beijing, kernel_policy

OWN = dedent("""
    policy: own-history
    title: {en: Own, zh_CN: 甲}
    parties: {shop: {en: Shop, zh_CN: 甲}, responsible: {en: Responsible, zh_CN: 甲}}
    facts:
      level: {choice: {1: {en: One, zh_CN: 甲}, 2: {en: Two, zh_CN: 乙}}, label: {en: Level, zh_CN: 甲}, clause: "1"}
      harm: {bool: false, label: {en: Harm, zh_CN: 甲}, clause: "1"}
      cost: {money: CNY, label: {en: Cost, zh_CN: 甲}, clause: "1"}
      pieces: {count: pcs, label: {en: Pieces, zh_CN: 甲}, clause: "1"}
    derive:
      dear: {bool: false, label: {en: Dear, zh_CN: 甲}, clause: "1", value: cost > 50}
      often: {bool: false, label: {en: Often, zh_CN: 甲}, clause: "1", value: by_channel >= 3}
    measures:
      by_channel: {count: history, same: [channel], within: 10 working days, label: {en: A, zh_CN: 甲}}
      by_category: {sum: cost, same: [category], within: calendar month, label: {en: B, zh_CN: 甲}}
      by_dear: {count: history, same: [dear], within: 3 days, label: {en: C, zh_CN: 甲}}
      by_nothing: {count: history, within: 36 hours, where: harm, label: {en: D, zh_CN: 甲}}
      by_grade: {count: history, same: [grade], within: calendar month, label: {en: E, zh_CN: 甲}}
      by_often: {distinct: customer, same: [often], within: 2 months, label: {en: F, zh_CN: 甲}}
      by_level: {run: harm, same: [employee, level, pieces], within: calendar year, label: {en: G, zh_CN: 甲}}
    grades:
      - grade: I
        label: {en: I, zh_CN: 甲}
        any: [{clause: "2", when: cost > 90 and by_channel > 1}, {clause: "3", when: by_category > 20000}]
      - {grade: II, label: {en: II, zh_CN: 乙}, any: [{clause: "4", when: harm and by_dear > 2}]}
      - {grade: III, label: {en: III, zh_CN: 丙}, otherwise: {clause: "5"}}
    uplift:
      - {from: II, to: I, clause: "6", when: by_grade > 3}
    penalties:
      - {clause: "7", when: by_nothing > 1, each: {responsible: 10 points}}
      - {clause: "8", when: by_often > 2, each: {responsible: 20 points}}
      - {clause: "9", when: by_level > 0, each: {responsible: 30 points}}
""")
AGEING = dedent("""
    policy: ageing
    title: {en: Own, zh_CN: 甲}
    parties: {responsible: {en: Responsible, zh_CN: 甲}}
    measures:
      of_the_grade: {count: history, same: [grade], within: calendar month, label: {en: A, zh_CN: 甲}}
      is_old: {older: 24 hours, label: {en: B, zh_CN: 甲}}
    grades:
      - {grade: I, label: {en: I, zh_CN: 甲}, any: [{clause: "1", when: is_old}]}
      - {grade: II, label: {en: II, zh_CN: 乙}, otherwise: {clause: "2"}}
    penalties:
      - {clause: "3", when: of_the_grade > 1, each: {responsible: 10 points}}
""")
BY_CHANNEL = dedent("""
    policy: by-channel
    title: {en: Own, zh_CN: 甲}
    parties: {responsible: {en: Responsible, zh_CN: 甲}}
    facts:
      harm: {bool: false, label: {en: Harm, zh_CN: 甲}, clause: "1"}
    channels: {media: {en: Media, zh_CN: 甲}, phone: {en: Phone, zh_CN: 乙}}
    derive:
      is_watched: {bool: false, label: {en: Watched, zh_CN: 甲}, clause: "1", value: employee == "Li"}
    measures:
      severe: {count: history, same: [customer], within: calendar month, where: grade == "I", label: {en: A, zh_CN: 甲}}
    grades:
      - grade: I
        label: {en: I, zh_CN: 甲}
        any: [{clause: "2", when: channel == "media"}, {clause: "3", when: harm and is_watched}]
      - {grade: II, label: {en: II, zh_CN: 乙}, otherwise: {clause: "4"}}
    penalties:
      - {clause: "5", when: severe > 1, each: {responsible: 10 points}}
""")
SHIPPED = (
    "bank-branch",
    "bank-consumer-protection",
    "ecommerce",
    "printing-plant",
    "pv-module",
    "quality-points",
    "rental-discipline",
)
FIGURES = {"money": (0.5, 60, 60_000, 3_000_000), "count": (1, 2, 3), "quantity": (0.5, 1, 30), "number": (1, 2, 3)}


class HistoryCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plant = cls._policy("printing-plant")
        cls.departments = {
            code: cls.env["complaint.department"].create({"name": code.title(), "code": code})
            for code in ("printing", "quality", "handwork", "logistics")
        }
        cls.customers = cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(3)])

    def own_policy(self):
        policy = self.env["complaint.policy"].create({"policy_file": OWN})
        self.work()
        policy._put_in_force()
        return policy

    def penalties(self, case):
        return set(case.penalty_ids.mapped("points"))

    def counted(self, case):
        """The numbers of the complaints that the stored verdict rests on."""
        return [item["id"] for item in case._basis()["complaint"]["history"]]

    def class_c(self, department, day, customer=0):
        return self.complain(
            self.plant,
            partner_id=self.customers[customer].id,
            department_id=self.departments[department].id,
            facts={"loss": 1000},
            received_at=beijing(f"2026-03-{day:02} 10:00"),
        )


@tagged("post_install", "-at_install")
class TestHistory(HistoryCommon):
    """The policy says which earlier complaints count; Odoo counts those and no others."""

    def test_a_pooled_quota_is_fined_as_its_screen_counts(self):
        departments = ("quality", "handwork", "logistics")
        cases = [self.class_c(name, day, day - 2) for day, name in enumerate(departments, 2)]
        screen = self.env["complaint.quota"].create({"policy_id": self.plant.id, "year": 2026})
        line = screen.line_ids.filtered(lambda row: (row.grade, row.line) == ("C", "Other"))
        self.assertEqual((line.quota, line.used, line.beyond), (2, 3, 1))
        fined = [[row.points for row in case.penalty_ids] for case in cases]
        self.assertEqual(fined, [[], [], [100]])
        self.assertEqual(self.counted(cases[2]), [cases[0].name, cases[1].name])

    def test_many_complaints_are_counted_for_the_screen_of_quotas_by_the_database(self):
        cases = [self.class_c(name, day) for day, name in enumerate(("quality", "handwork", "printing", "quality"), 2)]
        screens = []
        for most in (1000, 2):
            self.patch(quota_wizard, "MOST_LISTED", most)
            screen = self.env["complaint.quota"].create({"policy_id": self.plant.id, "year": 2026})
            screens.append([(row.grade, row.line, row.used, row.beyond) for row in screen.line_ids])
            pooled = screen.line_ids.filtered(lambda row: (row.grade, row.line) == ("C", "Other"))
            shown = self.env["complaint.case"].search(pooled.action_view_cases()["domain"])
            self.assertEqual(set(shown.mapped("name")), {cases[place].name for place in (0, 1, 3)})
        self.assertEqual(*screens)

    def test_what_an_edition_grades_itself_is_told_to_it_in_a_row_for_each_grade(self):
        losses = (1000, 1200, 1300, 10, 20, 1500)
        cases = self.env["complaint.case"]
        for day, loss in enumerate(losses, 2):
            case = self.class_c("printing", day)
            case.facts = {"loss": loss}
            cases |= case
        one_by_one = [(line["grade_after"], line["penalty_changes"]) for line in cases._impacts(policy=self.plant)]
        self.patch(history, "MOST_READ", 0)
        [group] = cases[-1]._before(policy=self.plant, graded=False)[cases[-1]]["counted"][:1]
        self.assertEqual(sorted((row["grade"], row["count"]) for row in group["rows"]), [("C", 3), ("D", 2)])
        counted = [(line["grade_after"], line["penalty_changes"]) for line in cases._impacts(policy=self.plant)]
        self.assertEqual(counted, one_by_one)

    def test_what_does_not_count_is_not_kept(self):
        for day in range(2, 8):
            self.class_c("printing", day)
        last = self.class_c("quality", 20)
        self.assertEqual(self.counted(last), [])

    def test_a_complaint_of_another_edition_counts_by_what_this_one_can_read(self):
        first = self.complain(self.pv, issue="crack", facts={"total_cost": 60_000.0}, received_at="2026-11-10 02:00:00")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE complaint_case SET grade = 'X', grade_before_uplift = 'X',"
            " facts = facts || jsonb_build_object('unheard_of', 3) WHERE id = %s",
            [first.id],
        )
        self.env.invalidate_all()
        case = self.complain(self.pv, issue="crack", facts={"total_cost": 60_000.0})
        self.assertEqual((case.grade, self.counted(case)), ("III", [first.name]))

    def test_complaints_that_another_policy_hands_over_for_grading_count_too(self):
        self.env.company.complaint_grading_policy_id = self.pv
        self.complain(issue="crack", grading_facts={"total_cost": 60_000.0}, received_at="2026-11-10 02:00:00")
        case = self.complain(self.pv, issue="crack", facts={"total_cost": 60_000.0})
        self.assertEqual((case.grade, len(self.counted(case))), ("III", 1))

    def test_facts_as_keys_are_compared_as_the_policy_types_them(self):
        rental = self._policy("rental-discipline")
        outcomes = []
        for level in (1, 2, "1", 1):
            facts = {"discipline_level": level, "verified": True}
            case = self.complain(
                rental, employee="Li", channel="hotline", facts=facts, received_at=f"2026-11-1{len(outcomes)} 02:00:00"
            )
            outcomes.append((len(self.counted(case)), set(case.penalty_ids.mapped("outcome"))))
        self.assertEqual([count for count, _outcome in outcomes], [0, 0, 1, 2])
        self.assertEqual(
            [outcomes[0][1], outcomes[2][1], outcomes[3][1]], [{"warning"}, {"warning", "fine"}, {"red_line"}]
        )

    def test_figures_and_defaults_are_found_however_they_are_stored(self):
        policy = self.own_policy()
        facts = {"level": "1", "pieces": 2, "harm": True}
        first = self.complain(policy, employee_user_id=self.sun.id, facts=facts, received_at="2026-11-10 02:00:00")
        case = self.complain(policy, employee=self.sun.login, facts=dict(facts, pieces=2.0))
        other = self.complain(policy, employee=self.sun.login, facts=dict(facts, pieces=3))
        domain = case._earlier_domain(policy)
        self.assertIn(first, case.search(domain))
        self.assertEqual(case.search(domain), (first | other).filtered_domain(domain))
        self.assertEqual(self.penalties(case), {30})
        self.assertFalse(self.penalties(other) & {30})

    def test_cancelled_complaints_do_not_count(self):
        first, second = self.class_c("quality", 2), self.class_c("quality", 3)
        first.cancel_reason = "entered twice"
        first.action_cancel()
        self.watch()
        self.assertEqual(self.counted(second), [])


@tagged("post_install", "-at_install")
class TestLaterComplaints(HistoryCommon):
    """Only later complaints whose measures can change are asked for again."""

    def test_a_change_of_the_nature_reaches_those_of_the_old_and_of_the_new_one(self):
        first = self.complain(self.pv, issue="a", facts={"total_cost": 1.0}, received_at="2026-11-10 02:00:00")
        old, new, other = (self.complain(self.pv, issue=issue, facts={"total_cost": 1.0}) for issue in "abc")
        self.assertFalse((old | new | other).filtered("is_stale"))
        first.issue = "b"
        self.assertEqual((old | new | other).filtered("is_stale"), old | new)
        self.watch()
        self.assertEqual([self.counted(case) for case in (old, new)], [[], [first.name]])

    def test_an_entry_that_changes_nothing_for_others_reaches_nobody(self):
        first = self.class_c("quality", 2)
        later = self.class_c("quality", 3)
        first.priority = "1"
        first._reassess()
        first._mark_later_cases()
        self.assertFalse(later.is_stale)
        first.facts = {"loss": 2000}
        self.assertEqual((first.grade, later.is_stale), ("C", False))
        first.facts = {"loss": 6000}
        self.assertEqual((first.grade, later.is_stale), ("B", True))

    def test_a_change_that_reaches_many_is_told_to_the_rest_by_the_scheduled_action(self):
        self.patch(later, "MARKED_AT_ONCE", 1)
        self.patch(later, "BATCH", 2)
        first = self.class_c("quality", 2)
        after = self.env["complaint.case"].union(*(self.class_c("quality", day) for day in range(3, 9)))
        first.facts = {"loss": 6000}
        changes = self.env["complaint.history.change"]
        self.assertEqual(changes.search_count([("case_id", "=", first.id)]), 1)
        self.assertLess(len(after.filtered("is_stale")), len(after))
        self.watch()
        self.assertFalse(after.filtered("is_stale") | changes.search([]).case_id)
        self.assertEqual({tuple(self.counted(case))[:1] for case in after}, {(), (after[0].name,)})

    def test_a_grade_that_changes_by_the_clock_reaches_those_that_count_it(self):
        with self.at("2026-10-12 09:00"):
            policy = self.env["complaint.policy"].create({"policy_file": AGEING})
            self.work()
            policy._put_in_force()
            first = self.complain(policy, received_at=beijing("2026-10-12 09:00"))
        with self.at("2026-10-12 11:00"):
            second = self.complain(policy, received_at=beijing("2026-10-12 11:00"))
            self.assertEqual((first.grade, self.penalties(second)), ("II", {10}))
        with self.at("2026-10-13 10:00"):
            self.watch()
            self.assertEqual((first.grade, second.grade), ("I", "II"))
            self.assertEqual((self.counted(second), second.assessment["penalties"]), ([], []))

    def test_what_is_counted_by_the_database_is_graded_anew_by_all_that_a_grade_rests_on(self):
        policy = self.env["complaint.policy"].create({"policy_file": BY_CHANNEL})
        self.work()
        policy._put_in_force()
        for channel, employee, harm in (("media", "Wang", False), ("phone", "Li", True), ("phone", "Wang", True)):
            facts = {"harm": harm}
            self.complain(policy, partner_id=self.customers[0].id, channel=channel, employee=employee, facts=facts)
        with self.later(60):
            case = self.complain(policy, partner_id=self.customers[0].id, channel="phone")
        self.assertEqual(self.penalties(case), {10})
        for most in (1000, 0):
            for graded in (True, False):
                with self.subTest(most=most, graded=graded):
                    self.patch(history, "MOST_READ", most)
                    whole = dict(case._for_kernel(), **case._before(graded=graded)[case])
                    self.assertEqual(bool(whole.get("counted")), not most)
                    found = kernel.assess(policy._edition(), whole, case._calendar_name(), bridge.iso(case.assessed_at))
                    self.assertEqual([one["points"] for one in found["penalties"]], [10])

    def test_a_quota_of_another_year_is_not_reached(self):
        before = self.complain(
            self.plant,
            facts={"loss": 1000},
            department_id=self.departments["quality"].id,
            received_at=beijing("2025-12-31 23:59"),
        )
        later = self.class_c("quality", 2)
        before.facts = {"loss": 0.0}
        self.assertFalse(later.is_stale)


@tagged("post_install", "-at_install")
class TestOdooIsKernel(HistoryCommon):
    """What is stored is what the kernel says when it is given every earlier complaint of the company."""

    def test_every_policy_over_history(self):
        self.check_every_policy()

    def test_the_same_by_figures_of_the_database(self):
        self.patch(history, "MOST_READ", 0)
        self.check_every_policy()

    def check_every_policy(self):
        for number, policy in enumerate((*map(self._policy, SHIPPED), self.own_policy())):
            with self.subTest(policy.code):
                self.assertTrue(kernel_policy(policy).history_needs)
                cases = self.raised(policy, random.Random(number))  # noqa: S311 - the same complaints every time
                self.watch()
                for case in cases:
                    self.assertEqual(kernel.canonical(case.assessment), kernel.canonical(self.by_the_kernel(case)))

    def test_no_policy_over_history_is_left_out(self):
        asking = {name for name in kernel.shipped_policies() if kernel_policy(self._policy(name)).history_needs}
        self.assertEqual(asking, set(SHIPPED))

    def raised(self, policy, chance, count=16):
        """Complaints of a few weeks, raised in any order and some changed afterwards."""
        cases = self.env["complaint.case"]
        for _number in range(count):
            cases |= self.complain(policy, **self.values(kernel_policy(policy), chance))
        for case in chance.sample(cases, 3):
            case.write({"facts": self.facts(kernel_policy(policy), chance), "issue": chance.choice("ab")})
        return cases

    def values(self, policy, chance):
        listed = {"channel": policy.channels, "category": policy.categories}
        codes = [code for code in self.departments if not policy.departments or code in policy.departments]
        texts = {name: chance.choice([*(list(words)[:3] or "AB"), False]) for name, words in listed.items()}
        moment = beijing("2026-09-20 10:00") + timedelta(hours=chance.randrange(24 * 20), minutes=chance.randrange(60))
        return {
            **texts,
            "partner_id": chance.choice(self.customers).id,
            "issue": chance.choice(["a", "b", False]),
            "cause_event": chance.choice(["fire", "flood", False]),
            "employee": chance.choice(["Li", "Wang", False]),
            "employee_user_id": chance.choice([self.sun.id, False]),
            "department_id": self.departments[chance.choice(codes)].id if codes and chance.random() < 0.8 else False,
            "received_at": moment,
            "facts": self.facts(policy, chance),
        }

    def facts(self, policy, chance):
        values = {name: chance.choice((*self.choices(fact), None)) for name, fact in policy.facts.items()}
        return {name: value for name, value in values.items() if value is not None}

    def choices(self, fact):
        if fact.kind == "bool":
            return (True, False)
        return tuple(fact.choices) if fact.kind == "choice" else FIGURES.get(fact.kind, ())

    def by_the_kernel(self, case):
        edition = case.policy_id._edition()
        earlier = case.search(
            [
                ("policy_code", "=", case.policy_code),
                ("company_id", "=", case.company_id.id),
                ("received_at", "<", case.received_at),
            ]
        )
        history = [kernel.history_item(edition, other._told()) for other in earlier]
        whole = dict(case._for_kernel(), events=case.event_ids._for_kernel(), history=history)
        return kernel.assess(edition, whole, case._calendar_name(), bridge.iso(case.assessed_at))
