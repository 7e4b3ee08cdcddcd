from odoo import api, models

# Screens of what not every regulation has: what tells that one of a company has it, and what is kept of it.
MENUS = {
    "menu_quotas": ("has_quotas", None),
    "menu_warnings": ("has_warnings", "complaint.warning"),
    "menu_tiers": ("has_tiers", "complaint.tier"),
}


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        return [*super()._load_menus_blacklist(), *self._complaint_menus_unused()]

    @api.model
    def _complaint_menus_unused(self):
        """Menus of what no regulation in use in the user's companies has, and of which nothing is kept there."""
        # sudo: which regulations the companies use, and of what kind they are
        companies = self.env.user.sudo().company_ids
        policies, unused = companies._complaint_policies(), []
        for name, (kind, model) in MENUS.items():
            # sudo: only whether rows are there
            kept = model and self.env[model].sudo().search_count([("company_id", "in", companies.ids)], limit=1)
            menu = self.env.ref(f"complaint_grading.{name}", False)
            if menu and not kept and not any(policies.mapped(kind)):
                unused.append(menu.id)
        return unused

    @api.model
    def _complaint_menus_changed(self):
        """A regulation was taken into use, or is so no more: menus are looked up again."""
        self.env.registry.clear_cache()

    @api.model
    def _complaint_rows_made(self, rows):
        """The first rows of their kind in a company bring their menu."""
        # sudo: whether others are there, whoever may see them
        made = rows.sudo().search_count([("company_id", "in", rows.company_id.ids)], limit=len(rows) + 1)
        if rows and made == len(rows):
            self._complaint_menus_changed()
