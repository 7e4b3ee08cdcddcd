from odoo import fields


class KernelJson(fields.Json):
    """JSON whose empty values are read as Odoo's own, False: XML-RPC carries no null."""

    def convert_to_read(self, value, record, use_display_name=True):
        return _without_null(super().convert_to_read(value, record, use_display_name))


def _without_null(value):
    if value is None:
        return False
    if isinstance(value, dict):
        return {key: _without_null(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_null(item) for item in value]
    return value
