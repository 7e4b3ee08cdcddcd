"""One picture of each family of tables: bars, the longer the slower, on a scale of powers of ten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

OWN, PEER, LIMIT = "#2a6f97", "#b8b8b8", "#7a9e7e"


def plot(name: str, tables: list[dict[str, Any]], folder: Path) -> None:
    """Draw the tables of a family into `benchmarks-NAME.svg`."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = name  # the same figures give the same file
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    rows = [max(1, len(_drawn(table))) for table in tables]
    figure, axes = pyplot.subplots(
        len(tables), 1, figsize=(9, sum(rows) * 0.34 + len(tables) * 0.75), height_ratios=rows, squeeze=False
    )
    for (axis,), table in zip(axes, tables, strict=True):
        _draw(axis, table)
    figure.tight_layout()
    figure.savefig(folder / f"benchmarks-{name}.svg", metadata={"Date": None})
    pyplot.close(figure)


def _drawn(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [figure for figure in table["figures"] if figure["value"] is not None]


def _draw(axis: Any, table: dict[str, Any]) -> None:
    drawn = _drawn(table)[::-1]
    values = [figure["value"] for figure in drawn]
    bars = axis.barh([figure["way"] for figure in drawn], values, color=[_color(figure, table) for figure in drawn])
    axis.bar_label(
        bars, [f"{value:,.3g}" if value < 1000 else f"{value:,.0f}" for value in values], padding=3, fontsize=8
    )
    if max(values) > 20 * min(values):
        axis.set_xscale("log")
        axis.set_xlim(min(values) / 3, max(values) * 4)
    else:
        axis.set_xlim(0, max(values) * 1.15)
    axis.set_title(f"{table['title']}, {table['unit']}", fontsize=9, loc="left")
    axis.tick_params(labelsize=8)
    axis.spines[["top", "right"]].set_visible(False)


def _color(figure: dict[str, Any], table: dict[str, Any]) -> str:
    if not any(one["right"] for one in table["figures"]) or figure["way"].startswith("this kernel"):
        return OWN
    return LIMIT if figure is table["figures"][0] else PEER
