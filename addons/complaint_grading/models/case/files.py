from odoo import api, fields, models


class ComplaintCase(models.Model):
    """Photos and files of a complaint: Odoo's attachments, added where the complaint is read."""

    _inherit = "complaint.case"  # pylint: disable=consider-merging-classes-inherited
    _given = frozenset({"file_ids"})

    file_ids = fields.Many2many(
        "ir.attachment",
        string="Add Photos and Files",
        compute="_compute_file_ids",
        inverse="_inverse_file_ids",
        copy=False,
    )

    @api.depends_context("uid")
    def _compute_file_ids(self):
        by_case = self._files().grouped("res_id")
        for case in self:
            case.file_ids = by_case.get(case._origin.id)

    def _inverse_file_ids(self):
        for case in self:
            before = case._files()
            case._take_files(case.file_ids - before, case.browse())
            (before - case.file_ids).unlink()

    def _files(self):
        return self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "in", self._origin.ids)])

    def _take_files(self, files, source):
        """What the user has added to a form, and belongs to nothing else, goes with the complaint that it made.

        source: the record of that form; an empty one for a complaint that was not made yet.
        """
        # sudo: files that the user added there, and no others; the right to the complaint was asked before
        own = files.sudo().filtered(
            lambda file: (
                (file.res_model, file.res_id) == (source._name, source.id or 0) and file.create_uid == self.env.user
            )
        )
        own.write({"res_model": self._name, "res_id": self.id})
