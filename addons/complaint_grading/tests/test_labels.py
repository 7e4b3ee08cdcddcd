from odoo.tests import TransactionCase, tagged


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
