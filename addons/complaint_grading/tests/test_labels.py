from odoo.tests import TransactionCase, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestLabels(TransactionCase):
    def test_no_two_fields_of_a_model_have_the_same_label(self):
        """Who filters, groups or exports tells them apart, and an installation warns of none."""
        for name, model in self.env.registry.items():
            if not name.startswith("complaint."):
                continue
            labels = {}
            for field in model._fields.values():
                labels.setdefault(field.string, []).append(field.name)
            with self.subTest(name):
                self.assertEqual({label: names for label, names in labels.items() if len(names) > 1}, {})


@tagged("post_install", "-at_install")
class TestClauses(ComplaintCommon):
    """What rests on a clause is shown, searched, grouped and sorted by what people call its place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.case = cls.env["complaint.case"].create(
            {"partner_id": cls.acme.id, "policy_id": cls._policy("after-sales").id, "user_id": cls.sun.id}
        )
        cls.factory_case = cls.env["complaint.case"].create({"partner_id": cls.acme.id, "policy_id": cls.factory.id})
        cls.cases = cls.case | cls.factory_case

    def of(self, model, lang="en_US"):
        return self.env[model].with_context(lang=lang)

    def groups(self, model, lang):
        domain = [("case_id", "in", self.cases.ids), ("clause", "!=", False)]
        found = self.of(model, lang).formatted_read_group(domain, ["clause_label"], ["__count"])
        return {row["clause_label"]: row["__count"] for row in found}

    def test_they_are_grouped_by_their_labels_in_the_language_of_the_reader(self):
        for model in ("complaint.duty", "complaint.step", "complaint.work"):
            for lang in ("en_US", "zh_CN"):
                rows = self.of(model, lang).search([("case_id", "in", self.cases.ids), ("clause", "!=", False)])
                labels = rows.mapped("clause_label")
                with self.subTest(model=model, lang=lang):
                    self.assertEqual(self.groups(model, lang), {label: labels.count(label) for label in labels})
        self.assertIn("3.2.1", self.groups("complaint.duty", "en_US"))
        self.assertIn("三2.1", self.groups("complaint.duty", "zh_CN"))
        self.assertIn("5.2.2", self.groups("complaint.duty", "zh_CN"), "a clause without a label is as it is written")

    def test_they_are_found_by_their_labels_in_any_language(self):
        for words in ("3.2.1", "三2.1"):
            found = self.of("complaint.duty").search([("clause_label", "ilike", words)])
            self.assertEqual(set(found.filtered(lambda row: row.case_id in self.cases).mapped("clause")), {"三2.1"})
        self.assertIn(self.case, self.of("complaint.work").search([("clause_label", "=", "3.2.1")]).case_id)

    def test_they_are_sorted_by_their_labels(self):
        rows = self.of("complaint.duty").search([("case_id", "=", self.case.id)], order="clause_label")
        labels = rows.mapped("clause_label")
        self.assertEqual(labels, sorted(labels))

    def test_people_are_not_offered_the_ids(self):
        for model in ("complaint.duty", "complaint.step", "complaint.work", "complaint.penalty"):
            fields = self.env[model].fields_get(["clause", "clause_label"], ["groupable", "searchable"])
            self.assertEqual(fields["clause"], {"groupable": False, "searchable": False}, model)
            self.assertEqual(fields["clause_label"], {"groupable": True, "searchable": True}, model)
