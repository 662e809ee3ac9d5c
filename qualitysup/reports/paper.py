"""A study report as a Word file: facts in, bytes out. What it says is in the words of the office.

The page and the styles are those of ``paper/study_report.docx`` (GB/T 9704-2012).
"""

import datetime as dt
import io
from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm

from qualitysup.documents.rendering import day, lines, numeral
from qualitysup.reports import pictures

FORM = Path(__file__).parent / "paper" / "study_report.docx"
# The type area.
ACROSS = Mm(156)
COUNTED = "来源：质监业务系统，按{day}的记录逐条计数；“—”为未知，不作0处理。"


def write(facts: dict) -> bytes:
    """The report that these facts make; the same facts give the same words."""
    paper = _Paper(facts)
    paper.head()
    paper.text("opening")
    for number, part in enumerate(facts["parts"], start=1):
        paper.part(number, part)
    paper.text("closing")
    paper.signature()
    paper.definitions()
    return paper.saved()


class _Paper:
    def __init__(self, facts):
        self.facts = facts
        self.word = Document(FORM)
        self.counted = COUNTED.format(day=day(facts["until"]))

    def head(self):
        facts = self.facts
        self._add(facts["agency"], "Mark")
        self._add(facts["number"] or f"〔{facts['issued_on'][:4]}〕　　号", "Number")
        self._add(f"关于{facts['place']}{facts['about']}情况的报告", "Headline")
        self._add(f"（{day(facts['since'])}至{day(facts['until'])}）", "Span")

    def text(self, slot):
        """What the bureau wrote for this place of the report."""
        for line in lines(self.facts["texts"].get(slot, "")):
            self._add(line, "Body")

    def part(self, number, part):
        self._add(f"{numeral(number)}、{part['name']}", "Chapter")
        self.text(part["subject"])
        sections = [theme for theme in part["themes"] if theme["figures"] or theme["charts"]]
        for place, theme in enumerate(sections, start=1):
            self._add(f"（{numeral(place)}）{theme['name']}", "Section")
            self._theme(theme)
        for trend in part["trends"]:
            self._chart(trend | {"name": f"{trend['name']}（逐月）"})
        if part["places"] and part["places"]["rows"]:
            self._places(part["places"])
        if part["stated"]:
            self._stated(part["stated"])
        if not (sections or part["trends"] or part["stated"]):
            self._add("本期没有可报告的数据。", "Body")

    def _theme(self, theme):
        if sentence := _sentence([one for one in theme["figures"] if one["is_headline"]]):
            self._add(sentence, "Body")
        late = [one for one in theme["figures"] if one["is_late"]]
        if late:
            named = "、".join(f"{one['name']}{one['figure']}{one['unit']}" for one in late)
            self._add(f"需要关注：{named}。", "Body")
        if theme["figures"]:
            rows = [
                [one["name"], one["figure"], one["before"], _signed(one["change"]), one["unit"]]
                for one in theme["figures"]
            ]
            self._table(["指标", "本期", "上期", "增减", "单位"], rows, [64, 26, 26, 22, 18])
            self._add(self.counted, "Source")
        for chart in theme["charts"]:
            self._chart(chart)

    def _chart(self, chart):
        unit = f"（{chart['unit']}）" if chart["unit"] else ""
        self._add(f"{chart['name']}{unit}", "Caption of a picture")
        picture = pictures.drawn(chart)
        if picture:
            words = "；".join(f"{line['label']} {line['words']}" for line in chart["lines"])
            shape = self._add("", "Picture").add_run().add_picture(io.BytesIO(picture), ACROSS)
            # For whoever listens to it.
            shape._inline.docPr.set("descr", f"{chart['name']}：{words}")
            if chart["left_out"]:
                self._add(f"其余{chart['left_out']}项从略，见系统。", "Source")
        elif chart["kind"] == "grid":
            self._grid(chart)
        else:
            rows = [[line["label"], line["words"]] for line in chart["lines"]]
            self._table(chart["heads"], rows, [110, 46])

    def _grid(self, chart):
        """A table of two ways, in pieces as wide as the page."""
        columns = list(dict.fromkeys(line["column"] for line in chart["lines"]))
        cells = {(line["label"], line["column"]): line["words"] for line in chart["lines"]}
        labels = list(dict.fromkeys(line["label"] for line in chart["lines"]))
        self._pieces(
            [chart["heads"][0], *columns],
            [[label, *(cells.get((label, one), "") for one in columns)] for label in labels],
        )

    def _places(self, places):
        self._add("各地情况", "Caption of a picture")
        self._pieces(["地方", *places["heads"]], places["rows"])
        self._add(self.counted, "Source")

    def _pieces(self, heads, rows, at_once=6):
        for first in range(1, len(heads), at_once):
            part = slice(first, first + at_once)
            across = [heads[0], *heads[part]]
            width = 120 / max(len(across) - 1, 1)
            widths = [36, *(len(across) - 1) * [width]]
            self._table(across, [[row[0], *row[part]] for row in rows], widths)

    def _stated(self, stated):
        self._add("有出处的数字", "Caption of a picture")
        rows = [
            [one["name"], f"{one['value']} {one['unit']}".strip(), one["as_of"], one["source"]]
            for one in stated
        ]
        self._table(["事项", "数值", "截至", "出处"], rows, [52, 30, 26, 48], figures=(1,))
        self._add("≥为不少于，≤为不超过，≈为约数，均按出处原意，不与系统计数相加。", "Source")

    def signature(self):
        self._add("", "Body")
        self._add(f"{self.facts['agency']}　", "Signature")
        self._add(f"{day(self.facts['issued_on'])}　", "Signature")

    def definitions(self):
        """As an appendix, how each figure is counted."""
        figures = [
            one
            for part in self.facts["parts"]
            for theme in part["themes"]
            for one in theme["figures"]
        ]
        if not figures:
            return
        self._add("", "Body")
        self._add("附件：指标口径", "Chapter")
        rows = [[one["name"], one["definition"]] for one in figures]
        self._table(["指标", "口径"], rows, [56, 100], figures=())

    def saved(self) -> bytes:
        properties = self.word.core_properties
        facts = self.facts
        properties.title = f"关于{facts['place']}{facts['about']}情况的报告"
        properties.author = properties.last_modified_by = facts["agency"]
        properties.created = properties.modified = dt.datetime.fromisoformat(facts["issued_on"])
        paper = io.BytesIO()
        self.word.save(paper)
        return paper.getvalue()

    # --- Paragraphs and tables --------------------------------------------------------------

    def _add(self, text, style):
        return self.word.add_paragraph(text, style)

    def _table(self, heads, rows, widths, figures=None):
        """Columns are so many millimetres wide; all but the first are figures if none are named."""
        figures = range(1, len(heads)) if figures is None else figures
        table = self.word.add_table(1, len(heads), "Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        self._fill(table.rows[0], heads, ["Cell head"] * len(heads), widths)
        _repeat(table.rows[0])
        styles = ["Cell figure" if place in figures else "Cell" for place in range(len(heads))]
        for row in rows:
            self._fill(table.add_row(), row, styles, widths)
        self._add("", "Source")

    @staticmethod
    def _fill(row, cells, styles, widths):
        for cell, text, style, width in zip(row.cells, cells, styles, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = style
            cell.paragraphs[0].add_run(text)


def _repeat(row):
    """The head of a table stands again on its next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _sentence(figures) -> str:
    """ "本期完成检查 120 次，比上期增加 12 次；…。" of what a subject is known by."""
    told = [
        f"{one['name']}{one['figure']}{one['unit']}{_compared(one)}"
        for one in figures
        if one["figure"] != "—"
    ]
    return f"{'；'.join(told)}。" if told else ""


def _compared(one) -> str:
    change = one["change"]
    if change is None:
        return ""
    if change.lstrip("-0.") == "":
        return "，与上期持平"
    word = "减少" if change.startswith("-") else "增加"
    # From 90 % to 86 % is no fall by 4 %.
    unit = "个百分点" if one["unit"] == "%" else one["unit"]
    return f"，比上期{word}{change.lstrip('-')}{unit}"


def _signed(change) -> str:
    if change is None:
        return "—"
    return change if change.startswith("-") or change.lstrip("0.") == "" else f"+{change}"
