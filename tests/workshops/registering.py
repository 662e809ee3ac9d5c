"""What tests of registrations look at: days, refusals, terms and papers."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents


def on(year, month, day):
    return time_machine.travel(dt.datetime(year, month, day, 4, tzinfo=dt.UTC), tick=False)


def refused(code, service, *args, **words):
    with pytest.raises(TransitionRefused) as refusal, transaction.atomic():
        service(*args, **words)
    assert refusal.value.code == code
    return refusal.value.reason


def words_of(document):
    return rendering.text_of(contents.read(document.docx_id))


def paper(application, kind):
    return words_of(IssuedDocument.objects.of(application).get(kind=kind))
