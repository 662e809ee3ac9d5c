"""What a Word file says of its paragraphs, runs and tables: the nearest of many properties.

``sources`` are properties from the nearest to the farthest: the element's own, those of its style
and of the styles that this one is based on, and the file's defaults.
"""

from docx.oxml.ns import qn

# Word measures in twentieths of a point, type in halves of one and rules in eighths.
TWIP = 1 / 20


class Styles:
    """The styles of one file, each based on another."""

    def __init__(self, word):
        found = word.styles.element.find(qn("w:docDefaults"))
        self._defaults = () if found is None else tuple(found.iter(qn("w:rPr"), qn("w:pPr")))
        self._by_id = {style.style_id: style.element for style in word.styles}
        # Of a paragraph that names none.
        self.usual = next(
            (
                style.element
                for style in word.styles
                if style.element.get(qn("w:default")) == "1"
                and style.element.get(qn("w:type")) == "paragraph"
            ),
            None,
        )

    def named(self, properties, name, otherwise=None):
        return self._by_id.get(value([properties], name), otherwise)

    def chain(self, style, name) -> list:
        """A style's properties and those it is based on, nearest first."""
        found = []
        while style is not None:
            found.append(style.find(qn(name)))
            style = self.named(style, "w:basedOn")
        return found

    def defaults(self, name) -> list:
        return [found for found in self._defaults if found.tag == qn(name)]


def name_of(element) -> str:
    return f"w:{element.tag.rpartition('}')[2]}"


def find(sources, name, with_attribute=None):
    """The nearest of these properties that says something under this name."""
    for source in sources:
        found = source.find(qn(name)) if source is not None else None
        if found is not None and (
            with_attribute is None or found.get(qn(f"w:{with_attribute}")) is not None
        ):
            return found
    return None


def attribute(sources, name, wanted) -> str | None:
    found = find(sources, name, with_attribute=wanted)
    return None if found is None else found.get(qn(f"w:{wanted}"))


def value(sources, name) -> str | None:
    return attribute(sources, name, "val")


def points(sources, name, wanted) -> float:
    return float((wanted and attribute(sources, name, wanted)) or 0) * TWIP


def on(sources, name) -> bool:
    found = find(sources, name)
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none")


def placed(row):
    """The cells of a row, each with the column where it begins."""
    column = 0
    for cell in row.findall(qn("w:tc")):
        yield column, cell
        column += int(value([cell.find(qn("w:tcPr"))], "w:gridSpan") or 1)


def continues(cell) -> bool:
    """Whether the cell is the lower part of a merged one."""
    merged = find([cell.find(qn("w:tcPr"))], "w:vMerge")
    return merged is not None and merged.get(qn("w:val")) != "restart"
