from odoo import http
from odoo.addons.mail.controllers.attachment import AttachmentController
from odoo.http import request

from ..tools import uploads


class ComplaintAttachments(AttachmentController):
    """What customers add to the correspondence of a complaint is held to the same kinds and sizes as in the form."""

    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, is_pending=False, **kwargs):
        if thread_model == "complaint.case" and not request.env.user._is_internal():
            if refused := uploads.refusal(request.env, ufile):
                return request.make_json_response({"error": refused})
            ufile.filename = uploads.plain_name(ufile.filename)
        return super().mail_attachment_upload(ufile, thread_id, thread_model, is_pending, **kwargs)
