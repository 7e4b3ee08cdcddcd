import { Layout } from "@web/search/layout";
import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { HomeChart } from "./home_chart";

// How each kind of record is listed, the usual view first.
const VIEWS = {
    "complaint.case": ["list", "kanban", "form", "pivot", "graph"],
    "complaint.work": ["list", "kanban", "calendar"],
    "complaint.duty": ["list", "form", "pivot", "graph"],
    "complaint.penalty": ["list", "form", "pivot", "graph"],
};

/** The figures of complaints that the user may see; each opens the list of what it counts. */
export class ComplaintHome extends Component {
    static template = "complaint_grading.Home";
    static components = { Layout, HomeChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        const chosen = this.props.state?.chosen || {};
        this.state = useState({ page: null, chosen });
        useSetupAction({ rootRef: this.root, getLocalState: () => ({ chosen: { ...this.state.chosen } }) });
        onWillStart(() => this.load());
    }

    async load() {
        const page = this.orm.call("complaint.home", "overview", [], { ...this.state.chosen });
        this.state.page = await this.keepLast.add(page);
    }

    async choose(name, value) {
        this.state.chosen[name] = Number(value);
        await this.load();
    }

    /** The width of a figure's bar beside the longest of its panel. */
    share(panel, figure) {
        return panel.most ? Math.max(2, Math.round((100 * figure.count) / panel.most)) : 0;
    }

    open(figure, title) {
        const { model, domain } = figure.list;
        this.action.doAction({
            type: "ir.actions.act_window",
            name: title,
            res_model: model,
            domain,
            views: VIEWS[model].map((kind) => [false, kind]),
            target: "current",
        });
    }

    openRow(panel, figure) {
        this.open(figure, `${panel.title}: ${figure.label}`);
    }

    openAlso(row, also) {
        this.open(also, `${row.label}: ${also.label}`);
    }

    /** The step that is next: the first one that is not done. */
    get nextStep() {
        return this.state.page.start.find((step) => !step.is_done)?.key;
    }

    take(step) {
        if (!step.action) {
            return this.begin();
        }
        this.action.doAction(step.action, { additionalContext: step.context, onClose: () => this.load() });
    }

    begin() {
        this.action.doAction("complaint_grading.action_complaint_case", {
            viewType: "form",
            props: { resId: false },
        });
    }
}

registry.category("actions").add("complaint_home", ComplaintHome);
