"""The PDF twin of a Word file: the same words in the same places, without Word.

Reads the file that is handed out, not the facts behind it, so both cannot say different things;
what it cannot show it refuses. The same file always gives the same PDF, byte for byte.
"""

import io
import json
import tempfile
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, takewhile
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from qualitysup.documents.word import (
    TWIP,
    Styles,
    attribute,
    continues,
    find,
    name_of,
    on,
    placed,
    points,
    value,
)

# The height of a line of Chinese at single spacing, in sizes of its type.
SINGLE = 1.3
CELL_MARGIN = 5.4

_SERIF, _SANS = "Noto Serif SC", "Noto Sans SC"
_SANS_NAMES = ("黑体", "等线", "微软雅黑", "SimHei", "DengXian", "Arial", "Noto Sans")
_ALIGNMENT = {
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "left",
    "distribute": "left",
}
# What carries no text, or is read where it is needed.
_IGNORED = {
    *map(qn, ("w:pPr", "w:rPr", "w:tblPr", "w:tblGrid", "w:trPr", "w:tcPr", "w:sectPr")),
    *map(qn, ("w:proofErr", "w:bookmarkStart", "w:bookmarkEnd", "w:lastRenderedPageBreak")),
}
_FIELDS = {"PAGE": "counter(page).display()", "NUMPAGES": "counter(page).final().first()"}


class Unsupported(Exception):
    """The Word file holds something that its PDF could not show."""


def convert(docx: bytes) -> bytes:
    setter = _Typesetter(Document(io.BytesIO(docx)))
    words = setter.document()
    # The typesetter reads pictures from files.
    with tempfile.TemporaryDirectory() as folder:
        for name, data in setter.pictures.items():
            (Path(folder) / name).write_bytes(data)
        return typst.compile(
            words.encode(), root=folder, font_paths=_fonts(), format="pdf", pdf_standards="a-2b"
        )


def picture(words: str, *, ppi: float) -> bytes:
    """The one page of this typst code as a PNG, in the fonts of the papers."""
    families = ", ".join(map(_string, (_SANS, _SERIF)))
    words = f"#set text(font: ({families}))\n{words}"
    return typst.compile(words.encode(), font_paths=_fonts(), format="png", ppi=ppi)


@cache
def _fonts() -> typst.Fonts:
    """The font that comes with the product, and those that the bureau holds a licence for."""
    shipped = pylopdf_fonts_zh_cn.serif_path().parent
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(shipped), str(settings.HOME / "fonts")],
    )


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())


@dataclass
class _Line:
    """What is being set of one paragraph, and the field that is open in it."""

    parts: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    instruction: str | None = None
    in_result: bool = False


class _Typesetter:
    def __init__(self, word):
        self.word = word
        self.styles = Styles(word)
        # By the name under which the words ask for them.
        self.pictures: dict[str, bytes] = {}

    def document(self) -> str:
        if len(self.word.sections) != 1:
            raise Unsupported("more than one section")
        properties = self.word.core_properties
        return "\n".join(
            [
                f"#set document(title: {_string(properties.title)},"
                f" author: {_string(properties.author)},"
                f" date: {_day(properties.created)})",
                self._page(self.word.sections[0]),
                '#set text(lang: "zh", region: "cn", top-edge: 0.88em, bottom-edge: -0.12em,'
                f" tracking: {self._tracking():.3f}pt)",
                "#set par(spacing: 0pt)",
                f"#{{\n{self._blocks(self.word.element.body)}\n}}",
            ]
        )

    # --- The page ---------------------------------------------------------------------------

    def _tracking(self) -> float:
        """What a grid of characters puts between them, in points."""
        grid = [self.word.sections[0]._sectPr]
        on_grid = attribute(grid, "w:docGrid", "type") in ("linesAndChars", "snapToChars")
        return float(attribute(grid, "w:docGrid", "charSpace") or 0) / 4096 if on_grid else 0

    def _page(self, section) -> str:
        margins = ", ".join(
            f"{side}: {getattr(section, f'{side}_margin').pt}pt"
            for side in ("top", "bottom", "left", "right")
        )
        descent = section.bottom_margin.pt - section.footer_distance.pt - 16
        ascent = section.top_margin.pt - section.header_distance.pt - 16
        return (
            f"#set page(width: {section.page_width.pt}pt, height: {section.page_height.pt}pt,"
            f" margin: ({margins}),"
            f" header-ascent: {max(ascent, 0)}pt, footer-descent: {max(descent, 0)}pt,\n"
            f" header: {self._margin(section, 'header')},\n"
            f" footer: {self._margin(section, 'footer')})"
        )

    def _margin(self, section, name) -> str:
        """The running head or foot, which may differ on the first page and on even pages."""
        usual = self._blocks(getattr(section, name)._element)
        even = first = usual
        if self.word.settings.odd_and_even_pages_header_footer:
            even = self._blocks(getattr(section, f"even_page_{name}")._element)
        if section.different_first_page_header_footer:
            first = self._blocks(getattr(section, f"first_page_{name}")._element)
        if first == even == usual:
            return f"context {{ {usual} }}"
        return (
            "context { let page = counter(page).get().first();"
            f" if page == 1 {{ {first} }} else if calc.even(page) {{ {even} }}"
            f" else {{ {usual} }} }}"
        )

    def _blocks(self, parent) -> str:
        return "\n".join(self._block(child) for child in parent if child.tag not in _IGNORED)

    def _block(self, element) -> str:
        if element.tag == qn("w:p"):
            return self._paragraph(element)
        if element.tag == qn("w:tbl"):
            return self._table(element)
        raise Unsupported(name_of(element))

    # --- Paragraphs -------------------------------------------------------------------------

    def _paragraph(self, paragraph) -> str:
        own = paragraph.find(qn("w:pPr"))
        style = self.styles.named(own, "w:pStyle", self.styles.usual)
        sources = [own, *self.styles.chain(style, "w:pPr"), *self.styles.defaults("w:pPr")]
        if find(sources, "w:numPr") is not None:
            raise Unsupported(name_of(find(sources, "w:numPr")))

        line = _Line()
        self._runs(paragraph, style, line)
        size = max(line.sizes, default=None) or self._size([], style)
        pitch = self._pitch(sources, size)
        top = points(sources, "w:spacing", "before") + (pitch - size) / 2
        bottom = points(sources, "w:spacing", "after") + (pitch - size) / 2
        first = self._indent(sources, "firstLine", size) - self._indent(sources, "hanging", size)
        left, right = self._indent(sources, "left", size), self._indent(sources, "right", size)
        alignment = value(sources, "w:jc") or "left"
        keep = on(sources, "w:keepNext")
        rule = _rule_below(find(sources, "w:pBdr"))
        # Word's own space between Chinese and Latin; a document number has none.
        spaced = value(sources, "w:autoSpaceDN") not in ("0", "false")
        body = " ".join(line.parts) or f"v({size}pt, weak: false)"
        return (
            f"block(width: 100%, spacing: 0pt, sticky: {str(keep).lower()},"
            f" stroke: (bottom: {rule}),"
            f" inset: (top: {top:.2f}pt, bottom: {bottom:.2f}pt,"
            f" left: {left + min(first, 0):.2f}pt, right: {right:.2f}pt), {{"
            f" set par(leading: {pitch - size:.2f}pt,"
            f" justify: {str(alignment in ('both', 'distribute')).lower()},"
            f" first-line-indent: (amount: {max(first, 0):.2f}pt, all: true),"
            f" hanging-indent: {max(-first, 0):.2f}pt);"
            f" set text(cjk-latin-spacing: {'auto' if spaced else 'none'});"
            f" set align({_ALIGNMENT.get(alignment, 'left')}); par({{ {body} }}) }})"
        )

    def _pitch(self, sources, size) -> float:
        """From one line to the next."""
        given = attribute(sources, "w:spacing", "line")
        rule = attribute(sources, "w:spacing", "lineRule") or "auto"
        if given is None:
            return SINGLE * size
        if rule == "auto":
            return max(float(given) / 240 * SINGLE * size, size)
        pitch = float(given) * TWIP
        return pitch if rule == "exact" else max(pitch, SINGLE * size)

    def _indent(self, sources, side, size) -> float:
        """An indent in points; one given in characters follows the size of the type."""
        others = {"left": "start", "right": "end"}
        for name in (side, others.get(side)):
            if name and (chars := attribute(sources, "w:ind", f"{name}Chars")) is not None:
                return float(chars) / 100 * size
        return points(sources, "w:ind", side) or points(sources, "w:ind", others.get(side))

    # --- Runs -------------------------------------------------------------------------------

    def _runs(self, parent, style, line) -> None:
        for child in parent:
            if child.tag in _IGNORED:
                continue
            if child.tag == qn("w:r"):
                self._run(child, style, line)
            elif child.tag in (qn("w:hyperlink"), qn("w:smartTag")):
                self._runs(child, style, line)
            else:
                raise Unsupported(name_of(child))

    def _run(self, run, paragraph_style, line) -> None:
        sources = self._run_sources(run.find(qn("w:rPr")), paragraph_style)
        if on(sources, "w:vanish"):
            raise Unsupported("hidden text")
        size = self._size_of(sources)
        for child in run:
            if child.tag in _IGNORED:
                continue
            piece = self._piece(child, line)
            if piece is not None and not line.in_result:
                line.sizes.append(size)
                line.parts.append(self._dressed(piece, sources, size))

    def _piece(self, child, line) -> str | None:
        name = name_of(child)
        match name:
            case "w:t":
                return _string(child.text or "")
            case "w:noBreakHyphen":
                return _string("\u2011")
            case "w:tab":
                return "h(2em)"
            case "w:cr":
                return "linebreak()"
            case "w:br":
                if child.get(qn("w:type")) in (None, "textWrapping"):
                    return "linebreak()"
            case "w:instrText":
                if line.instruction is not None:
                    line.instruction += child.text or ""
                    return None
            case "w:drawing":
                return self._drawing(child)
            case "w:fldChar":
                return self._field(child.get(qn("w:fldCharType")), line)
        raise Unsupported(name)

    def _drawing(self, drawing) -> str:
        """A picture that stands in the line like a character."""
        shown = drawing.find(qn("wp:inline"))
        blip = None if shown is None else shown.find(f".//{qn('a:blip')}")
        if blip is None:
            raise Unsupported("w:drawing that floats, or is no picture")
        part = self.word.part.related_parts[blip.get(qn("r:embed"))]
        name = str(part.partname).rpartition("/")[2]
        self.pictures[name] = part.blob
        width = int(shown.find(qn("wp:extent")).get("cx")) / Pt(1)
        words = shown.find(qn("wp:docPr")).get("descr") or ""
        return f"box(image({_string(name)}, width: {width:.2f}pt, alt: {_string(words)}))"

    def _field(self, moment, line) -> str | None:
        if moment == "begin":
            line.instruction = ""
        elif moment == "separate":
            line.in_result = True
        elif moment == "end":
            words = (line.instruction or "").split()
            line.instruction, line.in_result = None, False
            if not words or words[0] not in _FIELDS:
                raise Unsupported(f"field {' '.join(words)}")
            return f"context {_FIELDS[words[0]]}"
        return None

    def _dressed(self, piece, sources, size) -> str:
        """A piece of text in its face, size, weight and colour."""
        if piece in ("h(2em)", "linebreak()") or piece.startswith("box(image("):
            return f"{piece};"
        fonts = find(sources, "w:rFonts", with_attribute="eastAsia")
        east = fonts.get(qn("w:eastAsia")) if fonts is not None else "仿宋_GB2312"
        latin = attribute(sources, "w:rFonts", "ascii")
        spare = _SANS if any(name in east for name in _SANS_NAMES) else _SERIF
        bold = on(sources, "w:b")
        families = [_string(east), _string(spare)]
        if latin:
            families.insert(0, f'(name: {_string(latin)}, covers: "latin-in-cjk")')
        style = [f"font: ({', '.join(families)})", f"size: {size}pt"]
        ink = _ink(value(sources, "w:color"))
        # The spare font has one weight: a hair line around it makes it a headline.
        if (bold or "标宋" in east) and east not in _families():
            style.append(f"stroke: 0.022em + {ink}")
        if bold:
            style.append('weight: "bold"')
        if on(sources, "w:i"):
            style.append('style: "italic"')
        if ink != "black":
            style.append(f"fill: {ink}")
        text = f"text({', '.join(style)}, {piece})"
        if value(sources, "w:u") not in (None, "none"):
            text = f"underline({text})"
        if on(sources, "w:strike"):
            text = f"strike({text})"
        return f"{text};"

    def _run_sources(self, own, paragraph_style) -> list:
        return [
            own,
            *self.styles.chain(self.styles.named(own, "w:rStyle"), "w:rPr"),
            *self.styles.chain(paragraph_style, "w:rPr"),
            *self.styles.defaults("w:rPr"),
        ]

    def _size(self, own, paragraph_style) -> float:
        return self._size_of(self._run_sources(None, paragraph_style))

    def _size_of(self, sources) -> float:
        return float(value(sources, "w:sz") or 21) / 2

    # --- Tables -----------------------------------------------------------------------------

    def _table(self, table) -> str:
        own = table.find(qn("w:tblPr"))
        sources = [own, *self.styles.chain(self.styles.named(own, "w:tblStyle"), "w:tblPr")]
        widths = [
            float(column.get(qn("w:w"))) * TWIP
            for column in table.find(qn("w:tblGrid")).iter(qn("w:gridCol"))
        ]
        rows = table.findall(qn("w:tr"))
        drawn_rows = [
            [
                self._cell(cell, start, rows, index)
                for start, cell in placed(row)
                if not continues(cell)
            ]
            for index, row in enumerate(rows)
        ]
        headed = len(list(takewhile(_is_head, rows)))
        # It stands again on every page that the table reaches.
        cells = [f"table.header({', '.join(chain(*drawn_rows[:headed]))})"] if headed else []
        cells += chain(*drawn_rows[headed:])
        columns = "".join(f"{width:.2f}pt, " for width in widths)
        rule = _rule(find(sources, "w:tblBorders"))
        drawn = (
            f"table(columns: ({columns}), stroke: {rule}, inset: (x: {CELL_MARGIN}pt, y: 2pt),"
            f" {', '.join(cells)})"
        )
        place = _ALIGNMENT.get(value([own], "w:jc"), "left")
        # A table that begins with "keep with next" stays on one page.
        whole = table.find(f".//{qn('w:keepNext')}") is not None
        return f"align({place}, block(spacing: 0pt, breakable: {str(not whole).lower()}, {drawn}))"

    def _cell(self, cell, start, rows, index) -> str:
        properties = [cell.find(qn("w:tcPr"))]
        height = attribute([rows[index].find(qn("w:trPr"))], "w:trHeight", "val")
        below = 1
        while index + below < len(rows) and any(
            other == start and continues(candidate)
            for other, candidate in placed(rows[index + below])
        ):
            below += 1
        across = int(value(properties, "w:gridSpan") or 1)
        upright = {"center": "horizon", "bottom": "bottom"}.get(
            value(properties, "w:vAlign"), "top"
        )
        body = f"{{ {self._blocks(cell)} }}"
        if height and below == 1:
            # Rows in Word have a least height; in typst it has to be measured.
            body = (
                f"layout(size => {{ let body = {body};"
                " let needed = measure(block(width: size.width, body)).height;"
                f" block(width: 100%, height: calc.max(needed, {float(height) * TWIP}pt),"
                f" align({upright}, body)) }})"
            )
        return f"table.cell(colspan: {across}, rowspan: {below}, align: {upright}, {body})"


def _string(text: str) -> str:
    """A typst string, whose escapes are JSON's for everything that XML can hold."""
    return json.dumps(text, ensure_ascii=False)


def _day(moment) -> str:
    return f"datetime(year: {moment.year}, month: {moment.month}, day: {moment.day})"


def _is_head(row) -> bool:
    return on([row.find(qn("w:trPr"))], "w:tblHeader")


def _rule_below(borders) -> str:
    """The line under a paragraph."""
    line = None if borders is None else borders.find(qn("w:bottom"))
    if line is None or line.get(qn("w:val")) in (None, "nil", "none"):
        return "none"
    return f"{float(line.get(qn('w:sz')) or 4) / 8}pt + {_ink(line.get(qn('w:color')))}"


def _ink(colour) -> str:
    return "black" if colour in (None, "auto") else f"rgb({_string(colour)})"


def _rule(borders) -> str:
    if borders is None:
        return "none"
    widths = [
        float(border.get(qn("w:sz")) or 4) / 8
        for border in borders
        if border.get(qn("w:val")) not in (None, "nil", "none")
    ]
    return f"{max(widths)}pt" if widths else "none"
