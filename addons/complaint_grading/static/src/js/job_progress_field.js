import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, onWillDestroy, onWillUpdateProps, useState } from "@odoo/owl";

const PAUSE = 1500;
const OPEN = ["waiting", "running"];

/**
 * The progress of background work, asked again until it has ended; then the record is read again, with
 * what was typed meanwhile saved first.
 */
export class JobProgressField extends Component {
    static template = "complaint_grading.JobProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ state: false, done: 0, total: 0, progress: 0, error: false });
        this.watch(this.props);
        onWillUpdateProps((next) => this.watch(next));
        onWillDestroy(() => clearTimeout(this.timer));
    }

    get isStopped() {
        return ["failed", "cancelled"].includes(this.state.state);
    }

    get isOpen() {
        return OPEN.includes(this.state.state);
    }

    watch(props) {
        const job = props.record.data[props.name];
        if ((job && job.id) !== this.jobId) {
            this.jobId = job && job.id;
            this.state.state = false;
            clearTimeout(this.timer);
            this.ask();
        }
    }

    async stop() {
        await this.orm.call("complaint.job", "action_cancel", [[this.jobId]]);
        clearTimeout(this.timer);
        await this.ask();
    }

    async resume() {
        await this.orm.call("complaint.job", "action_resume", [[this.jobId]]);
        await this.ask();
    }

    async ask() {
        const id = this.jobId;
        if (!id) {
            return;
        }
        const [row] = await this.orm.read("complaint.job", [id], ["state", "done", "total", "progress", "error"]);
        if (id !== this.jobId) {
            return;
        }
        const ended = this.isOpen && row && !OPEN.includes(row.state);
        Object.assign(this.state, row);
        if (this.isOpen) {
            this.timer = setTimeout(() => this.ask(), PAUSE);
        } else if (ended) {
            const { record } = this.props;
            await ((await record.isDirty()) ? record.save() : record.load());
        }
    }
}

registry.category("fields").add("complaint_job_progress", {
    component: JobProgressField,
    supportedTypes: ["many2one"],
});
