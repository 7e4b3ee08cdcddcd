/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { hexToRGBA } from "@web/core/colors/colors";
import { loadBundle } from "@web/core/assets";

const { DateTime } = luxon;

/** Figures by week, drawn by Odoo's Chart.js or told as a table; a bar, a point or a cell opens its list. */
export class HomeChart extends Component {
    static template = "complaint_grading.HomeChart";
    static props = { chart: Object, open: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ asTable: false });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.draw();
                return () => this.drawn?.destroy();
            },
            () => [this.props.chart, this.state.asTable],
        );
        onWillUnmount(() => this.drawn?.destroy());
    }

    get labels() {
        return this.props.chart.days.map((day) =>
            DateTime.fromISO(day).toLocaleString({ month: "short", day: "numeric" }),
        );
    }

    get hasFigures() {
        return this.props.chart.series.some((series) => series.figures.some((figure) => figure.count));
    }

    value(figure) {
        return figure.value === undefined ? figure.count : figure.value;
    }

    draw() {
        if (!this.canvas.el) {
            return;
        }
        this.drawn?.destroy();
        this.drawn = new Chart(this.canvas.el, this.config);
    }

    get config() {
        const { chart } = this.props;
        // The page's own colours, whether it is light or dark.
        const ink = getComputedStyle(this.canvas.el).color;
        const grid = this.color("border-color");
        return {
            type: chart.kind,
            data: { labels: this.labels, datasets: chart.series.map((series) => this.dataset(series)) },
            options: {
                animation: false,
                maintainAspectRatio: false,
                onClick: (_ev, elements) => elements.length && this.openAt(elements[0]),
                onHover: (ev, elements) => {
                    ev.native.target.style.cursor = elements.length ? "pointer" : "default";
                },
                interaction: { mode: "nearest", intersect: true },
                plugins: {
                    legend: { display: chart.series.length > 1, position: "bottom", labels: { color: ink } },
                    tooltip: { callbacks: { label: (item) => this.told(item) } },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: ink, maxRotation: 0, autoSkipPadding: 12 } },
                    y: {
                        beginAtZero: true,
                        max: chart.unit === "%" ? 100 : undefined,
                        grid: { color: grid },
                        border: { display: false },
                        ticks: { color: ink, precision: 0, callback: (value) => `${value}${chart.unit}` },
                    },
                },
            },
        };
    }

    color(name) {
        return getComputedStyle(this.canvas.el).getPropertyValue(`--${name}`).trim();
    }

    dataset(series) {
        const color = this.color(series.tone);
        const isLine = this.props.chart.kind === "line";
        return {
            label: series.label,
            data: series.figures.map((figure) => this.value(figure)),
            borderColor: color,
            backgroundColor: isLine && color.startsWith("#") ? hexToRGBA(color, 0.15) : color,
            fill: isLine,
            clip: false,
            spanGaps: true,
            borderWidth: isLine ? 2 : 0,
            pointRadius: 4,
            pointHoverRadius: 6,
            maxBarThickness: 28,
        };
    }

    told(item) {
        const figure = this.props.chart.series[item.datasetIndex].figures[item.dataIndex];
        return [`${item.dataset.label}: ${figure.text || figure.count}`, figure.note || ""].filter(Boolean);
    }

    openAt({ datasetIndex, index }) {
        this.openFigure(this.props.chart.series[datasetIndex], index);
    }

    openFigure(series, index) {
        this.props.open(series.figures[index], `${series.label}: ${this.labels[index]}`);
    }
}
