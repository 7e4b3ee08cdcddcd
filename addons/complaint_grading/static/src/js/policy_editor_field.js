import { registry } from "@web/core/registry";
import { AceField, aceField } from "@web/views/fields/ace/ace_field";
import { onMounted, onPatched, useRef } from "@odoo/owl";

/**
 * The code editor with line numbers in locked editions too: the check names problems by their line.
 */
export class PolicyEditorField extends AceField {
    static template = "complaint_grading.PolicyEditorField";

    setup() {
        super.setup();
        this.editorRef = useRef("editor");
        onMounted(() => this.showLineNumbers());
        onPatched(() => this.showLineNumbers());
    }

    showLineNumbers() {
        const node = this.editorRef.el && this.editorRef.el.querySelector(".ace_editor");
        if (node && node.env && node.env.editor) {
            node.env.editor.setOption("showGutter", true);
        }
    }
}

registry.category("fields").add("complaint_policy_editor", {
    ...aceField,
    component: PolicyEditorField,
});
