"""What the institute finds: a symbol, a label, a list of standards, a translation."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from qualitysup.wording import in_a_row, listed, tidy
from standards import barcodes
from standards.barcodes import Gtin
from standards.models import (
    BarcodeCheck,
    BarcodePrefix,
    FirmCode,
    LabelCheck,
    LabelFinding,
    LabelItem,
    NoveltyLine,
    Service,
    Standard,
    Translation,
)
from standards.numbers import NotANumber, parse
from standards.services import requests
from standards.services.versions import version_on

# The series whose editions say what a label of prepacked food has on it.
LABELS = "GB 7718"
# A list that is longer is two requests.
LINES_AT_MOST = 500


# --- Barcodes -------------------------------------------------------------------------------------


@transaction.atomic
def check_barcode(request, *, by, typed, photo=None, **measured) -> BarcodeCheck:
    """Enter a symbol: the number under it, a photo of it, and what the verifier measured.

    A photo that shows no symbol, or several, is refused; one that shows another number is a
    finding. Entered again without a photo, it keeps the one that it has.
    """
    request = requests.under_way(request, by=by)
    requests.of_service(request, Service.BARCODE)
    check = BarcodeCheck.objects.filter(request=request).first() or BarcodeCheck(request=request)
    check.typed = "".join(typed.split())
    check.entered_by = by
    for name, value in measured.items():
        setattr(check, name, value)
    check.clean_fields(exclude=["request", "photo"])
    if photo is not None:
        check.photo, symbol = _photographed(request, photo, by=by)
        check.decoded, check.symbology = symbol.text[:200], symbol.kind
    check.found = findings(check, on=timezone.localdate())
    save(check)
    return check


def _photographed(request, photo, *, by):
    attachment = files.attach(
        request, photo, by=by, caption=_("Photo of the symbol"), kind=Attachment.Kind.OTHER
    )
    refuse_if(not attachment.file.is_image, "no_photo", _("That is no photo."))
    try:
        with default_storage.open(attachment.file.path) as image:
            symbols = barcodes.read(image)
    except barcodes.Unreadable:
        raise TransitionRefused("no_photo", _("That is no photo.")) from None
    refuse_if(
        not symbols,
        "no_symbol",
        _("No symbol can be read on the photo: take it straight from above, sharp and near."),
    )
    refuse_if(
        len(symbols) > 1,
        "several_symbols",
        _("The photo shows several symbols (%s): show one alone.")
        % listed(symbol.text for symbol in symbols),
    )
    return attachment, symbols[0]


def findings(check, *, on) -> list[dict]:
    """Each thing that is looked at: its key, whether it is right (``None``: not known), the facts.

    A foreign prefix is no fault; nobody knows here whether its holder's code stands.
    """
    gtin = Gtin(check.typed)
    found = [_finding("length", bool(gtin.kind), is_=gtin.kind or len(gtin.digits))]
    if not gtin.kind:
        return found
    right = gtin.is_right
    found.append(_finding("check_digit", right, is_=gtin.digits[-1], wanted=gtin.check_digit))
    known = BarcodePrefix.objects.filter(prefix=gtin.prefix).first()
    found.append(_finding("prefix", True, is_=gtin.prefix, home=known is not None))
    if right and known and gtin.as_thirteen:
        found.append(_firm_code(gtin, known, check, on))
    if check.decoded:
        same = check.decoded.isdigit() and gtin.same_as(check.decoded)
        found.append(_finding("photo", same, is_=check.decoded, kind=check.symbology))
    if check.grade is not None:
        enough = check.grade >= check.grade_needed
        found.append(
            _finding("grade", enough, is_=str(check.grade), wanted=str(check.grade_needed))
        )
    return found


def _firm_code(gtin, prefix, check, on):
    registered = FirmCode.objects.of(gtin.as_thirteen).order_by("-code").first()
    if registered is None:
        length = prefix.firm_digits
        return _finding("firm_code", None, is_=gtin.as_thirteen[:length] if length else "")
    return _finding(
        "firm_code",
        registered.stood_on(on),
        is_=registered.code,
        holder=registered.holder,
        valid_to=registered.valid_to.isoformat(),
        of_another=registered.holder != check.request.client,
    )


def _finding(key, ok, *, is_, **facts):
    return {"key": key, "ok": ok, "is": is_} | facts


# --- Labels ---------------------------------------------------------------------------------------


def editions_for(produced_on) -> list[Standard]:
    """Against what a label may be checked: what applied on the day, or what was published by then.

    A new edition may be followed before it is in force (GB 7718—2025: from 2027-03-16).
    """
    applied = version_on(LABELS, produced_on)
    if applied is None:
        return []
    early = Standard.objects.filter(
        series=LABELS, published_on__lte=produced_on, in_force_on__gt=produced_on
    )
    return [applied, *early.order_by("in_force_on", "pk")]


@transaction.atomic
def check_label(request, *, by, produced_on, said, edition=None, **facts) -> LabelCheck:
    """Enter what a label says; ``said`` has for each position a verdict, a flaw and a remark.

    ``edition`` is the one that applied on the day of production, unless a later one that was
    published by then is followed already. Entered again, it replaces what was entered.
    """
    request = requests.under_way(request, by=by)
    requests.of_service(request, Service.LABEL)
    refuse_if(
        produced_on > timezone.localdate(),
        "future",
        _("The food was not made in the future: look at the date on the label."),
    )
    allowed = editions_for(produced_on)
    refuse_if(
        not allowed,
        "no_edition",
        _("The catalogue has no edition of %(series)s that applied on %(day)s. Enter it first.")
        % {"series": LABELS, "day": produced_on.isoformat()},
    )
    edition = edition or allowed[0]
    refuse_if(
        edition not in allowed,
        "edition_of_another_day",
        _("%(edition)s did not apply to what was made on %(day)s: %(allowed)s did.")
        % {
            "edition": edition.number,
            "day": produced_on.isoformat(),
            "allowed": listed(each.number for each in allowed),
        },
    )
    items = list(LabelItem.objects.filter(edition=edition.number).order_by("position"))
    refuse_if(
        not items,
        "no_items",
        _("What %s asks of a label is not listed yet. Enter its items first.") % edition.number,
    )
    unsaid = [item.name for item in items if not said.get(item.position, {}).get("verdict")]
    refuse_if(bool(unsaid), "unsaid", _("Say how the label does on: %s.") % listed(unsaid))
    check = LabelCheck.objects.filter(request=request).first() or LabelCheck(request=request)
    check.produced_on, check.edition, check.entered_by = produced_on, edition, by
    for name, value in facts.items():
        setattr(check, name, tidy(value))
    save(check)
    check.findings.all().delete()
    for item in items:
        save(
            LabelFinding(
                check_of=check,
                position=item.position,
                name=item.name,
                asked=item.asked,
                **said[item.position],
            )
        )
    return check


# --- Novelty searches -----------------------------------------------------------------------------


@transaction.atomic
def look_up(request, *, by, numbers) -> list[NoveltyLine]:
    """标准查新: how each of these standards stands today, and what applies in its place."""
    request = requests.under_way(request, by=by)
    requests.of_service(request, Service.NOVELTY)
    asked = {}
    wrong = []
    for place, text in enumerate(filter(None, map(str.strip, numbers)), start=1):
        try:
            number = parse(text)
        except NotANumber as refusal:
            wrong.append(_("Line %(line)d: %(reason)s") % {"line": place, "reason": refusal.reason})
        else:
            asked.setdefault(str(number), number)
    refuse_if(bool(wrong), "not_numbers", in_a_row(wrong[:10]))
    refuse_if(not asked, "nothing", _("List the standards that are looked up."))
    refuse_if(
        len(asked) > LINES_AT_MOST,
        "too_many",
        _("At most %d standards are looked up at once.") % LINES_AT_MOST,
    )
    request.lines.all().delete()
    today = timezone.localdate()
    lines = [
        NoveltyLine(request=request, position=place, searched_on=today, **_standing(number, today))
        for place, number in enumerate(asked.values(), start=1)
    ]
    return NoveltyLine.objects.bulk_create(lines)


def _standing(number, today):
    """One with a year is that edition; one without is whatever applies under it."""
    now = version_on(number, today)
    if number.is_dated:
        found = Standard.objects.filter(number=str(number)).first()
    else:
        found = (
            now or Standard.objects.filter(series=number.series).order_by("-in_force_on").first()
        )
    Standing = NoveltyLine.Standing
    if found is None:
        standing = Standing.UNKNOWN
    elif found.is_in_force(today):
        standing = Standing.IN_FORCE
    elif found.in_force_on > today:
        standing = Standing.COMING
    else:
        standing = Standing.REPLACED if now else Standing.ABOLISHED
    return {
        "number": str(number),
        "standard": found,
        "standing": standing,
        "now": now if now and now != found else None,
    }


# --- Translations ---------------------------------------------------------------------------------


@transaction.atomic
def translate(request, *, by, text=None, **facts) -> Translation:
    """Enter what was translated, by whom and who read it over; the text is evidence."""
    request = requests.under_way(request, by=by)
    requests.of_service(request, Service.TRANSLATION)
    translation = Translation.objects.filter(request=request).first()
    translation = translation or Translation(request=request)
    translation.entered_by = by
    for name, value in facts.items():
        setattr(translation, name, value)
    save(translation)
    if text is not None:
        files.attach(request, text, by=by, caption=_("Translation"))
    return translation
