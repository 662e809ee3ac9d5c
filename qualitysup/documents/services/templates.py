"""The forms that papers are made from: those that come with the product, and the bureau's own."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from qualitysup.documents import kinds, pdf, rendering, screening
from qualitysup.documents.models import Content, Template
from qualitysup.documents.services import contents

# Forms that come with the product hold for papers of any earlier day as well.
ALWAYS = dt.date(1949, 10, 1)


def install_shipped(*, using="default") -> None:
    """Make the product's forms the newest versions, except where the bureau has its own."""
    for kind in kinds.KINDS.values():
        newest = Template.objects.using(using).filter(kind=kind.code).order_by("-version").first()
        if newest is None or newest.uploaded_by_id is None:
            _install(kind, newest, kind.template.read_bytes(), using=using)


def _install(kind, newest, data, *, using):
    digest = Content.objects.using(using).keep(data)
    if newest is None or newest.content_id != digest:
        Template.objects.using(using).create(
            kind=kind.code,
            version=newest.version + 1 if newest else 1,
            title=kind.title,
            word=kind.word,
            valid_from=ALWAYS,
            content_id=digest,
        )


@transaction.atomic
def upload(kind: str, data: bytes, *, by, valid_from, title="", word="", note="") -> Template:
    """Add the bureau's own version of a form, in force from a day on."""
    check(kind, data)
    shipped = kinds.get(kind)
    # Versions of one kind are numbered one after the other, also when two people upload at once.
    Template.objects.filter(kind=kind).locked().first()
    newest = Template.objects.filter(kind=kind).aggregate(newest=Max("version"))["newest"]
    template = Template(
        kind=kind,
        version=(newest or 0) + 1,
        title=title or shipped.title,
        word=word or shipped.word,
        valid_from=valid_from,
        content_id=Content.objects.keep(data),
        note=note,
        uploaded_by=by,
    )
    template.full_clean()
    template.save()
    return template


def check(kind: str, data: bytes) -> None:
    """Try the form with the kind's sample facts; ``ValidationError`` says what is wrong with it."""
    screening.screen(data)
    facts = kinds.get(kind).sample
    try:
        paper = rendering.render(data, facts)
        pdf.convert(paper)
    except rendering.TemplateRefused as error:
        reason = _("A placeholder cannot be filled: %s") % error
        raise ValidationError(reason, code="placeholder") from error
    except pdf.Unsupported as error:
        reason = _("The PDF could not show part of it: %s") % error
        raise ValidationError(reason, code="unsupported") from error
    said = rendering.text_of(paper)
    for name, value in (
        ("number", facts["number"]),
        ("agency.name", facts["agency"]["name"]),
        ("party.name", facts["party"]["name"]),
        ("issued_on|day", rendering.day(facts["issued_on"])),
    ):
        if value not in said:
            reason = _("The form does not say {{ %s }}.") % name
            raise ValidationError(reason, code="incomplete")


def sample_of(template) -> bytes:
    """The form filled with sample facts, as a PDF to look at."""
    facts = kinds.get(template.kind).sample
    return pdf.convert(rendering.render(contents.read_template(template.content_id), facts))
