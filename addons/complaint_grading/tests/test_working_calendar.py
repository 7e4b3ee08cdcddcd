import base64
import json
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from complaint_kernel.service.calendars import read_calendar

from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon, beijing


@tagged("post_install", "-at_install")
class TestWorkingCalendar(ComplaintCommon):
    """A company keeps calendars of its own: made from shipped ones, changed in fields or in the file, signed off."""

    def made(self, user=None, **values):
        given = {"name": "our-office", "based_on": "cn-office", "title": "Our Office", **values}
        return self.env["complaint.calendar"].with_user(user or self.mo).create(given)

    def signed(self, calendar, method="action_count_by"):
        """Look at what would change, and sign it off, as an administrator does."""
        action = getattr(calendar.with_user(self.ada), method)()
        wizard = self.env["complaint.calendar.change"].with_user(self.ada).browse(action["res_id"])
        self.work()
        wizard.note = "Board resolution 9"
        wizard.action_sign_off()
        self.work()
        return wizard

    def test_a_calendar_made_from_a_shipped_one_counts_as_that_does(self):
        calendar = self.made()
        self.assertEqual((calendar.state, calendar.title, calendar.zone), ("draft", "Our Office", "Asia/Shanghai"))
        self.assertEqual((calendar.monday, calendar.sunday or ""), ("08:30-12:00, 13:00-17:30", ""))
        self.assertEqual(read_calendar(calendar.content).edition, read_calendar("cn-office").edition)
        self.assertIn("2026: 248", calendar.years_html)
        self.assertIn("2027: holidays not announced yet", calendar.years_html)

    def test_hours_and_days_in_the_form_are_written_into_the_file(self):
        calendar = self.made()
        with Form(calendar) as form:
            form.saturday = "09:00-12:00"
            with form.day_ids.new() as day:
                day.kind, day.date_from, day.date_to, day.name = "off", "2026-12-24", "2026-12-26", "Closing Days"
            with form.day_ids.new() as day:
                day.date_from, day.is_yearly, day.name = "2026-03-15", True, "Founders' Day"
            with form.day_ids.new() as day:
                day.kind, day.date_from = "worked", "2026-12-27"
        self.assertIn("Saturday: [09:00-12:00]", calendar.content)
        counted = read_calendar(calendar.content)
        natures = [counted.nature(date(2026, 12, number)) for number in (24, 26, 27, 28)]
        self.assertEqual(natures, ["day_off", "day_off", "extra_working_day", "working_day"])
        self.assertEqual(counted.nature(date(2029, 3, 15)), "day_off")
        self.assertEqual(set(calendar.day_ids.mapped("name")) - {False}, {"Closing Days", "Founders' Day"})
        calendar.day_ids.filtered("is_yearly").unlink()
        self.assertEqual(read_calendar(calendar.content).nature(date(2029, 3, 15)), "working_day")

    def test_hours_from_a_day_on_leave_the_past_as_it_was(self):
        calendar = self.made()
        with Form(calendar) as form:
            form.hours_from, form.friday = "2027-01-01", "08:30-12:00"
        counted = read_calendar(calendar.content)
        self.assertEqual(counted.text(counted.close_of(date(2026, 12, 25)))[11:16], "17:30")
        self.assertEqual(counted.text(counted.close_of(date(2027, 1, 8)))[11:16], "12:00")
        self.assertEqual((calendar.friday, str(calendar.hours_from)), ("08:30-12:00", "2027-01-01"))
        with self.refused(ValidationError, "expected a later day"):
            calendar.write({"hours_from": "2026-06-01", "friday": False})

    def test_the_file_is_written_and_the_fields_follow(self):
        calendar = self.made()
        calendar.content += "days_off:\n  - {date: 2026-12-24 to 2026-12-25, name: {en: Closing, zh_CN: 放假}}\n"
        self.assertEqual(calendar.day_ids.mapped("date_to"), [date(2026, 12, 25)])
        self.assertEqual(calendar.with_context(lang="zh_CN").day_ids.name, "放假")
        calendar.content = calendar.content.replace("2026-12-25,", "2026-12-23,")
        self.assertTrue(calendar.problem_count)
        self.assertIn("runs backwards", calendar.problems_html)
        self.assertEqual(len(calendar.day_ids), 1, "while the file has faults its lines stay")
        with self.refused(UserError, "mend them first"):
            calendar.day_ids.kind = "worked"

    def test_what_cannot_be_used_is_refused_with_its_sentence(self):
        calendar = self.made()
        for field, value, sentence in (
            ("monday", "8-12", "expected a shift such as"),
            ("monday", "08:00-12:00, 11:00-13:00", "before the one before it has ended"),
        ):
            with self.subTest(value=value), self.refused(ValidationError, sentence):
                calendar[field] = value
        line = {"calendar_id": calendar.id, "date_from": "2026-12-24", "date_to": "2026-12-23"}
        with self.refused(ValidationError, "lies before the first"):
            calendar.day_ids.create(line)
        with self.refused(ValidationError, "is given twice"):
            calendar.day_ids.create([dict(line, date_to=False), dict(line, date_to=False, kind="worked")])
        for name, sentence in (("cn-office", "is a shipped calendar"), ("Our Office", "small letters")):
            with self.subTest(name=name), self.refused(UserError, sentence):
                self.made(name=name).with_user(self.ada).action_count_by()

    def test_a_file_is_imported(self):
        text = "{calendar: our-office, zone: Europe/Berlin, weekly: {Monday to Friday: ['22:00-06:00']}}"
        raw = base64.b64encode(text.encode())
        calendar = self.made(upload=raw)
        self.assertEqual((calendar.zone, calendar.monday), ("Europe/Berlin", "22:00-06:00"))
        calendar.upload = base64.b64encode(text.replace("Berlin", "Paris").encode())
        self.assertEqual(calendar.zone, "Europe/Paris")
        with self.refused(ValidationError, "no UTF-8 text"):
            calendar.upload = base64.b64encode(b"\xff\xfe")

    def test_complaints_are_counted_by_what_was_signed_off_and_by_nothing_before(self):
        case = self.complain(
            facts={"severity": "major"},
            received_at=beijing("2026-11-20 09:00"),
            event_ids=[(0, 0, {"type": "quality_notified", "happened_at": beijing("2026-11-20 10:00")})],
        )
        duty = self.duty(case, "interim_countermeasure")
        before = duty.due_at
        calendar = self.made()
        calendar.saturday = "09:00-12:00"
        self.env["complaint.case"].browse(case.id)._reassess()
        self.assertEqual(duty.due_at, before, "what is being written moves nothing")
        wizard = self.signed(calendar)
        self.assertEqual(wizard.line_ids.case_id, case)
        self.assertEqual(self.env.company.complaint_calendar, "our-office")
        self.assertLess(duty.due_at, before)
        self.assertEqual((calendar.state, calendar.signed_off_by_id), ("in_use", self.ada))
        calendar.saturday = False
        self.assertEqual(calendar.state, "changed")
        case._reassess()
        self.assertLess(duty.due_at, before)
        self.signed(calendar, "action_sign_off")
        self.assertEqual((duty.due_at, calendar.state), (before, "in_use"))
        self.assertIn("as revised, signed off by", str(case.message_ids.mapped("body")))

    def test_the_notice_of_a_year_is_entered_in_one_dialog_and_ends_what_was_provisional(self):
        calendar = self.made()
        action = calendar.action_add_notice()
        wizard = self.env["complaint.calendar.notice"].with_user(self.mo).browse(action["res_id"])
        self.assertEqual(wizard.year, 2027)
        wizard.action_expect()
        self.assertTrue(wizard.line_ids)
        wizard.line_ids.unlink()
        with Form(wizard) as form:
            form.reference = "国办发明电〔2026〕7号"
            for first, last, name in (("2027-01-01", "2027-01-03", "New Year"), ("2027-02-05", "2027-02-11", "Spring")):
                with form.line_ids.new() as day:
                    day.date_from, day.date_to, day.name = first, last, name
            with form.line_ids.new() as day:
                day.kind, day.date_from = "worked", "2027-02-13"
        wizard.action_add()
        self.assertIn("国办发明电〔2026〕7号", calendar.content)
        self.assertEqual(set(calendar.day_ids.mapped("notice_year")), {2027})
        counted = read_calendar(calendar.content)
        self.assertEqual(counted.due_detail(counted.localize("2027-02-04T10:00"), "2 working days").years, ())
        self.assertEqual(counted.nature(date(2027, 2, 13)), "extra_working_day")
        self.assertNotIn("not announced", calendar.years_html.split("2028")[0])
        again = (
            self.env["complaint.calendar.notice"]
            .with_user(self.mo)
            .create({"calendar_id": calendar.id, "year": 2027, "line_ids": [(0, 0, {"date_from": "2027-01-01"})]})
        )
        again.action_add()
        self.assertEqual(len(calendar.day_ids), 1, "a corrected notice takes the place of the first")

    def test_the_days_of_an_icalendar_file_are_shown_before_they_are_added(self):
        calendar = self.made()
        events = "".join(
            f"BEGIN:VEVENT\r\nUID:{day}\r\nSUMMARY:{name}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n"
            for day, name in (("20270101", "元旦（休）"), ("20270109", "元旦（班）"))
        )
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"
        wizard = (
            self.env["complaint.calendar.notice"]
            .with_user(self.mo)
            .create({"calendar_id": calendar.id, "year": 2027, "file": base64.b64encode(text.encode())})
        )
        wizard.action_read_file()
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.kind, line.date_from, line.name)),
            [("off", date(2027, 1, 1), "元旦（休）"), ("worked", date(2027, 1, 9), "元旦（班）")],
        )
        self.assertNotIn("2027-01-09", calendar.content)
        wizard.action_add()
        self.assertIn("2027-01-09", calendar.content)
        wizard.file = base64.b64encode(b"2027")
        with self.refused(ValidationError, "no iCalendar file"):
            wizard.action_read_file()
        wizard.write({"file": base64.b64encode(text.encode()), "year": 2030})
        with self.refused(UserError, "has no day in 2030"):
            wizard.action_read_file()

    def test_managers_write_calendars_administrators_sign_them_off_and_others_read(self):
        calendar = self.made()
        for user in (self.sun, self.qin, self.hu):
            self.assertEqual(calendar.with_user(user).title, "Our Office")
            with self.refused(AccessError, "."):
                calendar.with_user(user).monday = "09:00-12:00"
            with self.refused(AccessError, "."):
                calendar.with_user(user).action_add_notice()
        with self.refused(AccessError, "Only administrators"):
            calendar.action_count_by()
        with self.refused(AccessError, "settled by the system"):
            calendar.with_user(self.ada).counted = calendar.content
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env,
            "foreign-calendars",
            groups="complaint_grading.group_admin",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        with self.refused(AccessError, "."):
            calendar.with_user(foreign).read(["title"])

    def test_companies_keep_calendars_of_one_name_apart(self):
        calendar = self.made()
        self.signed(calendar)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        with self.refused(ValidationError, "is not known"):
            elsewhere.complaint_calendar = "our-office"
        self.assertEqual(self.env.company._calendar(), calendar.counted)

    def test_what_was_signed_off_is_not_deleted(self):
        calendar, draft = self.made(), self.made(name="a-draft")
        self.signed(calendar)
        with self.refused(UserError, "is kept"):
            calendar.with_user(self.mo).unlink()
        draft.with_user(self.mo).unlink()


HOTLINE_POLICY = """
policy: hotline-rules
title: {en: Hotline rules, zh_CN: 热线规则}
parties: {clerk: {en: Clerk, zh_CN: 文员}, agent: {en: Agent, zh_CN: 坐席, calendar: hotline}}
facts: {}
events:
  answered: {label: {en: Answered, zh_CN: 已答复}}
grades:
  - grade: any
    label: {en: Any, zh_CN: 任何}
    otherwise: {clause: "1", default: {en: one grade for all, zh_CN: 不分等级}}
duties:
  answer: {label: {en: Answer, zh_CN: 答复}, clause: "2", owner: agent, within: 4 working hours, done_by: answered}
  note: {label: {en: Note, zh_CN: 登记}, clause: "3", owner: clerk, within: 4 working hours, done_by: answered}
"""


@tagged("post_install", "-at_install")
class TestDutyOfItsOwnCalendar(ComplaintCommon):
    """A duty or a party of the policy names a calendar, which is the company's own or a shipped one."""

    def setUp(self):
        super().setUp()
        self.rules = self.env["complaint.policy"].create({"policy_file": HOTLINE_POLICY})
        self.work()
        self.rules._put_in_force()
        self.hotline = self.env["complaint.calendar"].create(
            {
                "name": "hotline",
                "content": "calendar: hotline\nzone: Asia/Shanghai\nweekly:\n  Saturday: [08:00-20:00]\n",
            }
        )

    def test_an_unknown_calendar_is_told_and_nothing_is_guessed(self):
        with self.refused(ValidationError, "'hotline' is not known"):
            self.complain(self.rules)

    def test_the_duty_is_counted_reminded_of_and_explained_by_it_and_the_dossier_holds_it(self):
        self.hotline.with_user(self.ada)._sign_off("Board resolution 9")
        with self.at("2026-11-20 16:00"):  # a Friday
            case = self.complain(self.rules)
            answer, note = self.duty(case, "answer"), self.duty(case, "note")
            self.assertEqual((answer.due_at, answer.calendar), (beijing("2026-11-21 12:00"), "hotline"))
            self.assertEqual((note.due_at, note.calendar), (beijing("2026-11-23 11:00"), False))
            self.assertEqual(answer.reminders[0][1], str(beijing("2026-11-21 10:00")))
            self.assertEqual(answer.remaining_hours, 4)
            self.assertTrue(case._explain()[0])
            dossier = case.with_user(self.mo).export_dossier()
        self.assertTrue(kernel.verify_dossier(dossier)["agrees"])
        self.assertIn("hotline", json.loads(dossier)["calendar"]["others"])
        self.hotline.sudo()._put({"counted": self.hotline.content.replace("20:00", "09:00")})
        self.assertTrue(kernel.verify_dossier(case.with_user(self.mo).export_dossier())["agrees"])

    def test_a_revision_shows_what_it_changes_for_open_complaints_before_it_is_signed_off(self):
        self.hotline.with_user(self.ada)._sign_off("Board resolution 9")
        with self.at("2026-11-20 16:00"):
            case = self.complain(self.rules)
            self.hotline.sunday, self.hotline.saturday = "10:00-20:00", False
            action = self.hotline.with_user(self.ada).action_sign_off()
            wizard = self.env["complaint.calendar.change"].with_user(self.ada).browse(action["res_id"])
            self.work()
            self.assertEqual(wizard.line_ids.case_id, case)
            wizard.note = "Board resolution 10"
            wizard.action_sign_off()
            self.work()
            self.assertEqual(self.duty(case, "answer").due_at, beijing("2026-11-22 14:00"))
            self.assertEqual(self.env.company.complaint_calendar, "cn-office")
