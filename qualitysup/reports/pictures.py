"""Charts as pictures for paper, drawn by the typesetter that makes the PDFs."""

import json
from decimal import Decimal

from qualitysup.documents import pdf

# The width of the type area of GB/T 9704, in points; and dots per inch in print.
WIDTH = 440
PPI = 220
COLOUR = "#3a5a92"
_PAGE = f"""
#set page(width: {WIDTH}pt, height: auto, margin: 3pt, fill: white)
#set text(size: 10.5pt, fill: rgb("#1b2430"), top-edge: 0.88em, bottom-edge: -0.12em)
#let bar(share, height) = rect(width: share, height: height, fill: rgb("{COLOUR}"), stroke: none)
"""


def drawn(chart: dict) -> bytes | None:
    """A PNG of a chart as ``composing`` says it; ``None`` for what is better read as a table."""
    shares = _shares(chart["lines"])
    # One line is no picture, and where nothing is there is nothing to see.
    if chart["kind"] == "grid" or len(shares) < 2 or not any(shares):
        return None
    draw = _upright if chart["kind"] in ("line", "column") else _across
    if chart["kind"] == "funnel":
        draw = _funnel
    return pdf.picture(_PAGE + draw(chart["lines"], shares), ppi=PPI)


def _shares(lines):
    """Of the highest figure how much each is, from 0 to 1; of what is not known nothing."""
    values = [Decimal(line["figure"] or 0) if _is_number(line) else Decimal(0) for line in lines]
    highest = max(values, default=Decimal(0))
    return [float(max(value, 0) / highest) if highest else 0.0 for value in values]


def _is_number(line):
    try:
        return line["figure"] is not None and Decimal(line["figure"]).is_finite()
    except ArithmeticError:
        return False


def _across(lines, shares) -> str:
    cells = [
        f"align(right, {_text(line['label'])}), stack(dir: ltr, spacing: 4pt,"
        f" bar({share * 62:.2f}%, 10pt), {_text(line['words'])})"
        for line, share in zip(lines, shares, strict=True)
    ]
    return (
        "#grid(columns: (130pt, 1fr), column-gutter: 6pt, row-gutter: 5pt, align: horizon,\n"
        + ",\n".join(cells)
        + ")"
    )


def _funnel(lines, shares) -> str:
    cells = [
        f"align(right, {_text(line['label'])}), align(center, bar({share * 100:.2f}%, 12pt)),"
        f" {_text(line['words'])}"
        for line, share in zip(lines, shares, strict=True)
    ]
    return (
        "#grid(columns: (110pt, 1fr, 60pt), column-gutter: 6pt, row-gutter: 3pt, align: horizon,\n"
        + ",\n".join(cells)
        + ")"
    )


def _upright(lines, shares) -> str:
    columns = f"({', '.join(len(lines) * ['1fr'])})"
    bars = [
        f"align(center + bottom, stack(spacing: 2pt, text(size: 8pt, {_text(line['words'])}),"
        f" bar(60%, {share * 80:.2f}pt)))"
        for line, share in zip(lines, shares, strict=True)
    ]
    labels = [
        f"align(center, text(size: 7.5pt, {_text(line['label'].removeprefix('20'))}))"
        for line in lines
    ]
    return (
        f"#grid(columns: {columns}, row-gutter: 3pt, {', '.join(bars)},\n"
        "grid.hline(stroke: 0.5pt), " + ", ".join(labels) + ")"
    )


def _text(words: str) -> str:
    return f"text({json.dumps(words, ensure_ascii=False)})"
