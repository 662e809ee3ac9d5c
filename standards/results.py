"""What a service found, in words: the same on the page and, in the office's language, on paper."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from qualitysup.states import Tone, state
from standards.barcodes import Gtin
from standards.models import LabelFinding, NoveltyLine, Service, ServiceRequest

Verdict = ServiceRequest.Verdict
VERDICTS = {
    Verdict.CONFORMS: Tone.GOOD,
    Verdict.FLAWED: Tone.SOON,
    Verdict.FAILS: Tone.LATE,
    Verdict.STATED: Tone.PLAIN,
}


@dataclass(frozen=True)
class Row:
    """One thing that was looked at, what was found, and what that is."""

    what: str
    found: str
    tone: Tone
    verdict: str

    @property
    def shown(self):
        return state(self.tone, self.verdict)


@dataclass(frozen=True)
class Result:
    """Facts in pairs, and rows under three heads; a translation has no rows."""

    facts: list[tuple[str, object]]
    heads: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


def result_of(request) -> Result | None:
    """What is entered so far; ``None`` before anything is."""
    return _OF[request.service](request)


# --- Barcodes -------------------------------------------------------------------------------------

CHECKED = {
    "length": gettext_lazy("Number of digits"),
    "check_digit": gettext_lazy("Check digit"),
    "prefix": pgettext_lazy("of a barcode", "Prefix"),
    "firm_code": gettext_lazy("Firm code"),
    "photo": gettext_lazy("Number in the symbol"),
    "grade": gettext_lazy("Grade of the symbol"),
}
RIGHT = {
    True: gettext_lazy("conforms"),
    False: gettext_lazy("does not conform"),
    None: gettext_lazy("not judged"),
}
RIGHT_TONES = {True: Tone.GOOD, False: Tone.LATE, None: Tone.PLAIN}


def said_of(found: dict) -> str:
    """The facts of one finding of a barcode check, as ``checks.findings`` writes them."""
    return _SAID[found["key"]](found)


def _length(found):
    if found["ok"]:
        return found["is"]
    return _("%d digits: 8, 12, 13 or 14 are right") % found["is"]


def _wanted(found):
    if found["ok"]:
        return found["is"]
    return _("%(is)s, and should be %(wanted)s") % found


def _prefix(found):
    home = _("given out in China") if found["home"] else _("given out abroad")
    return f"{found['is']} · {home}"


def _firm_code(found):
    if found["ok"] is None:
        return _("%s: not registered here") % (found["is"] or "—")
    words = [_("%(is)s of %(holder)s, until %(valid_to)s") % found]
    if found["of_another"]:
        words.append(_("not the client's"))
    return " · ".join(words)


def _photo(found):
    return f"{found['is']} ({found['kind']})"


def _grade(found):
    return _("%(is)s, at least %(wanted)s is needed") % found


_SAID = {
    "length": _length,
    "check_digit": _wanted,
    "prefix": _prefix,
    "firm_code": _firm_code,
    "photo": _photo,
    "grade": _grade,
}


def _barcode(request):
    check = getattr(request, "barcode", None)
    if check is None:
        return None
    return Result(
        [
            (_("Number under the symbol"), check.typed),
            (pgettext("of a barcode", "Kind"), Gtin(check.typed).kind or "—"),
            (_("Verifier"), check.verifier or "—"),
        ],
        (_("What is checked"), pgettext("of a check", "Found"), pgettext("of a check", "Verdict")),
        tuple(
            Row(CHECKED[each["key"]], said_of(each), RIGHT_TONES[each["ok"]], RIGHT[each["ok"]])
            for each in check.found
        ),
    )


# --- Labels ---------------------------------------------------------------------------------------

LABEL_TONES = {
    LabelFinding.Verdict.MET: Tone.GOOD,
    LabelFinding.Verdict.FLAW: Tone.SOON,
    LabelFinding.Verdict.NOT_MET: Tone.LATE,
    LabelFinding.Verdict.NOT_ASKED: Tone.PLAIN,
}


def remark_of(finding) -> str:
    return " · ".join(filter(None, [finding.remark, finding.flaw and finding.get_flaw_display()]))


def _label(request):
    check = getattr(request, "label", None)
    if check is None:
        return None
    return Result(
        [
            (_("Food"), f"{check.product} {check.specification}".strip()),
            (_("Produced on"), check.produced_on.isoformat()),
            (_("Checked against"), check.edition.title),
        ],
        (pgettext("of a label", "Item"), _("Remark"), pgettext("of a check", "Verdict")),
        tuple(
            Row(
                f"{each.position} {each.name}",
                remark_of(each),
                LABEL_TONES[each.verdict],
                each.get_verdict_display(),
            )
            for each in check.findings.order_by("position")
        ),
    )


# --- Searches and translations --------------------------------------------------------------------

LINE_TONES = {
    NoveltyLine.Standing.IN_FORCE: Tone.GOOD,
    NoveltyLine.Standing.COMING: Tone.INFO,
    NoveltyLine.Standing.REPLACED: Tone.LATE,
    NoveltyLine.Standing.ABOLISHED: Tone.LATE,
    NoveltyLine.Standing.UNKNOWN: Tone.PLAIN,
}


def _novelty(request):
    lines = list(request.lines.select_related("standard", "now").order_by("position"))
    if not lines:
        return None
    return Result(
        [(_("Searched on"), lines[0].searched_on.isoformat()), (_("Standards"), len(lines))],
        (pgettext("of a standard", "Number"), _("Applies now"), _("How it stands")),
        tuple(
            Row(
                line.standard.title if line.standard else line.number,
                line.now.title if line.now else "",
                LINE_TONES[line.standing],
                line.get_standing_display(),
            )
            for line in lines
        ),
    )


def _translation(request):
    made = getattr(request, "translation", None)
    if made is None:
        return None
    languages = f"{made.get_source_display()} → {made.get_target_display()}"
    return Result(
        [
            (_("What was translated"), made.document),
            (_("Languages"), languages),
            (_("Characters of the original"), f"{made.characters:,}"),
            (_("Translated by"), made.translator),
            (_("Read over by"), made.reviewer),
        ]
    )


_OF = {
    Service.BARCODE: _barcode,
    Service.LABEL: _label,
    Service.NOVELTY: _novelty,
    Service.TRANSLATION: _translation,
}
