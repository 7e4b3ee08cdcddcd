import { useRef } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { registry } from "@web/core/registry";
import { useFileUploader } from "@web/core/utils/files";
import { Many2ManyBinaryField, many2ManyBinaryField } from "@web/views/fields/many2many_binary/many2many_binary_field";

/** Odoo's field for files, which takes as well what is dropped on it. */
export class DroppedFilesField extends Many2ManyBinaryField {
    static template = "complaint_grading.DroppedFilesField";

    setup() {
        super.setup();
        this.uploadFiles = useFileUploader();
        useDropzone(
            useRef("area"),
            (event) => this.onDrop(event),
            "",
            () => !this.props.readonly
        );
    }

    async onDrop(event) {
        const uploaded = await this.uploadFiles("/web/binary/upload_attachment", {
            csrf_token: odoo.csrf_token,
            ufile: [...event.dataTransfer.files],
            model: this.props.record.resModel,
            id: this.props.record.resId || 0,
        });
        if (uploaded) {
            await this.onFileUploaded(uploaded);
        }
    }
}

registry.category("fields").add("complaint_files", { ...many2ManyBinaryField, component: DroppedFilesField });
