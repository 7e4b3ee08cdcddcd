import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryOne, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Component, useState, xml } from "@odoo/owl";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

import { ConditionRows, isWhole } from "@complaint_grading/js/condition_rows";

describe.current.tags("desktop");
defineMailModels();

const NAMES = [
    { name: "total_cost", label: "Total handling cost", kind: "money", unit: "CNY", choices: [] },
    { name: "litigation", label: "Litigation", kind: "bool", choices: [] },
    { name: "defect_level", label: "Defect level", kind: "choice", choices: [["1", "Level 1"], ["2", "Level 2"]] },
];

/** The desk around the rows: what they hand out comes back as their rows. */
class Desk extends Component {
    static components = { ConditionRows };
    static props = {};
    static template = xml`<ConditionRows rows="state.rows" names="names" onChange="(rows) => this.state.rows = rows" />`;

    setup() {
        this.names = NAMES;
        this.state = useState({ rows: { join: "any", groups: [[{ name: "total_cost", op: ">", value: "1000", of_parameter: false }]] } });
    }
}

async function pick(label, value) {
    await click(`select[aria-label='${label}']:last`);
    await select(value);
    await animationFrame();
}

test("another name begins with its first comparison and without a value", async () => {
    const desk = await mountWithCleanup(Desk);
    await pick("What is compared", "litigation");
    expect(desk.state.rows.groups[0][0]).toEqual({ name: "litigation", op: "is", value: null, of_parameter: false });
    expect(queryAllTexts("select[aria-label=Comparison] option")).toEqual(["applies", "does not apply"]);
    expect("[aria-label=Value]").toHaveCount(0);
});

test("a condition is whole only when each row has the value that it needs", async () => {
    const desk = await mountWithCleanup(Desk);
    await click("button:contains(+ or)");
    await animationFrame();
    expect(isWhole(desk.state.rows)).toBe(false);
    await pick("What is compared", "total_cost");
    expect(isWhole(desk.state.rows)).toBe(false);
    await click(queryOne("input[aria-label=Value]:last"));
    await edit("250000");
    await press("Enter");
    await animationFrame();
    expect(isWhole(desk.state.rows)).toBe(true);
    expect(desk.state.rows.groups.map((group) => group[0].value)).toEqual(["1000", "250000"]);
});

test("one of several values keeps what was chosen, and a row taken out leaves no empty group", async () => {
    const desk = await mountWithCleanup(Desk);
    await pick("What is compared", "defect_level");
    await pick("Value", "1");
    await pick("Comparison", "in");
    await click("input[type=checkbox]:last");
    await animationFrame();
    expect(desk.state.rows.groups[0][0].value).toEqual(["1", "2"]);
    await click("button:contains(+ or)");
    await animationFrame();
    await click("button[title='Remove this comparison']:first");
    await animationFrame();
    expect(desk.state.rows.groups.length).toBe(1);
});
