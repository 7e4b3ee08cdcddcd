import { RedirectWarningDialog } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";

// "Mark Done" on a duty's activity: the refusal comes with the question that it asks for.
registry
    .category("error_dialogs")
    .add("odoo.addons.complaint_grading.models.odoo.mail_activity.EventWanted", RedirectWarningDialog);
