import { onPatched, onWillPatch } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { parseFloat, parseInteger } from "@web/views/fields/parsers";
import { PropertiesField, propertiesField } from "@web/views/fields/properties/properties_field";
import { PropertyText } from "@web/views/fields/properties/property_text";
import { PropertyValue } from "@web/views/fields/properties/property_value";

const FIGURES = ["float", "integer"];

/** How many decimals a figure was given with: 3 for 0.501, 7 for 1e-7. */
export function decimalsOf(figure) {
    const [mantissa, exponent] = String(figure).split("e");
    const written = (mantissa.split(".")[1] || "").length;
    return Math.min(Math.max(written - Number(exponent || 0), 0), 20);
}

/**
 * What is being typed stays when an answer of the server for another fact draws the form again.
 *
 * @param {() => HTMLElement | null} find the input or text area
 */
function keepWhatIsTyped(find) {
    let typed = null;
    onWillPatch(() => {
        const input = find();
        typed = input && input === document.activeElement && "value" in input ? input.value : null;
    });
    onPatched(() => {
        const input = find();
        if (typed !== null && input === document.activeElement && input.value !== typed) {
            input.value = typed;
        }
    });
}

/** A fact in words. */
class FactText extends PropertyText {
    setup() {
        super.setup();
        keepWhatIsTyped(() => this.textareaRef.el);
    }
}

/**
 * One fact of a complaint. A figure is shown with the digits that were given; one that is not given is
 * left empty and is no zero.
 */
export class FactValue extends PropertyValue {
    static components = { ...PropertyValue.components, PropertyText: FactText };

    setup() {
        super.setup();
        this.notification = useService("notification");
        keepWhatIsTyped(() => document.getElementById(this.props.id));
    }

    get displayValue() {
        const figure = this.props.value;
        if (!FIGURES.includes(this.props.type)) {
            return super.displayValue;
        }
        if (typeof figure !== "number") {
            return "";
        }
        return this.props.type === "integer"
            ? formatInteger(figure)
            : formatFloat(figure, { digits: [16, decimalsOf(figure)] });
    }

    async onValueChange(newValue) {
        if (!FIGURES.includes(this.props.type)) {
            return super.onValueChange(newValue);
        }
        let figure = false;
        try {
            if (newValue.trim()) {
                figure = (this.props.type === "integer" ? parseInteger : parseFloat)(newValue);
            }
        } catch {
            this.notification.add(_t("%(text)s is not a number.", { text: newValue }), { type: "danger" });
            const input = document.getElementById(this.props.id);
            if (input) {
                input.value = this.displayValue;
            }
            return;
        }
        this.props.onChange(figure);
    }
}

/**
 * The facts. One that another policy supplies is shown with what it gave, one that goods and costs give with what
 * they give, to be overridden with a reason where they are listed; neither is asked for.
 */
export class FactsField extends PropertiesField {
    static template = "complaint_grading.FactsField";
    static components = { ...PropertiesField.components, PropertyValue: FactValue };

    /** Whether a fact is supplied and nobody has stated it. */
    isSupplied(fact) {
        const supplied = this.props.name === "facts" && this.props.record.data.supplied_facts;
        return Boolean(supplied) && fact.name in supplied && !fact.value;
    }

    /** Whether goods and costs give a fact. */
    isDerived(fact) {
        const derived = this.props.record.data.derived_names;
        return Boolean(derived) && (derived[this.props.name] || []).includes(fact.name);
    }

    shownValue(fact) {
        return this.isSupplied(fact) ? this.props.record.data.supplied_facts[fact.name] || false : fact.value;
    }
}

registry.category("fields").add("complaint_facts", { ...propertiesField, component: FactsField });

/**
 * What a policy wants recorded. Option `only`: a field with the names that are asked for here; `missing`: one with
 * the names that are asked for by now and not given, which are marked.
 */
export class RecordsField extends FactsField {
    static props = {
        ...FactsField.props,
        only: { type: String, optional: true },
        missing: { type: String, optional: true },
    };

    get propertiesList() {
        const data = this.props.record.data;
        const missing = (this.props.missing && data[this.props.missing]) || [];
        const marked = super.propertiesList.map((property) =>
            missing.includes(property.name) && !(property.value || "").trim()
                ? { ...property, string: `${property.string} *` }
                : property
        );
        return this.props.only ? marked.filter(({ name }) => (data[this.props.only] || []).includes(name)) : marked;
    }

    /** Only what is asked for here is shown; the value keeps what else is recorded. */
    onPropertyValueChange(propertyName, propertyValue) {
        const value = (this.props.record.data[this.props.name] || []).map((property) =>
            property.name === propertyName ? { ...property, value: propertyValue } : property
        );
        this.props.record.update({ [this.props.name]: value });
    }
}

registry.category("fields").add("complaint_records", {
    ...propertiesField,
    component: RecordsField,
    extractProps(fieldInfo, dynamicInfo) {
        const { only, missing } = fieldInfo.options;
        return { ...propertiesField.extractProps(fieldInfo, dynamicInfo), only, missing };
    },
});
