"""Issuing a paper: its number and its content come into being together, or not at all."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qualitysup.documents import kinds, rendering
from qualitysup.documents.models import Agency, Content, IssuedDocument, NumberSeries, Template
from qualitysup.documents.numbers import Number
from qualitysup.documents.services import contents


class IssueRefused(ValidationError):
    """The paper cannot be issued or voided; ``code`` is stable and ``reason`` is for people."""

    def __init__(self, code: str, reason: str):
        super().__init__(reason, code=code)
        self.reason = reason


def issue(case, kind: str, *, by, on=None, **extra) -> IssuedDocument:
    """Draw the next number and make the paper that says what is true of the case now.

    ``on`` is the day under the seal. Everything else is passed to the kind's ``facts``. Call it
    last in the transaction of the step: the number series stays locked until that ends.
    """
    kind = kinds.get(kind)
    today = timezone.localdate()
    on = on or today
    if on > today:
        raise IssueRefused("future", _("A document is not issued on a day that is yet to come."))
    agency = Agency.objects.of(case.division_id).first()
    if agency is None:
        raise IssueRefused(
            "no_agency",
            _("No agency is entered for %(division)s: its code word and name are needed first.")
            % {"division": case.division},
        )
    template = Template.objects.in_force(kind.code, on).first()
    if template is None:
        raise IssueRefused(
            "no_template", _("No template of “%(kind)s” is in force on that day.") % {"kind": kind}
        )
    # What is printed is in the language of the office, whichever the person reads on the screen.
    with translation.override(settings.LANGUAGE_CODE):
        facts = rendering.plain(
            kind.facts(case, **extra)
            | {
                "number": "",
                "title": template.title,
                "issued_on": on,
                "agency": agency.facts(),
            }
        )
    if absent := rendering.missing(kind.sample, facts):
        raise LookupError(f"{kind.code}: no fact {', '.join(absent)}")

    with transaction.atomic(savepoint=False):
        series = NumberSeries.objects.draw(agency.short_name + template.word, on.year)
        number = Number(series.word, series.year, series.last)
        facts["number"] = str(number)
        made = rendering.render(contents.read_template(template.content_id), facts)
        document = IssuedDocument.objects.create(
            number=facts["number"],
            series=series,
            seq=series.last,
            kind=kind.code,
            case=case,
            division_id=case.division_id,
            recipient=facts["party"]["name"],
            template=template,
            facts=facts,
            docx_id=Content.objects.keep(made),
            issued_on=on,
            issued_by=by,
        )
    return document


@transaction.atomic
def void(document, *, by, reason: str) -> IssuedDocument:
    """Declare a paper void. Its number stays its own and is not given out again."""
    document = IssuedDocument.objects.locked().get(pk=document.pk)
    if not by.has_perm("documents.void_issueddocument"):
        raise IssueRefused("forbidden", _("You may not void documents."))
    if document.is_void:
        raise IssueRefused("void", _("This document is void already."))
    if not reason.strip():
        raise IssueRefused("no_reason", _("Say why the document is void."))
    document.voided_at = timezone.now()
    document.voided_by = by
    document.void_reason = reason.strip()
    document.save(update_fields=["voided_at", "voided_by", "void_reason"])
    return document
