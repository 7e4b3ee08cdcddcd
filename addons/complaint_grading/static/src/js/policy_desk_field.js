import { Component, onWillDestroy, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ConditionRows, isWhole } from "@complaint_grading/js/condition_rows";

const PAUSE = 400;
const FIRST = ["grades", "duties", "tiers", "warnings"];
const COUNTED = /^([0-9]+(?:\.[0-9]+)?) (minute|hour|day|month|working hour|working day)s?$/;

/**
 * The author's desk: the places of a policy file as forms that write the file. The text stays in the form's record:
 * each change goes to the kernel with the text and comes back with the new one, so Save and Discard are the form's.
 */
export class PolicyDeskField extends Component {
    static template = "complaint_grading.PolicyDeskField";
    static components = { ConditionRows };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            desk: false,
            unreadable: [],
            section: false,
            search: "",
            problem: false,
            drafts: {},
            asText: {},
            undo: [],
            redo: [],
            check: false,
            moves: false,
            isChecking: false,
        });
        this.asked = 0;
        this.text = this.props.record.data[this.props.name];
        onWillStart(() => this.open());
        onWillUpdateProps((next) => {
            const text = next.record.data[next.name];
            if (text !== this.text || next.record.resId !== this.props.record.resId) {
                this.text = text;
                Object.assign(this.state, { undo: [], redo: [], drafts: {}, problem: false });
                return this.open();
            }
        });
        onWillDestroy(() => clearTimeout(this.timer));
    }

    get figures() {
        return this.props.record.data.parameters_file || "";
    }

    async open() {
        const { desk, problems } = await this.orm.call("complaint.policy", "desk", [this.text || "", this.figures]);
        this.show(desk);
        this.state.unreadable = problems;
        if (desk) {
            this.checkSoon();
        }
    }

    show(desk) {
        this.state.desk = desk;
        if (desk && !desk.sections.some(({ id }) => id === this.state.section)) {
            const first = FIRST.find((id) => desk.sections.some((section) => section.id === id));
            this.state.section = first || (desk.sections[0] || {}).id;
        }
    }

    // What is shown

    get entries() {
        const words = this.state.search.trim().toLowerCase();
        if (!words) {
            const section = this.state.desk.sections.find(({ id }) => id === this.state.section);
            return section ? section.entries.map((entry) => ({ ...entry, section: section.title })) : [];
        }
        return this.state.desk.sections.flatMap((section) =>
            section.entries
                .filter((entry) => JSON.stringify([entry.title, entry.places]).toLowerCase().includes(words))
                .map((entry) => ({ ...entry, section: section.title }))
        );
    }

    choose(section) {
        Object.assign(this.state, { section, search: "" });
    }

    /** Names a place or an entry. */
    key({ path }) {
        return JSON.stringify(path);
    }

    toggleText(place) {
        const key = this.key(place);
        this.state.asText[key] = !this.state.asText[key];
    }

    rowsOf(place) {
        return this.state.drafts[this.key(place)] || place.rows;
    }

    showsRows(place) {
        return Boolean(this.rowsOf(place)) && !this.state.asText[this.key(place)];
    }

    limitOf(place) {
        const counted = COUNTED.exec(place.value);
        if (counted) {
            return { number: counted[1], form: `${counted[2]}s` };
        }
        const isForm = this.state.desk.limits.some(({ form }) => form === place.value);
        return { number: "", form: isForm ? place.value : "" };
    }

    isCounted(form) {
        return this.state.desk.limits.some((limit) => limit.form === form && limit.counted);
    }

    partyName(party) {
        const found = this.state.desk.parties.find(([id]) => id === party);
        return found ? found[1] : party;
    }

    languageName(lang) {
        return { en: "English", zh_CN: "中文" }[lang] || lang;
    }

    // What is changed

    async apply(act, path, value = null) {
        const key = JSON.stringify(path);
        const answer = await this.orm.call("complaint.policy", "desk_change", [this.text, this.figures, act, path, value]);
        if (answer.problems.length) {
            this.state.problem = { key, message: answer.problems.map(({ message }) => message).join(" ") };
            return;
        }
        if (answer.text !== this.text) {
            this.state.undo.push(this.text);
            this.state.redo = [];
        }
        this.take(answer.text, answer.desk);
    }

    take(text, desk) {
        this.text = text;
        this.state.problem = false;
        this.state.drafts = {};
        this.show(desk);
        this.props.record.update({ [this.props.name]: text });
        this.checkSoon();
    }

    async step(from, to) {
        if (!from.length) {
            return;
        }
        to.push(this.text);
        const text = from.pop();
        const { desk } = await this.orm.call("complaint.policy", "desk", [text, this.figures]);
        this.take(text, desk);
    }

    undo() {
        return this.step(this.state.undo, this.state.redo);
    }

    redo() {
        return this.step(this.state.redo, this.state.undo);
    }

    onKeydown(event) {
        const isOurs = (event.ctrlKey || event.metaKey) && !["INPUT", "TEXTAREA"].includes(event.target.tagName);
        if (isOurs && event.key === "z") {
            event.preventDefault();
            this.undo();
        } else if (isOurs && event.key === "y") {
            event.preventDefault();
            this.redo();
        }
    }

    setLimit(place, number, form) {
        if (!this.isCounted(form)) {
            return form && this.apply("set", place.path, form);
        }
        const amount = number || "1";
        return this.apply("set", place.path, `${amount} ${amount === "1" ? form.replace(/s$/, "") : form}`);
    }

    addParty(place, party) {
        return party && this.apply("set", place.path, [...place.value, party]);
    }

    removeParty(place, party) {
        return this.apply("set", place.path, place.value.filter((one) => one !== party));
    }

    /** Rows that still lack something wait on the screen; whole ones are written. */
    setRows(place, rows) {
        this.state.drafts[this.key(place)] = rows;
        if (isWhole(rows)) {
            return this.apply("rows", place.path, rows);
        }
    }

    // What it would do

    checkSoon() {
        clearTimeout(this.timer);
        this.state.isChecking = true;
        this.timer = setTimeout(() => this.check(), PAUSE);
    }

    async check() {
        const number = ++this.asked;
        const record = this.props.record;
        const ids = record.resId ? [record.resId] : [];
        const check = await this.orm.silent.call("complaint.policy", "desk_check", [ids, this.text, this.figures]);
        if (number !== this.asked) {
            return;
        }
        this.state.check = check;
        const moves = record.resId
            ? await this.orm.silent.call("complaint.policy", "desk_moves", [ids, this.text, this.figures])
            : false;
        if (number === this.asked) {
            Object.assign(this.state, { moves, isChecking: false });
        }
    }

    get errors() {
        return this.state.check.findings.filter(({ severity }) => severity === "error");
    }

    get notes() {
        return this.state.check.findings.filter(({ severity }) => severity !== "error");
    }

    /** The number of the case of the file that a finding is about, null for another one. */
    caseOf({ path }) {
        const found = /^cases\[([0-9]+)\]$/.exec(path);
        return found ? Number(found[1]) : null;
    }

    get movesTitle() {
        const { looked_at, more, months } = this.state.moves;
        return more
            ? _t("Of the latest %(number)s complaints of the last %(months)s months", { number: looked_at, months })
            : _t("Of %(number)s complaints of the last %(months)s months", { number: looked_at, months });
    }

    openCase(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "complaint.case",
            res_id: id,
            views: [[false, "form"]],
            target: "new",
        });
    }
}

registry.category("fields").add("complaint_policy_desk", {
    component: PolicyDeskField,
    displayName: _t("Author's Desk"),
    supportedTypes: ["text"],
});
