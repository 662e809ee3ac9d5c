"""The forms that papers are made from: those that come with the product, and the bureau's own."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from qualitysup.documents import kinds
from qualitysup.documents.models import Content, Template

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
def upload(kind: str, data: bytes, *, by, valid_from, title, word, note="") -> Template:
    """Add the bureau's own version of a form, in force from a day on."""
    versions = Template.objects.filter(kind=kind)
    newest = versions.aggregate(newest=Max("version"))["newest"] or 0
    return Template.objects.create(
        kind=kind,
        version=newest + 1,
        title=title,
        word=word,
        valid_from=valid_from,
        content_id=Content.objects.keep(data),
        note=note,
        uploaded_by=by,
    )
