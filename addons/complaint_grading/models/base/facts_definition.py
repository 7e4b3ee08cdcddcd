from odoo import fields


class FactsDefinition(fields.PropertiesDefinition):
    """A definition of properties that a policy gives, shown in the language of whoever looks.

    Odoo stores one language. Names and types come from the database, so that search and export
    work; titles and choices come from the record's ``_localised_definition(lang)``.
    """

    def convert_to_record(self, value, record):
        stored = super().convert_to_record(value, record)
        for row in stored:
            if row["type"] == "float":
                row["min_display_digits"] = 2  # in lists, up to six places as they were given: 0.501 is not 0.50
        if not stored or not record.env.lang or record.env.lang.startswith("en"):
            return stored
        titles = {row["name"]: row for row in self._localised(record)}
        return [{**row, **titles.get(row["name"], {})} for row in stored]

    def _localised(self, record):
        return record._localised_definition(record.env.lang)


class RecordsDefinition(FactsDefinition):
    """The same for what a policy wants recorded, whose names may be those of facts."""

    def _localised(self, record):
        return record._localised_records(record.env.lang)
