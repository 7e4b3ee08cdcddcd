from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..tools.kernel_bridge import kernel
from .common import ComplaintCommon

ROLES = {"sales": "sun", "head": "hu", "engineer": "qin", "manager": "mo", "admin": "ada"}
OWED_FIRST = ("overdue", "open", "waiting")
NUMBERS = ("float", "integer", "monetary")
# Fields that name things by ids, digests or secrets: nobody is offered them to filter, group or export.
RAW = {
    "complaint.case": (
        "access_token",
        "is_stale",
        "policy_digest",
        "policy_code",
        "grade",
        "grade_before_uplift",
        "intake",
        "calendar_edition",
    ),
    "complaint.duty": ("code", "owner", "urgency", "overdue_flagged", "next_check_at"),
    "complaint.penalty": ("payer", "outcome", "duty_code", "occurrence"),
    "complaint.event": ("type",),
}


class Screen:
    """A view as the web client opens it: what it reads and groups, by the calls that the client makes."""

    def __init__(self, model, kind, view_id=False):
        self.model, self.kind = model, kind
        got = model.get_views([(view_id, kind), (False, "search")], {"toolbar": True, "load_filters": True})
        self.fields = got["models"][model._name]["fields"]
        self.models = got["models"]
        self.arch = etree.fromstring(got["views"][kind]["arch"])
        self.search = etree.fromstring(got["views"]["search"]["arch"])

    def specification(self, node=None, model=None):
        """The fields of a view with those of the lists inside it, as `web_read` wants them."""
        found = {}
        for field in (self.arch if node is None else node).xpath(".//field[not(ancestor::field)]"):
            found[field.get("name")] = {}
        model = model or self.model
        for field in (self.arch if node is None else node).xpath(".//field[not(ancestor::field)]"):
            name = field.get("name")
            kind = model._fields[name]
            inner = field.find("list") if field.find("list") is not None else field.find("kanban")
            if inner is not None:
                columns = {column.get("name"): {} for column in inner.iter("field")}
                found[name] = {"fields": columns, "limit": 40}
            elif kind.type == "many2one":
                found[name] = {"fields": {"display_name": {}}}
        return found

    def aggregates(self, names):
        """As the client asks: a measure without an aggregate is what makes a pivot crash."""
        wanted = []
        for name in names:
            field = self.fields[name]
            if not field.get("aggregator"):
                raise AssertionError(f"{self.model._name}.{name} is a measure without an aggregate")
            wanted.append(f"{name}:{field['aggregator']}")
            if field.get("currency_field"):
                wanted += [f"{field['currency_field']}:array_agg_distinct", f"{name}:sum_currency"]
        return wanted

    def sums(self):
        """What a grouped list asks: every shown number that has an aggregate."""
        shown = [name for name in self.specification() if self.fields.get(name, {}).get("type") in NUMBERS]
        return self.aggregates([name for name in shown if self.fields[name].get("aggregator")])

    def open(self):
        getattr(self, f"open_{self.kind}")()

    def open_list(self):
        order = self.arch.get("default_order") or None
        self.model.web_search_read([], self.specification(), limit=80, order=order, count_limit=10001)

    def open_kanban(self):
        self.open_list()
        group = self.arch.get("default_group_by")
        if group:
            self.group([group])

    def group(self, groups):
        self.model.with_context(read_group_expand=True).web_read_group(
            [],
            groups,
            self.sums() if self.kind in ("list", "kanban") else [],
            limit=80,
            order=self.arch.get("default_order") or None,
            auto_unfold=True,
            unfold_read_specification=self.specification() if self.kind in ("list", "kanban") else {},
        )

    def open_form(self):
        specification = self.specification()
        for record in self.model.search([], limit=4):
            record.web_read(specification)
        if self.model.has_access("create") and self.arch.get("create") != "0":
            self.model.onchange({}, [], specification)

    def open_pivot(self):
        rows, columns, measures = [], [], []
        for field in self.arch.iter("field"):
            if field.get("invisible"):
                continue
            name = field.get("name")
            interval = f"{name}:{field.get('interval')}" if field.get("interval") else name
            places = {"row": rows, "col": columns, "measure": measures}
            places[field.get("type")].append(name if field.get("type") == "measure" else interval)
        # Every number is offered as a measure beside those of the view.
        offered = [name for name, one in self.fields.items() if one["type"] in NUMBERS and one.get("aggregator")]
        offered = [name for name in offered if self.fields[name].get("store")]
        sets = [[], rows[:1], columns[:1], rows[:1] + columns[:1], rows + columns]
        for names in (measures, offered):
            self.model.formatted_read_grouping_sets([], sets, ["__count", *self.aggregates(names)])

    def open_graph(self):
        fields = [field for field in self.arch.iter("field") if not field.get("invisible")]
        measures = [field.get("name") for field in fields if field.get("type") == "measure"]
        groups = [
            field.get("name") + (f":{field.get('interval')}" if field.get("interval") else "")
            for field in fields
            if field.get("type") != "measure"
        ]
        self.model.with_context(fill_temporal=True).formatted_read_group(
            [], groups, ["__count", *self.aggregates(measures)]
        )

    def open_calendar(self):
        start = self.arch.get("date_start")
        names = [field.get("name") for field in self.arch.iter("field")] + [start, self.arch.get("color")]
        domain = [(start, ">=", "2026-11-01 00:00:00"), (start, "<=", "2026-11-30 23:59:59")]
        self.model.search_read(domain, [name for name in names if name])

    def open_activity(self):
        self.model.env["mail.activity"].get_activity_data(self.model._name, [], limit=100, fetch_done=True)
        self.model.web_search_read([], {name: {} for name in self.specification()}, limit=100)

    def open_search(self):
        """Every filter, every field that one types in, every group, every panel."""
        values = {"uid": self.model.env.uid, "self": "ACME", "raw_value": "ACME"}
        for node in self.search.iter("filter"):
            if node.get("domain"):
                self.model.search_count(safe_eval(node.get("domain"), dict(values)))
            if node.get("context"):
                self.group([safe_eval(node.get("context"), dict(values))["group_by"]])
            if node.get("date"):
                name = node.get("date")
                self.model.search_count([(name, ">=", "2026-11-01"), (name, "<=", "2026-11-30")])
        for node in self.search.xpath("field"):
            if node.get("filter_domain"):
                self.model.search_count(safe_eval(node.get("filter_domain"), dict(values)))
            elif self.fields[node.get("name")]["type"] in ("char", "text", "many2one", "many2many"):
                self.model.search_count([(node.get("name"), node.get("operator") or "ilike", "ACME")])
                if self.fields[node.get("name")].get("relation"):
                    self.model.env[self.fields[node.get("name")]["relation"]].name_search("ACME", limit=8)
        for node in self.search.xpath("searchpanel/field"):
            many = "search_panel_select_multi_range" if node.get("select") == "multi" else "search_panel_select_range"
            getattr(self.model, many)(node.get("name"), enable_counters=True, limit=200)


@tagged("post_install", "-at_install")
class TestViews(ComplaintCommon):
    """Every view of every model of ours opens for every role that reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        printing = cls.env["complaint.department"].create({"name": "P", "code": "printing", "head_id": cls.hu.id})
        cls.case = cls.complain(cls, department_id=printing.id, received_at="2026-11-10 02:00:00")
        cls.happens(cls, cls.case, "quality_notified", "2026-11-10T11:00")
        cls.complain(cls, cls.pv, issue="crack", facts={"total_cost": 3000000}, department_id=printing.id)
        cls.env.flush_all()

    def ours(self):
        return sorted(
            name for name, model in self.env.registry.items() if name.startswith("complaint.") and not model._abstract
        )

    def on_each_screen(self, kinds, look):
        """Look at every view of these kinds of every model, as each role that may read the model."""
        for name in self.ours():
            views = self.env["ir.ui.view"].search(
                [("model", "=", name), ("type", "in", kinds), ("mode", "=", "primary")]
            )
            for role, login in ROLES.items():
                model = self.env[name].with_user(getattr(self, login))
                for view in views if model.has_access("read") else ():
                    with self.subTest(model=name, view=view.name, role=role):
                        look(Screen(model, view.type, view.id))

    def test_every_view_opens_for_every_role(self):
        kinds = ("list", "kanban", "form", "pivot", "graph", "calendar", "activity")
        opened = set()
        self.on_each_screen(kinds, lambda screen: (screen.open(), opened.add(screen.kind)))
        self.assertEqual(opened, set(kinds))

    def test_every_filter_and_group_of_every_search_works_for_every_role(self):
        self.on_each_screen(("list", "kanban"), Screen.open_search)

    def test_every_menu_leads_to_views_that_open(self):
        root = self.env.ref("complaint_grading.menu_root")
        for role, login in ROLES.items():
            user = getattr(self, login)
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id), ("id", "in", list(visible))])
            self.assertTrue(menus.filtered("action"))
            for menu in menus.filtered("action"):
                if menu.action._name == "ir.actions.client":
                    continue  # its screen is the browser's, and its figures have tests of their own
                for kind in menu.action.view_mode.split(","):
                    with self.subTest(role=role, menu=menu.name, kind=kind):
                        context = safe_eval(menu.action.context or "{}", {"uid": user.id})
                        Screen(self.env[menu.action.res_model].with_user(user).with_context(**context), kind).open()

    def test_a_role_without_rights_is_refused_and_nothing_else(self):
        with self.assertRaises(AccessError):
            self.env["complaint.policy.replay"].with_user(self.sun).web_search_read([], {"display_name": {}})

    def test_overdue_and_soonest_due_come_first_wherever_work_is_listed(self):
        with self.at("2026-11-20T10:00"):
            late = self.complain(received_at="2026-11-02 02:00:00")
            self.happens(late, "quality_notified", "2026-11-02T11:00")
            new = self.complain()
        for kind in ("list", "kanban"):
            order = Screen(self.env["complaint.case"], kind).arch.get("default_order")
            found = self.env["complaint.case"].search([("id", "in", (late | new).ids)], order=order)
            self.assertEqual(found[0], late, kind)
            order = Screen(self.env["complaint.duty"], kind).arch.get("default_order")
            duties = self.env["complaint.duty"].search([("case_id", "in", (late | new).ids)], order=order)
            states = duties.mapped("state")
            self.assertEqual(states[0], "overdue", kind)
            ranks = [OWED_FIRST.index(state) for state in states if state in OWED_FIRST]
            self.assertEqual(ranks, sorted(ranks))
            due = [duty.due_at for duty in duties if duty.state == "open" and duty.due_at]
            self.assertEqual(due, sorted(due))

    def test_nobody_is_offered_ids_and_digests(self):
        for model, names in RAW.items():
            described = self.env[model].with_user(self.mo).fields_get(names)
            for name, field in described.items():
                with self.subTest(model=model, field=name):
                    self.assertFalse(field.get("searchable"))
                    self.assertFalse(field.get("groupable"))

    def test_no_view_shows_an_id(self):
        self.on_each_screen(("list", "kanban", "pivot", "graph", "calendar", "form"), self.check_no_id)

    def check_no_id(self, screen):
        for node in [*screen.arch.iter("field"), *screen.search.iter("field")]:
            model = screen.model
            for parent in reversed([parent.get("name") for parent in node.iterancestors("field")]):
                model = model.env[model._fields[parent].comodel_name]
            hidden = "True" in (node.get("column_invisible"), node.get("invisible")) or node.get("invisible") == "1"
            if not hidden:
                self.assertNotIn(node.get("name"), RAW.get(model._name, ()))
        for node in screen.search.iter("filter"):
            for name in RAW.get(screen.model._name, ()):
                self.assertNotIn(f"'group_by': '{name}'", node.get("context") or "")


@tagged("post_install", "-at_install")
class TestGradesByName(ComplaintCommon):
    """Groups, charts and traces name a grade; its id stays for programs."""

    def graded(self, cost):
        return self.complain(self.pv, facts={"total_cost": cost})

    def test_groups_are_named_in_the_language_of_the_reader(self):
        self.graded(3000000)
        self.graded(1000)
        self.env["res.lang"]._activate_lang("zh_CN")
        for lang, names in (("en_US", ["Level II", "Level V"]), ("zh_CN", ["二级", "五级"])):
            groups = (
                self.env["complaint.case"]
                .with_context(lang=lang)
                .formatted_read_group([("partner_id", "=", self.acme.id)], ["grade_id"], ["__count"])
            )
            self.assertEqual([group["grade_id"][1] for group in groups], names)

    def test_a_grade_is_found_by_its_name(self):
        case = self.graded(3000000)
        for operator, text in (("ilike", "level ii"), ("=", "Level II")):
            found = self.env["complaint.case"].search([("grade_id", operator, text), ("partner_id", "=", self.acme.id)])
            self.assertEqual(found, case, operator)

    def test_two_policies_with_grades_of_one_name_are_told_apart(self):
        first = self.graded(3000000).grade_id
        self.assertEqual(first.display_name, "Level II")
        named = {
            (policy.code, grade): policy
            for policy in self.env["complaint.policy"].search([("state", "=", "in_force"), ("code", "!=", "pv-module")])
            for grade, name in kernel.names(policy._edition(), "grade")
            if name == "Level II"
        }
        key, policy = next(iter(named.items()))
        second = self.env["complaint.grade"]._rows({key: policy._edition()})[key]
        self.env.invalidate_all()
        self.assertEqual(first.display_name, f"Level II ({self.pv.name})")
        self.assertEqual(second.display_name, f"Level II ({policy.name})")

    def test_the_trace_names_grade_and_class(self):
        case = (
            self.env["complaint.case"]
            .with_context(tracking_disable=False)
            .create({"partner_id": self.acme.id, "policy_id": self.pv.id, "facts": {"total_cost": 1000}})
        )
        self.flush_tracking()
        case.facts = {"about": "other"}
        self.flush_tracking()
        tracked = case.message_ids.sudo().tracking_value_ids
        texts = {text for row in tracked for text in (row.old_value_char, row.new_value_char) if text}
        self.assertIn("Level V", texts)
        self.assertNotIn("demand", texts)
        self.assertNotIn("valid_complaint", texts)

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()


# Rows that people read or change on a phone: model, field, and what of a row has to be within reach.
ON_A_PHONE = (
    ("complaint.raise", "line_ids", ("product_id", "is_chosen", "quantity", "complained")),
    ("complaint.case", "line_ids", ("product_id", "quantity", "amount")),
    ("complaint.case", "duty_ids", ("label", "state")),
    ("complaint.case", "present_step_ids", ("label", "state")),
    ("complaint.decide.penalty", "penalty_ids", ("missed_label", "user_id", "amount")),
    ("complaint.calendar.notice", "line_ids", ("kind", "date_from", "name")),
)


@tagged("post_install", "-at_install")
class TestOnAPhone(ComplaintCommon):
    """Where there is no room for columns, Odoo shows the cards of a row in the place of its list."""

    def test_rows_are_cards_with_what_people_need_of_them(self):
        for model, field, needed in ON_A_PHONE:
            arch = etree.fromstring(self.env[model].with_user(self.ada).get_view(view_type="form")["arch"])
            [rows] = arch.xpath(f"//field[@name='{field}'][list]")
            shown = set(rows.xpath("kanban//*[@t-name='card']//field/@name"))
            with self.subTest(model=model, field=field):
                self.assertEqual(rows.get("mode"), "list,kanban")
                self.assertLessEqual(set(needed), shown)

    def test_what_is_changed_there_opens_as_a_form(self):
        for model, field, changed in (
            ("complaint.raise", "line_ids", "quantity"),
            ("complaint.case", "line_ids", "quantity"),
            ("complaint.calendar.notice", "line_ids", "date_from"),
        ):
            arch = etree.fromstring(self.env[model].with_user(self.ada).get_view(view_type="form")["arch"])
            [box] = arch.xpath(f"//field[@name='{field}'][list]/form//field[@name='{changed}']")
            with self.subTest(model=model):
                self.assertNotEqual(box.get("readonly"), "1")

    def test_every_screen_of_its_own_that_begins_as_a_list_has_cards(self):
        screens = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "complaint.%"), ("path", "!=", False)]
        )
        lists = screens.filtered(lambda screen: screen.view_mode.split(",")[0] == "list")
        self.assertGreater(len(lists), 10)
        for screen in lists:
            with self.subTest(screen.path):
                self.assertIn("kanban", screen.view_mode.split(","))
                self.env[screen.res_model].get_view(view_type="kanban")


# Keys that Odoo's own screens have beside a form: save, discard, new, next, previous, back, actions, home, message.
OF_ODOO = {"s", "j", "c", "n", "p", "b", "u", "h", "m", "i"}


@tagged("post_install", "-at_install")
class TestHotkeys(TransactionCase):
    """The buttons on top of our forms are pressed by keys that are nobody else's."""

    def test_each_button_on_top_has_a_key_that_is_not_odoo_s(self):
        views = self.env["ir.ui.view"].search(
            [("model", "=like", "complaint.%"), ("type", "=", "form"), ("mode", "=", "primary")]
        )
        found = 0
        for view in views:
            for button in view._get_combined_arch().xpath("/form/header/button[@string]"):
                found += 1
                with self.subTest(view=view.name, button=button.get("string")):
                    self.assertTrue(button.get("data-hotkey"), "no key")
                    self.assertNotIn(button.get("data-hotkey"), OF_ODOO)
        self.assertGreater(found, 40)

    def test_one_key_is_one_button_at_a_time(self):
        """Two with the same key are never shown together: what hides the one differs from what hides the other."""
        for view in self.env["ir.ui.view"].search(
            [("model", "=like", "complaint.%"), ("type", "=", "form"), ("mode", "=", "primary")]
        ):
            seen = {}
            for button in view._get_combined_arch().xpath("/form/header/button[@data-hotkey]"):
                others = seen.setdefault(button.get("data-hotkey"), [])
                for other in others:
                    with self.subTest(view=view.name, button=button.get("string"), other=other.get("string")):
                        self.assertTrue(button.get("invisible") and other.get("invisible"))
                        self.assertNotEqual(button.get("invisible"), other.get("invisible"))
                others.append(button)
