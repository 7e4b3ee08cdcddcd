"""Each role's day: one complaint handed on from who raises it to the customer's last word, in two languages.

What is done is done on a desktop in English and on a phone in Chinese; every screen is looked at in both widths. The
pictures of docs/days.md are some of them: `scripts/test e2e tests/e2e/test_days.py --screenshots=FOLDER`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import odoorpc
import pytest
from playwright.sync_api import Page, expect

import wording
from environment import server
from living import RECORDS, SETTLED, Person, do_the_step, play, still_owed, turn
from sync.client import Complaints
from sync.transport import PROTOCOLS
from visitor import Visitor

ORDER = "S00025"  # East Lake's, to whom the customer at the portal belongs
WIDTHS = {"desktop": {"width": 1400, "height": 900}, "phone": {"width": 390, "height": 844}}
LOGINS = {
    "clerk": "sales",
    "salesperson": "sales",
    "marketing": "sales",
    "marketing_supervisor": "supervisor",
    "marketing_vp": "manager",
    "quality_engineer": "engineer",
    "quality": "engineer",
    "responsible_department": "head",
    "quality_manager": "manager",
    "management_representative": "manager",
}
TOLD = "Frames bent at two corners."
ROLES = ["sales", "supervisor", "engineer", "workshop", "head", "manager", "general", "customer"]
LOOKED_AT = {
    "supervisor": ["my-work", "complaints", "complaint-steps"],
    "engineer": ["my-work", "complaint-duties", "eight-d-reports", "complaint-meetings", "complaint-periodic-work"],
    "head": ["complaint-home", "overdue-complaints", "complaint-penalties", "complaint-absences"],
    "manager": ["complaint-home", "complaint-penalties-to-decide", "complaint-ledger-months", "complaint-policies"],
    "general": ["complaint-home", "complaint-analysis", "complaint-handling", "complaint-cost-of-quality"],
}
WORDS = {
    "en_US": {
        "regulation": "Manufacturing complaint handling",
        "department": "Production",
        "solution": "You accepted our solution",
    },
    "zh_CN": {"regulation": "客户投诉处理流程", "department": "生产部", "solution": "您已接受"},
}


@dataclass
class Day:
    """The people of one story, what language they read, and what was wrong with what they saw."""

    enter: Callable[..., Visitor]
    person: Person
    language: str
    acts_on: str
    case: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def action(self) -> str:
        """What somebody of the department is asked to do."""
        return f"Straighten the frames in stock ({self.language})"

    def begin(self, login: str) -> Visitor:
        who = self.enter(login, language=self.language.replace("_", "-"))
        who.page.set_viewport_size(WIDTHS[self.acts_on])
        return who

    def look(self, who: Visitor, name: str) -> None:
        """Read the screen that is open in both widths, keep its pictures, note what is wrong; then act on as before."""
        for width in sorted(WIDTHS, key=lambda width: width == self.acts_on):
            who.page.set_viewport_size(WIDTHS[width])
            who.page.wait_for_timeout(SETTLED)
            fits = who.fits()
            who.picture(f"{name}-{self.language}-{width}")
            found = wording.faults(who.page, self.language, typed=(TOLD, self.action, *RECORDS.values()))
            self.faults += [f"{name}, {width}: {fault}" for fault in found + ["wider than the window"] * (not fits)]

    def look_around(self, who: Visitor, login: str) -> None:
        who.open("/odoo")
        for path in LOOKED_AT[login]:
            page = who.go(path)
            expect(page.locator(".o_view_controller, .o_complaint_home_page").first).to_be_visible()
            self.look(who, f"{login}-{path}")

    def open_case(self, who: Visitor) -> Page:
        """The complaint, once it shows whose turn it is now."""
        page = who.open(f"/odoo/complaints/{self.case}")
        under_way = turn(self.person(who.login), self.case, self.language)
        if under_way:
            expect(page.locator(".o_complaint_turns")).to_contain_text(under_way["label"])
        else:
            expect(page.locator(".o_complaint_why, .o_complaint_spine").first).to_be_visible()
        page.wait_for_timeout(SETTLED)
        return page

    def until(self, step: str | None) -> None:
        play(self.person, LOGINS, self.case, until=step)


@pytest.fixture
def person(server: server.Server) -> Iterator[Person]:
    """The complaints as a person of the demo has them over RPC."""
    known: dict[str, Complaints] = {}

    def sign_in(login: str) -> Complaints:
        if login not in known:
            known[login] = Complaints(PROTOCOLS["jsonrpc"](server.url, server.database, login, login))
        return known[login]

    yield sign_in


@pytest.mark.parametrize(("language", "acts_on"), [("en_US", "desktop"), ("zh_CN", "phone")])
def test_each_role_lives_its_day(
    visitor: Callable[..., Visitor],
    odoo: Callable[..., odoorpc.ODOO],
    speak: Callable[[list[str], str], None],
    person: Person,
    language: str,
    acts_on: str,
) -> None:
    speak(ROLES, language)
    day = Day(visitor, person, language, acts_on)
    sales_raises_it(day, odoo)
    the_supervisor_reviews_it(day)
    the_engineer_finds_whose_it_is(day, odoo)
    the_department_does_its_action(day, odoo)
    its_head_plans(day)
    the_manager_approves(day)
    the_general_manager_sees_how_things_stand(day)
    the_customer_has_the_last_word(day)
    assert not day.faults, "\n".join(day.faults)


def press(page: Page, name: str) -> None:
    page.locator(f"button[name={name}]:visible").first.click()


def choose(day: Day, page: Page, name: str, text: str) -> None:
    """Choose a record: of the list under the field, on a phone of the window that opens."""
    field = page.locator(f"[name={name}] input:visible")
    if day.acts_on == "phone":
        field.click()
        page.locator(".modal .o_kanban_record", has_text=text).first.click()
    else:
        field.fill(text)
        page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


def sales_raises_it(day: Day, odoo: Callable[..., odoorpc.ODOO]) -> None:
    """From the customer's order to grade and clause, and the first step done."""
    who = day.begin("sales")
    [order] = odoo("sales").env["sale.order"].search([("name", "=", ORDER)])
    page = who.open(f"/odoo/sales/{order}")
    if day.acts_on == "phone":
        page.locator(".o_statusbar_buttons button.dropdown-toggle, .o_statusbar_buttons .o-dropdown").first.click()
    press(page, "action_raise_complaint")
    dialog = page.locator(".modal-dialog")
    choose(day, page, "policy_id", WORDS[day.language]["regulation"])
    dialog.locator("[name=issue] input").fill(f"frame bent {day.language}")
    dialog.locator("[name=channel] select").select_option("phone")
    dialog.locator("[name=description] textarea").fill(TOLD)
    day.look(who, "sales-raise")
    dialog.locator("button[name=action_raise]").click()
    expect(page.locator(".o_complaint_turns")).to_be_visible()
    page.locator("[property-name=severity] select").select_option("general")
    page.click(".o_form_button_save")
    expect(page.locator(".o_complaint_spine")).to_be_visible()
    [day.case] = odoo("sales").env["complaint.case"].search([("issue", "=", f"frame bent {day.language}")])
    page = day.open_case(who)
    day.look(who, "sales-complaint")
    do_the_step(page)
    page = who.open("/odoo/my-work")
    expect(page.locator(".o_view_controller")).to_be_visible()
    day.look(who, "sales-my-work")


def the_supervisor_reviews_it(day: Day) -> None:
    """Says who of quality looks into it and whose department it is, and does the review with its records."""
    who = day.begin("supervisor")
    day.look_around(who, "supervisor")
    page = day.open_case(who)
    choose(day, page, "quality_user_id", "Qin")
    choose(day, page, "department_id", WORDS[day.language]["department"])
    page.click(".o_form_button_save")
    expect(page.locator(".o_form_status_indicator_buttons.invisible")).to_be_attached()
    do_the_step(page, details=RECORDS["details"], emergency_measure=RECORDS["emergency_measure"])
    day.until("investigate")


def the_engineer_finds_whose_it_is(day: Day, odoo: Callable[..., odoorpc.ODOO]) -> None:
    who = day.begin("engineer")
    day.look_around(who, "engineer")
    page = day.open_case(who)
    do_the_step(page, responsible_department=RECORDS["responsible_department"])
    day.until("plan")
    day.open_case(who)
    day.look(who, "engineer-complaint")


def the_department_does_its_action(day: Day, odoo: Callable[..., odoorpc.ODOO]) -> None:
    """An action of the 8D is asked of somebody of the department, who says what came of it."""
    engineer = odoo("engineer").env
    engineer["complaint.case"].browse(day.case).action_corrective()
    [plan] = engineer["complaint.corrective"].search([("case_id", "=", day.case)])
    [workshop] = odoo().env["res.users"].search([("login", "=", "workshop")])
    values = {"corrective_id": plan, "kind": "containment", "name": day.action, "user_id": workshop, "working_days": 2}
    engineer["complaint.action"].create(values)
    who = day.begin("workshop")
    page = who.open("/odoo/my-corrective-actions")
    mine = page.locator(".o_data_row, .o_kanban_record", has_text=day.action)
    expect(mine).to_be_visible()
    day.look(who, "workshop-actions")
    mine.locator("button[name=action_done]").click()
    page.locator(".modal [name=result] textarea").fill("40 frames straightened.")
    day.look(who, "workshop-done")
    page.locator(".modal button[name=action_record]").click()
    expect(page.locator(".modal")).to_have_count(0)


def its_head_plans(day: Day) -> None:
    who = day.begin("head")
    day.look_around(who, "head")
    page = day.open_case(who)
    do_the_step(page, root_cause=RECORDS["root_cause"], measures=RECORDS["measures"])
    day.open_case(who)
    day.look(who, "head-complaint")
    day.until("approve")


def the_manager_approves(day: Day) -> None:
    who = day.begin("manager")
    day.look_around(who, "manager")
    page = day.open_case(who)
    do_the_step(page)
    day.open_case(who)
    day.look(who, "manager-complaint")
    day.until(None)


def the_general_manager_sees_how_things_stand(day: Day) -> None:
    """How things stand, and from a figure to what it counts."""
    who = day.begin("general")
    day.look_around(who, "general")
    page = who.open("/odoo/complaint-home")
    page.locator(".o_complaint_tile[data-key=open] button").first.click()
    expect(page.locator(".o_data_row, .o_kanban_record").first).to_be_visible()
    day.look(who, "general-open")


def the_customer_has_the_last_word(day: Day) -> None:
    """Asks for something, accepts the solution of the complaint, and rates it once it is closed."""
    who = day.begin("customer")
    page = who.open("/my/complaints")
    day.look(who, "customer-complaints")
    page = who.open("/my/complaints/new?other=1")
    page.locator("#told").fill("Where is the delivery note?")
    day.look(who, "customer-raise")
    page.locator("form[action='/my/complaints/new'] button[type=submit]").click()
    expect(page.locator("#complaint_messages")).to_be_visible()

    page = who.open(f"/my/complaints/{day.case}")
    day.look(who, "customer-answered")
    page.locator(
        "input[name=word][value=accept] ~ button, form:has(input[value=accept]) button[type=submit]"
    ).first.click()
    expect(page.locator("#wrap")).to_contain_text(WORDS[day.language]["solution"])
    for event, _name, login in still_owed(day.person, LOGINS, day.case):
        day.person(login).record_event(day.case, event)
    day.person("engineer").close(day.case)
    page = who.open(f"/my/complaints/{day.case}")
    page.locator("label[for=rate_5]").click()
    day.look(who, "customer-rates")
    page.locator("form[action$='/rate'] button[type=submit]").click()
    expect(page.locator("#wrap")).to_be_visible()
