"""Complaints made by a program in batches of 500, beside a bare ticket with one SLA; runs inside Odoo's shell.

Through `call_kw`, as every protocol of Odoo calls a model once it has read the request. The ticket is what a helpdesk
has: chatter, activities, portal, a number, a stage and people that are traced, and one SLA whose deadline its working
calendar counts. It is made in the memory of this process, in a database that is dropped afterwards.
"""

import json
import os
import sys

sys.path.insert(0, json.loads(os.environ["GROWTH"])["folder"])

from filling import KINDS
from odoo import api, fields, models
from odoo.orm import model_classes
from odoo.service.model import call_kw
from turns import GROWTH, measure

BATCH = 500


class BenchSla(models.Model):
    _name = "bench.sla"
    _module = "complaint_grading"
    _description = "SLA"

    priority = fields.Selection([("0", "Low"), ("1", "High")], required=True)
    hours = fields.Float(required=True)


class BenchSlaStatus(models.Model):
    _name = "bench.sla.status"
    _module = "complaint_grading"
    _description = "SLA of a Ticket"

    ticket_id = fields.Many2one("bench.ticket", required=True, index=True, ondelete="cascade")
    sla_id = fields.Many2one("bench.sla", required=True)
    deadline = fields.Datetime(compute="_compute_deadline", store=True, index=True)
    is_reached = fields.Boolean()

    @api.depends("ticket_id.received_at", "sla_id.hours")
    def _compute_deadline(self):
        for status in self:
            calendar = status.ticket_id.company_id.resource_calendar_id
            status.deadline = calendar.plan_hours(
                status.sla_id.hours, status.ticket_id.received_at, compute_leaves=True
            )


class BenchTicket(models.Model):
    _name = "bench.ticket"
    _module = "complaint_grading"
    _description = "Ticket"
    _inherit = ("portal.mixin", "mail.thread.cc", "mail.activity.mixin")

    name = fields.Char(required=True, tracking=True)
    number = fields.Char(readonly=True, index=True)
    description = fields.Text()
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    partner_id = fields.Many2one("res.partner", tracking=True, index=True)
    user_id = fields.Many2one("res.users", tracking=True, index=True)
    stage = fields.Selection([("new", "New"), ("done", "Done")], default="new", tracking=True, index=True)
    priority = fields.Selection([("0", "Low"), ("1", "High")], default="0", tracking=True)
    received_at = fields.Datetime(required=True, index=True)
    status_ids = fields.One2many("bench.sla.status", "ticket_id")
    deadline = fields.Datetime(compute="_compute_deadline", store=True, index=True)

    @api.depends("status_ids.deadline", "status_ids.is_reached")
    def _compute_deadline(self):
        for ticket in self:
            waiting = ticket.status_ids.filtered(lambda status: not status.is_reached and status.deadline)
            ticket.deadline = min(waiting.mapped("deadline"), default=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["number"] = self.env["ir.sequence"].next_by_code("sale.order")
        tickets = super().create(vals_list)
        slas = self.env["bench.sla"].search([])
        self.env["bench.sla.status"].create(
            [
                {"ticket_id": ticket.id, "sla_id": sla.id}
                for ticket in tickets
                for sla in slas.filtered(lambda sla, ticket=ticket: sla.priority == ticket.priority)
            ]
        )
        return tickets


def with_tickets(env):
    """The tables of the ticket, in this transaction; nothing is remembered of those of one before, which is undone."""
    env.registry.clear_all_caches()
    if "bench.ticket" not in env.registry:
        for definition in (BenchSla, BenchSlaStatus, BenchTicket):
            model_classes.add_to_registry(env.registry, definition)
        env.registry._setup_models__(env.cr, [])
    env.registry.init_models(env.cr, ["bench.sla", "bench.sla.status", "bench.ticket"], {"module": "complaint_grading"})
    env["bench.sla"].create([{"priority": "0", "hours": 24}, {"priority": "1", "hours": 8}])


def tickets(env, seeds):
    with_tickets(env)
    rows = [
        {
            "name": f"ticket {number}",
            "partner_id": seeds[number % 10].partner_id.id,
            "user_id": seeds[0].user_id.id,
            "received_at": str(env.cr.now().replace(microsecond=0)),
            "priority": str(number % 2),
        }
        for number in range(BATCH)
    ]
    return lambda: call_kw(env["bench.ticket"], "create", [rows], {})


def complaints(env, seeds):
    env["base.automation"].search([]).active = False  # those of the demo; the ticket has none
    values = KINDS[GROWTH["kind"]](env)
    rows = [
        {
            **values(number),
            "partner_id": seeds[number % 10].partner_id.id,
            "user_id": seeds[0].user_id.id,
            "quality_user_id": seeds[0].user_id.id,
            "issue": f"nature {number % 4}",
            "received_at": str(env.cr.now().replace(microsecond=0)),
        }
        for number in range(BATCH)
    ]
    return lambda: call_kw(env["complaint.case"], "create", [rows], {})


measure({"create 500 complaints": complaints, "create 500 bare tickets with one SLA": tickets}, rounds=2)
