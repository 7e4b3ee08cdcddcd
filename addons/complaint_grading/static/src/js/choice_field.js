import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * A text with the choices that another field of the record holds as [[code, label], ...].
 *
 * Where there are choices one of them is taken, unless the view says `free`: then they are offered
 * while typing, and any text is taken.
 */
export class ChoiceField extends Component {
    static template = "complaint_grading.ChoiceField";
    static props = {
        ...standardFieldProps,
        choicesField: { type: String },
        isFree: { type: Boolean, optional: true },
        placeholder: { type: String, optional: true },
    };

    get choices() {
        return this.props.record.data[this.props.choicesField] || [];
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get label() {
        const found = this.choices.find(([code]) => code === this.value);
        return found ? found[1] : this.value;
    }

    get isUnlisted() {
        return Boolean(this.value) && !this.choices.some(([code]) => code === this.value);
    }

    get listId() {
        return `${this.props.id || this.props.name}_choices`;
    }

    onChange(event) {
        this.props.record.update({ [this.props.name]: event.target.value.trim() || false });
    }
}

export const choiceField = {
    component: ChoiceField,
    displayName: _t("Choice of the Policy"),
    supportedTypes: ["char"],
    extractProps: ({ attrs, options, placeholder }) => ({
        choicesField: options.choices,
        isFree: Boolean(options.free),
        placeholder: placeholder || attrs.placeholder,
    }),
};

registry.category("fields").add("complaint_choice", choiceField);
