from odoo import http
from odoo.http import request

HEADERS = [
    ("Content-Type", "text/calendar; charset=utf-8"),
    ("Cache-Control", "private, no-store"),
    ("X-Robots-Tag", "noindex"),
    ("Referrer-Policy", "no-referrer"),
]


class CalendarFeed(http.Controller):
    """Due moments of one's own for a calendar program, which has no session: the secret in the address lets it in."""

    @http.route(
        "/complaint_grading/feed/<int:user_id>/<string:secret>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def feed(self, user_id, secret, **_kwargs):
        content = request.env["complaint.feed"]._read_by(user_id, secret)
        if content is None:
            raise request.not_found()
        return request.make_response(content, HEADERS)
