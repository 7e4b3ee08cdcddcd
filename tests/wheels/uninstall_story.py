"""What a company does in Odoo and with the addon, before it uninstalls it; it runs in Odoo's shell."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

LONG_AGO = timedelta(days=60)


def live(env):
    """Orders and deliveries, complaints about them as far as a penalty in the ledger, and what people keep beside."""
    order = sell(env)
    chosen, further = (in_force(env, code) for code in ("manufacturing", "mechanism"))
    choice = {"policy_id": chosen.id, "further_policy_ids": [Command.set(further.ids)]}
    env["complaint.policy.choose"].create(choice).action_use()
    late = complain(env, order, chosen, received_at=fields.Datetime.now() - LONG_AGO)
    env["complaint.event"].create({"case_id": late.id, "type": "departments_notified"})
    late.penalty_ids[:1]._decide("confirmed", "Told too late.", None, env.ref("base.user_admin"))
    assert env["complaint.ledger.entry"].search_count([]) == 1
    complain(env, order, further)  # numbered by its own rule, month by month
    env["complaint.policy"].browse(chosen.action_revise()["res_id"]).message_post(body="Not yet.")
    keep(env, late)


def sell(env):
    """An order delivered, with a word and a file on it, and a call planned with its customer."""
    partner = env["res.partner"].create({"name": "Green Coast", "email": "station@greencoast.example.com"})
    product = env["product.product"].create({"name": "Module 550", "is_storable": True, "list_price": 1000})
    line = Command.create({"product_id": product.id, "product_uom_qty": 6})
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
    order.action_confirm()
    order.picking_ids.move_ids.quantity = 6
    order.picking_ids.button_validate()
    order.message_post(body="Delivered in one piece.", attachments=[("slip.txt", b"six modules")])
    partner.activity_schedule("mail.mail_activity_data_call", user_id=env.ref("base.user_admin").id)
    return order


def in_force(env, code):
    return env["complaint.policy"].search([("code", "=", code), ("state", "=", "in_force")], limit=1)


def complain(env, order, policy, **values):
    goods = {"sale_order_id": order.id, "picking_ids": [Command.set(order.picking_ids.ids)]}
    common = {"partner_id": order.partner_id.id, "policy_id": policy.id, "issue": "cell crack"}
    case = env["complaint.case"].create({**common, **goods, **values})
    case.message_post(body="See the picture.", attachments=[("crack.txt", b"a crack")])
    return case


def keep(env, case):
    """What the addon and people write about complaints into tables of Odoo's own."""
    model, admin = env["ir.model"]._get(case._name), env.ref("base.user_admin")
    env.company.complaint_alias_name = "complaints"
    case._portal_ensure_token()
    case.activity_schedule("mail.mail_activity_data_todo", user_id=admin.id)
    env["complaint.feed"].with_user(admin).action_open_own()
    env["ir.default"].set(case._name, "issue", "cell crack", company_id=env.company.id)
    env["base.automation"].create({"name": "Greet", "model_id": model.id, "trigger": "on_create"})
    env["mail.template"].create({"name": "Regret", "model_id": model.id, "subject": "We regret"})
    env["mail.activity.type"].create({"name": "Look at it", "res_model": case._name})
    env["ir.cron"].create({"name": "Own action", "model_id": model.id, "code": "model.search([])"})
    env["ir.filters"].create({"name": "Cracks", "model_id": case._name, "domain": "[('issue', '=', 'cell crack')]"})
    columns = [Command.create({"name": "name"})]
    env["ir.exports"].create({"name": "Numbers", "resource": case._name, "export_fields": columns})
