"""Fills a Word template with facts. Pure: bytes and plain values in, bytes out.

Templates are uploaded by people, so they speak a small part of Jinja only: values, filters, loops
and conditions. Nothing can be called, imported or assigned, and facts are always escaped.
"""

import datetime as dt
import io
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.functional import Promise
from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

_GRAMMAR = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_NUMERALS = "零一二三四五六七八九十"


class TemplateRefused(Exception):
    """The template asks for what is not there, or for more than a template may."""


class _Environment(ImmutableSandboxedEnvironment):
    def from_string(self, source, *args, **kwargs):
        return _compiled(source)


@lru_cache(maxsize=128)
def _compiled(source: str) -> Template:
    """Papers issued in bulk share their template, and compiling it is most of the work."""
    for node in _ENVIRONMENT.parse(source).find_all(nodes.Node):
        if reason := _objection(node):
            raise TemplateSyntaxError(reason, node.lineno)
    return super(_Environment, _ENVIRONMENT).from_string(source)


def _objection(node) -> str:
    if not isinstance(node, _GRAMMAR):
        return f"{type(node).__name__} has no place in a template"
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"no filter {node.name!r}"
    # A loop goes over a fact, and at most one loop stands inside another.
    if isinstance(node, nodes.For) and (
        any(node.iter.find_all(nodes.Const))
        or isinstance(node.iter, nodes.Const)
        or any(any(inner.find_all(nodes.For)) for inner in node.find_all(nodes.For))
    ):
        return "loops over loops have no place in a template"
    return ""


def day(value) -> str:
    """2026年3月2日; blanks to be filled in by hand where there is none yet."""
    if value is None:
        return "    年  月  日"
    on = dt.date.fromisoformat(value[:10])
    return f"{on.year}年{on.month}月{on.day}日"


def moment(value) -> str:
    """2026年3月2日14时05分"""
    if value is None:
        return "    年  月  日  时  分"
    at = dt.datetime.fromisoformat(value)
    return f"{day(value)}{at.hour}时{at:%M}分"


def numeral(value) -> str:
    """The number of an item as offices write it: 一 … 十 … 二十三."""
    tens, ones = divmod(int(value), 10)
    if not tens:
        return _NUMERALS[ones]
    return (_NUMERALS[tens] if tens > 1 else "") + "十" + (_NUMERALS[ones] if ones else "")


def lines(value) -> list[str]:
    """The paragraphs of a longer text."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def joined(values, mark="、") -> str:
    return mark.join(values)


FILTERS = {
    "day": day,
    "moment": moment,
    "numeral": numeral,
    "lines": lines,
    "joined": joined,
    "length": len,
}
_ENVIRONMENT = _Environment(undefined=StrictUndefined, autoescape=True)
_ENVIRONMENT.filters = FILTERS


def render(template: bytes, facts: dict) -> bytes:
    """The paper that these facts make of this template."""
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(facts, _ENVIRONMENT, autoescape=True)
    except TemplateError as error:
        raise TemplateRefused(str(error)) from error
    properties = document.docx.core_properties
    properties.title = f"{facts['title']} {facts['number']}"
    properties.author = properties.last_modified_by = facts["agency"]["name"]
    properties.created = properties.modified = dt.datetime.fromisoformat(facts["issued_on"])
    paper = io.BytesIO()
    document.save(paper)
    return paper.getvalue()


def text_of(paper: bytes) -> str:
    """All words of the body, one line a paragraph."""
    body = Document(io.BytesIO(paper)).element.body
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def plain(value):
    """Facts as JSON keeps them and Word can print them, so that a paper can be made again.

    Days and moments become ISO text in local time; characters that XML does not know go.
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str | Promise):
        return "".join(char for char in str(value) if _printable(char))
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError(f"a fact is plain text, a number, a day or a moment, not {value!r}")


def _printable(char: str) -> bool:
    """Whether XML 1.0 can hold the character; a line end stays, other control characters go."""
    return (
        char == "\n"
        or (" " <= char <= "\ufffd" and not "\ud800" <= char <= "\udfff")
        or (char > "\uffff")
    )


def placeholders(sample, path="") -> list[str]:
    """The names that a template of a kind may use, from its sample facts."""
    if isinstance(sample, dict):
        dot = f"{path}." if path else ""
        return [name for key in sample for name in placeholders(sample[key], f"{dot}{key}")]
    if isinstance(sample, list):
        return placeholders(sample[0], f"{path}[]") if sample else [f"{path}[]"]
    return [path]


def missing(sample: dict, facts: dict) -> list[str]:
    """The names that the sample promises to templates and that these facts do not have.

    A fact that is ``None`` or an empty list stands for all below it.
    """
    given = placeholders(facts)
    return [
        name
        for name in placeholders(sample)
        if not any(name == one or name.startswith((f"{one}.", f"{one}[")) for one in given)
    ]
