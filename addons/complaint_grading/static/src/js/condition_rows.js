import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const BARE = ["is", "is not", "given", "not given"];
const MANY = ["in", "not in"];
const EQUAL = ["==", "!="];
const ORDERED = [">", ">=", "<", "<="];

/** The comparisons of a kind of name, in words. */
function comparisons(kind) {
    const words = {
        "is": _t("applies"),
        "is not": _t("does not apply"),
        ">": _t("is over"),
        ">=": _t("is at least"),
        "<": _t("is below"),
        "<=": _t("is at most"),
        "==": _t("is"),
        "!=": _t("is not"),
        "in": _t("is one of"),
        "not in": _t("is none of"),
        "given": _t("is given"),
        "not given": _t("is not given"),
    };
    const known = {
        bool: ["is", "is not"],
        choice: [...EQUAL, ...MANY, "given", "not given"],
        text: [...EQUAL, ...MANY, "given", "not given"],
    };
    const ops = known[kind] || [...ORDERED, ...EQUAL, "given", "not given"];
    return ops.map((op) => ({ op, label: words[op] }));
}

/**
 * A condition as rows: a name, a comparison, a value; `and` inside a group and `or` between groups, or the other
 * way round. What changes goes out as a whole once every row has what it needs.
 */
export class ConditionRows extends Component {
    static template = "complaint_grading.ConditionRows";
    static props = {
        rows: Object,
        names: Array,
        readonly: { type: Boolean, optional: true },
        onChange: Function,
    };

    get names() {
        return this.props.names.filter((name) => !["moment"].includes(name.kind));
    }

    info(row) {
        return this.props.names.find((name) => name.name === row.name) || { kind: "number", choices: [] };
    }

    comparisons(row) {
        return comparisons(this.info(row).kind);
    }

    isBare(row) {
        return BARE.includes(row.op);
    }

    isMany(row) {
        return MANY.includes(row.op);
    }

    /** The figures of the company with which the row's name can be compared. */
    parameters(row) {
        const { kind, unit } = this.info(row);
        return this.props.names.filter(
            (name) => name.set_by_company && name.kind === kind && (!unit || !name.unit || unit === name.unit)
        );
    }

    inner() {
        return this.props.rows.join === "any" ? _t("and") : _t("or");
    }

    outer() {
        return this.props.rows.join === "any" ? _t("or") : _t("and");
    }

    change(edit) {
        const rows = JSON.parse(JSON.stringify(this.props.rows));
        edit(rows);
        rows.groups = rows.groups.filter((group) => group.length);
        this.props.onChange(rows);
    }

    set(group, place, values) {
        this.change((rows) => Object.assign(rows.groups[group][place], values));
    }

    /** Another name: its first comparison, and no value yet. */
    setName(group, place, name) {
        const kind = (this.props.names.find((one) => one.name === name) || {}).kind;
        const op = comparisons(kind)[0].op;
        this.set(group, place, { name, op, value: BARE.includes(op) ? null : "", of_parameter: false });
    }

    setOp(group, place, op) {
        const { value } = this.props.rows.groups[group][place];
        const list = Array.isArray(value) ? value : value ? [value] : [];
        const kept = BARE.includes(op) ? null : MANY.includes(op) ? list : list[0] || "";
        const of_parameter = !BARE.includes(op) && !MANY.includes(op) && this.props.rows.groups[group][place].of_parameter;
        this.set(group, place, { op, value: kept, of_parameter });
    }

    setValue(group, place, text) {
        const row = this.props.rows.groups[group][place];
        const value = this.isMany(row) ? text.split(",").map((part) => part.trim()).filter(Boolean) : text.trim();
        this.set(group, place, { value });
    }

    setParameter(group, place, name) {
        this.set(group, place, { value: name, of_parameter: Boolean(name) });
    }

    toggle(group, place, key) {
        const { value } = this.props.rows.groups[group][place];
        this.set(group, place, { value: value.includes(key) ? value.filter((one) => one !== key) : [...value, key] });
    }

    blank() {
        return { name: "", op: "", value: "", of_parameter: false };
    }

    add(group) {
        this.change((rows) => rows.groups[group].push(this.blank()));
    }

    addGroup() {
        this.change((rows) => rows.groups.push([this.blank()]));
    }

    remove(group, place) {
        this.change((rows) => rows.groups[group].splice(place, 1));
    }

    /** `and` for `or` and the other way round; while there is one row there is nothing to join. */
    turn() {
        this.change((rows) => {
            rows.join = rows.join === "any" ? "all" : "any";
        });
    }
}

/** Whether every row has a name, a comparison and the value that it needs. */
export function isWhole(rows) {
    return rows.groups.every((group) =>
        group.every((row) => row.name && row.op && (BARE.includes(row.op) || (row.value && row.value.length)))
    );
}
