from contextlib import suppress

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon, beijing


class FineCommon(ComplaintCommon):
    """Sun is fined for a late notice; Hu leads Sun's department, Mo and Ada manage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = [("company_id", "=", cls.env.company.id)]
        cls.env["complaint.party"].search([("code", "=", "marketing"), *company]).write({"assignee": "case_user"})
        cls.sales = cls.env["complaint.department"].create(
            {"name": "Sales", "code": "sales", "head_id": cls.hu.id, "member_ids": [Command.link(cls.sun.id)]}
        )

    def fine(self, day="2026-09-28", **values):
        """A late notice of the departments: 20 CNY for Sun."""
        with self.at(f"{day} 12:00"):
            case = self.complain(received_at=beijing(f"{day} 08:30"), **values)
            self.happens(case, "departments_notified", f"{day} 11:00")
        return case.penalty_ids

    def confirmed(self, when="2026-09-29 09:00", **values):
        penalty = self.fine(**values)
        with self.at(when):
            penalty.with_user(self.mo)._decide("confirmed", "")
        return penalty

    def appeal(self, penalty, when="2026-09-29 15:00", user=None, reason="The mail server was down."):
        dialog = self.env["complaint.appeal.penalty"].with_user(user or self.sun)
        with self.at(when):
            dialog.create({"penalty_id": penalty.id, "reason": reason}).action_appeal()

    def amounts(self, person=None):
        domain = [("user_id", "=", (person or self.sun).id)]
        entries = self.env["complaint.ledger.entry"].search(domain, order="id")
        return [(row.month_id.display_name, row.kind, row.amount) for row in entries]


@tagged("post_install", "-at_install")
class TestAppeal(FineCommon):
    """Proposed, confirmed, appealed, decided, reversed."""

    def limited(self, limit):
        """The regulation with the company's time to appeal."""
        self.set_figures(f'{{"appeal_limit": "{limit}"}}')

    def test_an_appeal_that_is_granted_is_a_reversal_in_the_ledger(self):
        penalty = self.confirmed()
        self.appeal(penalty)
        self.assertEqual(
            (penalty.state, penalty.appealed_by_id, penalty.appeal_reason),
            ("appealed", self.sun, "The mail server was down."),
        )
        with self.at("2026-10-09 09:00"):
            penalty.with_user(self.ada)._decide("reversed", "It was down indeed.")
        self.assertEqual((penalty.state, penalty.appeal_decided_by_id), ("reversed", self.ada))
        self.assertEqual(self.amounts(), [("2026-09", "confirmed", 20.0), ("2026-10", "reversed", -20.0)])

    def test_an_appeal_that_is_not_granted_leaves_the_fine_and_ends(self):
        penalty = self.confirmed()
        self.appeal(penalty)
        with self.refused(UserError, "Give the reason"):
            penalty.with_user(self.mo)._decide("decided", " ")
        with self.at("2026-10-09 09:00"):
            penalty.with_user(self.mo)._decide("decided", "It was up at eleven.")
        self.assertEqual((penalty.state, penalty.appeal_answer), ("decided", "It was up at eleven."))
        self.assertEqual((penalty.approver_id, penalty.decided_at), (self.mo, beijing("2026-09-29 09:00")))
        self.assertEqual(self.amounts(), [("2026-09", "confirmed", 20.0)])
        with self.refused(UserError, "one appeals once"):
            self.appeal(penalty)
        with self.at("2026-10-10 09:00"):
            penalty.with_user(self.mo)._decide("reversed", "A witness came.")
        self.assertEqual(sum(row[2] for row in self.amounts()), 0)

    def test_while_an_appeal_is_open_the_fine_stands_under_the_cap(self):
        penalty = self.confirmed()
        self.appeal(penalty)
        self.confirmed(day="2026-09-27", when="2026-09-29 16:00")
        self.assertEqual([row[2] for row in self.amounts()], [20.0, 20.0])
        self.assertEqual(penalty.case_id.penalty_total, 20)

    def test_the_regulation_s_time_to_appeal_ends(self):
        self.limited("2 working days")
        penalty = self.confirmed()
        self.assertEqual(penalty.appeal_until, beijing("2026-10-08 17:30"), "1 to 7 October are holidays")
        with self.at("2026-10-08 17:30"):
            self.assertTrue(penalty.with_user(self.sun).may_appeal)
        penalty.invalidate_recordset(["may_appeal"])
        with self.refused(UserError, "ended on 2026-10-08 17:30"):
            self.appeal(penalty, when="2026-10-08 17:31")
        self.assertEqual(penalty.state, "confirmed")

    def test_without_a_figure_one_may_appeal_at_any_time(self):
        penalty = self.confirmed()
        self.assertFalse(penalty.appeal_until)
        self.appeal(penalty, when="2026-11-19 09:00")
        self.assertEqual(penalty.state, "appealed")

    def test_only_who_pays_appeals_and_with_a_reason(self):
        penalty = self.confirmed()
        for user in (self.hu, self.mo, self.ada):
            with self.subTest(user.login), self.refused(AccessError, "Only who pays"):
                self.appeal(penalty, user=user)
        with self.assertRaises(AccessError):
            self.appeal(penalty, user=self.qin)
        with self.refused(UserError, "Say why"):
            self.appeal(penalty, reason="  ")
        with self.refused(UserError, "is not confirmed"):
            self.appeal(self.fine("2026-09-24"))

    def test_each_of_several_payers_may_appeal(self):
        penalty = self.fine()
        with self.at("2026-09-29 09:00"):
            shares = [(self.sun, 12, 0), (self.qin, 8, 0)]
            penalty.with_user(self.mo)._decide("confirmed", "Both forgot it.", shares=shares)
        self.appeal(penalty, user=self.qin)
        self.assertEqual((penalty.state, penalty.appealed_by_id), ("appealed", self.qin))
        with self.at("2026-09-30 09:00"):
            penalty.with_user(self.ada)._decide("reversed", "Nobody was late.")
        self.assertEqual([sum(row[2] for row in self.amounts(person)) for person in (self.sun, self.qin)], [0, 0])

    def test_a_manager_who_pays_does_not_decide_on_the_own_appeal(self):
        penalty = self.fine()
        with self.at("2026-09-29 09:00"):
            penalty.with_user(self.ada)._decide("confirmed", "Mo was asked.", payer=self.mo)
        self.appeal(penalty, user=self.mo)
        for decision in ("decided", "reversed"):
            with self.refused(AccessError, "your own"):
                penalty.with_user(self.mo)._decide(decision, "Mine.")
        with self.at("2026-09-30 09:00"):
            penalty.with_user(self.ada)._decide("decided", "It was late.")
        self.assertEqual(penalty.state, "decided")

    def test_who_is_fined_is_told_and_so_are_the_managers_of_an_appeal(self):
        penalty = self.confirmed()
        [told] = penalty.message_ids.filtered(lambda note: "You may appeal" in note.body)
        self.assertEqual(told.notified_partner_ids, self.sun.partner_id)
        self.assertTrue(told.is_internal)
        self.appeal(penalty)
        [said] = penalty.message_ids.filtered(lambda note: "Appeal:" in note.body)
        self.assertLessEqual(self.mo.partner_id | self.ada.partner_id, said.notified_partner_ids)
        self.assertNotIn(self.sun.partner_id, said.notified_partner_ids)

    def test_the_dossier_tells_of_the_appeal(self):
        penalty = self.confirmed()
        self.appeal(penalty)
        [row] = penalty.case_id._decided(penalty)["penalties"]
        self.assertEqual((row["state"], row["appeal"]["reason"]), ("appealed", "The mail server was down."))

    def test_the_dialog_of_who_decides_shows_the_appeal(self):
        penalty = self.confirmed()
        self.appeal(penalty)
        action = penalty.with_user(self.mo).action_uphold()
        with Form(self.env[action["res_model"]].with_user(self.mo).with_context(**action["context"])) as form:
            self.assertEqual(form.appeal_reason, "The mail server was down.")
            form.reason = "It was up."
        with self.at("2026-09-30 09:00"):
            form.record.action_decide()
        self.assertEqual(penalty.state, "decided")


@tagged("post_install", "-at_install")
class TestWhoSeesWhatIsOwed(FineCommon):
    """What a person owes is seen by that person, by whoever leads the person, and by managers; by nobody else."""

    SEE = ("sun", "hu", "mo", "ada")

    def setUp(self):
        super().setUp()
        self.penalty = self.confirmed(quality_user_id=self.qin.id)
        for user in (self.sun, self.hu, self.qin, self.mo, self.ada):
            user.group_ids += self.env.ref("base.group_allow_export")
        self.everybody = (self.sun, self.hu, self.qin, self.mo, self.ada)

    def seen(self, look):
        """Who finds something, by this way of looking."""
        found = set()
        for user in self.everybody:
            self.env.invalidate_all()
            with suppress(AccessError):
                if look(user):
                    found.add(user.login)
        return found

    def test_by_each_way_of_reading_the_penalty_and_its_entry(self):
        for rows in (self.penalty, self.penalty.entry_ids):
            domain, group = [("id", "in", rows.ids)], ["user_id"]
            ways = {
                "search": lambda user, rows=rows, domain=domain: rows.with_user(user).search(domain),
                "search_count": lambda user, rows=rows, domain=domain: rows.with_user(user).search_count(domain),
                "read": lambda user, rows=rows: rows.with_user(user).read(["amount"]),
                "web_search_read": lambda user, rows=rows, domain=domain: rows.with_user(user).web_search_read(
                    domain, {"amount": {}, "user_id": {"fields": {"display_name": {}}}}
                )["records"],
                "export_data": lambda user, rows=rows: rows.with_user(user).export_data(["user_id/name", "amount"]),
                "read_group": lambda user, rows=rows, domain=domain, group=group: rows.with_user(
                    user
                ).formatted_read_group(domain, group, ["amount:sum"]),
            }
            for way, look in ways.items():
                with self.subTest(rows._name, way=way):
                    self.assertEqual(self.seen(look), set(self.SEE))

    def test_a_total_adds_up_no_more_than_one_may_see(self):
        for user in self.everybody:
            domain = [("id", "=", self.penalty.id)]
            [(amount,)] = self.env["complaint.penalty"].with_user(user)._read_group(domain, [], ["amount:sum"])
            self.assertEqual(amount or 0, 20 if user.login in self.SEE else 0, user.login)

    def test_through_the_complaint(self):
        """Who handles the complaint learns neither the penalty nor a sum of it."""
        case = self.penalty.case_id
        cases = self.env["complaint.case"]
        self.env.invalidate_all()
        self.assertFalse(case.with_user(self.qin).penalty_ids)
        for name in ("penalty_total", "penalty_count"):
            for user in (self.sun, self.qin):
                with self.subTest(name, user=user.login):
                    with self.assertRaises(AccessError):
                        case.with_user(user).read([name])
                    with self.assertRaises(AccessError):
                        cases.with_user(user).search([(name, ">", 0)])
                    with self.assertRaises(AccessError):
                        cases.with_user(user).formatted_read_group([], [], [f"{name}:sum"])
        searched = cases.with_user(self.qin).search([("id", "=", case.id), ("penalty_ids.amount", ">", 0)])
        self.assertFalse(searched)
        self.assertEqual(case.with_user(self.mo).read(["penalty_total"])[0]["penalty_total"], 20)

    def test_through_the_screen_of_the_complaint(self):
        case, spec = self.penalty.case_id, {"penalty_ids": {"fields": {"amount": {}}, "order": "id"}}
        for user in (self.qin, self.mo):
            self.env.invalidate_all()
            [shown] = case.with_user(user).web_read(spec)
            self.assertEqual(len(shown["penalty_ids"]), 1 if user == self.mo else 0)
        case.with_user(self.qin).get_view(view_type="kanban")
        self.assertNotIn("penalty_total", case.with_user(self.qin).get_view(view_type="form")["arch"])
        self.assertIn("penalty_total", case.with_user(self.mo).get_view(view_type="form")["arch"])

    def test_through_the_chatter(self):
        messages = self.env["mail.message"]
        notes = [("model", "=", "complaint.penalty"), ("res_id", "=", self.penalty.id)]
        self.assertEqual(self.seen(lambda user: messages.with_user(user).search(notes)), set(self.SEE))

    def test_through_the_dossier(self):
        decided = self.penalty.case_id._decided
        for user in (self.qin, self.mo):
            penalties = self.env["complaint.penalty"].with_user(user).search([("id", "=", self.penalty.id)])
            self.assertEqual(len(decided(penalties)["penalties"]), 1 if user == self.mo else 0)

    def test_of_a_split_each_payer_sees_the_own_share_alone(self):
        penalty = self.fine("2026-09-24")
        with self.at("2026-09-29 09:00"):
            shares = [(self.sun, 12, 0), (self.qin, 8, 0)]
            penalty.with_user(self.mo)._decide("confirmed", "Both forgot it.", shares=shares)
        for user, amounts in ((self.sun, [12]), (self.qin, [8]), (self.hu, [12]), (self.mo, [12, 8])):
            self.env.invalidate_all()
            with self.subTest(user.login):
                seen = penalty.with_user(user)
                self.assertEqual(seen.share_ids.mapped("amount"), amounts)
                self.env.invalidate_all()
                rows = seen.export_data(["share_ids/user_id/login", "share_ids/amount"])["datas"]
                self.assertEqual([row[1] for row in rows], amounts)
                self.env.invalidate_all()
                [read] = seen.web_read({"may_appeal": {}, "share_ids": {"fields": {"amount": {}}}})
                self.assertEqual([share["amount"] for share in read["share_ids"]], amounts)
                self.assertEqual(seen.payable, sum(amounts))
                words = " ".join(seen.message_ids.mapped("body"))
                self.assertNotIn("8.00", words)

    def test_who_no_longer_pays_no_longer_sees_it(self):
        penalty = self.fine("2026-09-24")
        with self.at("2026-09-29 09:00"):
            penalty.with_user(self.mo)._decide("confirmed", "Qin was asked.", payer=self.qin)
        seen = self.seen(lambda user: penalty.with_user(user).search([("id", "=", penalty.id)]))
        self.assertEqual(seen, {"qin", "mo", "ada"})

    def test_the_upgrade_lets_the_same_people_see(self):
        self.env.ref("complaint_grading.rule_penalty_all").groups = self.env.ref("complaint_grading.group_quality")
        self.env.ref("complaint_grading.rule_penalty_own").domain_force = "[('case_id.user_id', '=', user.id)]"
        self.penalty._put({"superior_id": False, "department_id": False})
        for _run in range(2):
            self.migrate("post-who-sees-penalties")
        self.env.registry.clear_cache()
        seen = self.seen(lambda user: self.penalty.with_user(user).search([("id", "=", self.penalty.id)]))
        self.assertEqual((seen, self.penalty.department_id), (set(self.SEE), self.sales))
