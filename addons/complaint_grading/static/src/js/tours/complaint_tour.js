import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A salesperson's first complaint: from the order it is about to the first entry of its journal. */
registry.category("web_tour.tours").add("complaint_grading_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='sale.sale_menu_root']",
            content: _t("A complaint is raised from the order that it is about. Open your orders."),
            tooltipPosition: "right",
            run: "click",
        },
        {
            trigger: ".o_data_row:has(.text-bg-success) td[name='name']",
            content: _t("Open an order that is confirmed: customer, goods and amounts come from it."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: "button[name='action_raise_complaint']",
            content: _t("Press it when the customer complains."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='description'] textarea",
            content: _t("Write what the customer says, in the customer's words. Everything else may follow later."),
            tooltipPosition: "top",
            run: `edit ${_t("Cracks in several modules of one string.")}`,
        },
        {
            trigger: ".modal button[name='action_raise']",
            content: _t("Raise it. From now on the clocks of the regulation run."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".o_complaint_form .o_complaint_grade",
            content: _t("This is its grade. It changes as facts become known; click it to go on."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_complaint_form .o_complaint_why",
            content: _t("Here it says why: the clause of the regulation and the facts that met it."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_complaint_form .o_complaint_turns .fs-5, .o_complaint_form div[name='next_due_at']",
            content: _t("This comes next: what, whose turn it is, and until when."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            trigger: ".o_complaint_form .nav-link[name='journal']",
            content: _t("What happens to a complaint stands in its journal."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            // The first three are what every policy knows; the policy's own come after them.
            trigger: ".o_complaint_form .o_complaint_event_types .o_kanban_record:nth-child(n+4) button",
            content: _t("One click for what has happened: duties are done by it, or begin with it."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_record']",
            content: _t("Say when it happened, not when you record it, and press Record."),
            tooltipPosition: "top",
            run: "click",
        },
        {
            isActive: ["auto"],
            trigger: ".o_complaint_form .o_field_widget[name='event_ids'] .o_data_row",
        },
    ],
});
