import inspect

from odoo.tests import TransactionCase, tagged

# Everything of ours that can be called from outside. Each checks the caller's rights itself.
CALLABLE = {
    "complaint.guarded": {"default_get", "create", "write", "copy_data", "fields_get", "onchange"},
    "complaint.case": {
        "action_start",
        "action_answer",
        "action_close",
        "action_completed",
        "action_end_link",
        "action_view_as_customer",
        "action_cancel",
        "action_reopen",
        "action_record_event",
        "record_event",
        "do_step",
        "approve_step",
        "return_step",
        "action_reassess",
        "action_view_order",
        "action_download_dossier",
        "export_dossier",
        "action_corrective",
        "action_view_corrective_actions",
        "action_view_duties",
        "action_view_penalties",
        "action_return_goods",
        "action_replace_goods",
        "action_credit_goods",
        "action_view_transfers",
        "action_view_replacements",
        "action_view_credit_notes",
        "bring_over",
        "create",
        "write",
    },
    "complaint.cost": {"create", "write", "action_approve", "action_refuse", "action_reverse", "action_take_back"},
    "complaint.cost.report": {"action_open_case"},
    "complaint.decide.cost": {"action_decide"},
    "complaint.line": {"create", "write", "unlink"},
    "complaint.derived.fact": {"action_override", "action_restore"},
    "complaint.event": {"create", "write", "action_withdraw"},
    "complaint.event.type": {"action_record"},
    "complaint.duty": {"write", "action_record_done"},
    "complaint.step": {"action_do", "action_approve", "action_return", "action_withdraw"},
    "complaint.work": {"action_do", "action_open"},
    "complaint.absence": {"create", "write", "action_end"},
    "ir.fields.converter": {"db_id_for"},  # Odoo's own, with another sentence
    "complaint.party": {"create", "write"},
    "complaint.department": {"write"},
    "complaint.do.step": {"action_do"},
    "complaint.handling": {"action_open"},
    "complaint.home": {"overview"},
    "complaint.corrective": {
        "write",
        "action_close",
        "action_reopen",
        "action_open_case",
        "action_view_actions",
        "action_answer_question",
        "answer_question",
        "action_print",
        "action_send",
    },
    "complaint.corrective.part": {"create", "write", "unlink"},
    "complaint.problem": {"create", "write", "unlink"},
    "complaint.affected": {"create", "write", "unlink"},
    "complaint.why": {"create", "write", "unlink"},
    "complaint.action": {
        "create",
        "write",
        "action_done",
        "action_judge",
        "action_drop",
        "action_again",
        "action_open_corrective",
        "record_done",
        "record_effect",
        "drop",
        "take_up_again",
    },
    "complaint.do.action": {"action_record"},
    "complaint.answer.question": {"action_answer"},
    "complaint.penalty": {"action_confirm", "action_waive", "action_reverse", "action_uphold", "action_appeal"},
    "complaint.policy": {
        "create",
        "write",
        "copy",
        "action_put_in_force",
        "action_set_figure",
        "action_call_back",
        "action_retire",
        "action_revise",
        "action_try",
        "action_replay",
        "action_view_cases",
        "desk",
        "desk_change",
        "desk_check",
        "desk_moves",
    },
    "complaint.policy.parameter": {"write"},
    "complaint.policy.put.in.force": {"action_sign_off"},
    "complaint.policy.figure": {"action_make_edition"},
    "complaint.policy.retire": {"action_retire"},
    "complaint.job": {"action_cancel", "action_resume"},
    "complaint.policy.put.in.force.line": {"action_open_case"},
    "complaint.policy.replay": {"action_run", "action_view_lines"},
    "complaint.policy.replay.line": {"action_open_case"},
    "complaint.calendar": {"create", "write", "unlink", "action_sign_off", "action_count_by", "action_add_notice"},
    "complaint.calendar.day": {"create", "write", "unlink"},
    "complaint.calendar.notice": {"action_add", "action_expect", "action_read_file"},
    "complaint.calendar.change": {"action_show", "action_sign_off"},
    "complaint.calendar.change.line": {"action_open_case"},
    "complaint.impact.line": {"action_open_case"},
    "complaint.tier": {"create", "write", "action_classify"},
    "complaint.warning": {"action_acknowledge", "action_view_cases"},
    "complaint.warning.duty": {"action_done"},
    "complaint.quota": {"action_show"},
    "complaint.quota.line": {"action_view_cases"},
    "complaint.raise": {"action_raise"},
    "complaint.record.event": {"action_record"},
    "complaint.override.fact": {"action_override"},
    "complaint.appeal.penalty": {"action_appeal"},
    "complaint.decide.penalty": {"action_decide"},
    "complaint.ledger.month": {"action_close", "action_export_xlsx", "action_export_csv", "action_view_undecided"},
    "complaint.periodic.work": {"action_sign", "action_report"},
    "complaint.periodic.entry": {"action_withdraw"},
    "complaint.periodic.subject": {"create"},
    "complaint.periodic.done": {"action_sign"},
    "complaint.report.mailing": {"create", "write", "action_send", "action_show"},
    "complaint.period.report": {"action_count", "action_show", "action_print"},
    "complaint.document": {"create", "write", "action_view_complaint"},
    "sale.order": {"create", "write", "action_raise_complaint", "action_view_complaints", "action_view_complaint"},
    "stock.picking": {"create", "write", "action_raise_complaint", "action_view_complaints", "action_view_complaint"},
    "account.move": {"create", "write", "action_view_complaint"},
    "account.move.reversal": {"reverse_moves"},
    "stock.return.picking": {"action_create_exchanges"},
    "res.partner": {"action_view_complaints", "action_classify_customer"},
    "res.company": {"create", "write"},
    "res.users": {"write"},
    "mail.activity": {"write", "unlink"},
    "mail.message": {"create", "write", "unlink"},
}


@tagged("post_install", "-at_install")
class TestRpcSurface(TransactionCase):
    maxDiff = None

    def test_public_methods_are_listed(self):
        found = {}
        for name, model in self.env.registry.items():
            ours = [base for base in model.mro() if base.__module__.startswith("odoo.addons.complaint_grading")]
            names = {
                attribute
                for base in ours
                if name == "complaint.guarded" or not base.__module__.endswith(".guarded")
                for attribute, value in vars(base).items()
                if inspect.isfunction(value)
                and not attribute.startswith("_")
                and not getattr(value, "_api_private", False)
            }
            if names:
                found[name] = names
        self.assertEqual(found, CALLABLE)
