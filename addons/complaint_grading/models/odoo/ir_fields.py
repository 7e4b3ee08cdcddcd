from odoo import api, models

from ...tools.kernel_bridge import kernel

MOST_LISTED = 12  # names that are listed whole
LONGEST_SHOWN = 50  # characters of what was given, as Odoo shows it


class IrFieldsConverter(models.AbstractModel):
    """What an import names and is not there is refused with the nearest name that is."""

    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        try:
            return super().db_id_for(model, field, subfield, value, savepoint)
        except ValueError as fault:
            by_name = subfield is None and isinstance(value, str) and model._name.startswith("complaint.")
            named = self._complaint_names(field.comodel_name) if by_name else {}
            if not named:
                raise
            raise ValueError(self._not_there(value, named), *fault.args[1:]) from fault

    def _not_there(self, value, named):
        """The sentence about a name that is not there, into which Odoo puts the name of the field."""
        near = kernel.nearest_name(value, named)
        names = sorted(set(named.values()))
        listed = self.env._("; there are: %(names)s", names=", ".join(names)) if len(names) <= MOST_LISTED else ""
        return self.env._(
            "%(field)s: there is no %(value)s%(nearest)s%(listed)s.",
            field="%(field)s",
            value=value[:LONGEST_SHOWN].replace("%", "%%"),
            nearest=self.env._(", nearest is %(choice)s", choice=named[near]).replace("%", "%%") if near else "",
            listed=listed.replace("%", "%%"),
        )

    @api.model
    def _complaint_names(self, comodel):
        """What may be named of a model, by every name that is taken: {name, code or login: name}."""
        if comodel == "complaint.department":
            return _by_each(self.env[comodel].search([]), "name", "code")  # pylint: disable=no-search-all
        if comodel == "res.users":
            people = self.env.ref("complaint_grading.group_user").sudo().all_user_ids  # sudo: the names of colleagues
            here = people.filtered(lambda user: user.active and user.company_ids & self.env.companies)
            return _by_each(here, "name", "login")
        return {}


def _by_each(rows, *fields):
    return {row[field]: row.name for field in reversed(fields) for row in rows}
