from django.db import transaction

from qualitysup.casework.workflow import refuse_if
from tests.casework.errands.models import Errand
from tests.casework.errands.workflow import ERRAND


def draft(*, by, division=None, **facts):
    return Errand.objects.create(created_by=by, division=division or by.home, **facts)


@transaction.atomic
def save_draft(errand, *, by, version=None):
    stored = Errand.objects.locked().get(pk=errand.pk)
    refuse_if(version is not None and version != stored.version, "stale", "Look again first.")
    errand.version = stored.version + 1
    errand.full_clean()
    errand.save()
    return errand


def send(errand, *, by, **words):
    with ERRAND.step(errand, "send", by=by, **words) as errand:
        errand.sent_on = errand.on
    return errand


def add(errand, *, by, parcels, **words):
    with ERRAND.step(errand, "add", by=by, **words) as errand:
        errand.parcels += parcels
    return errand


def bring_back(errand, *, by, **words):
    with ERRAND.step(errand, "bring_back", by=by, **words) as errand:
        return errand


def send_again(errand, *, by, **words):
    with ERRAND.step(errand, "send_again", by=by, **words) as errand:
        return errand


def receive(errand, *, by, forget_the_day=False, **words):
    with ERRAND.step(errand, "receive", by=by, **words) as errand:
        errand.done_on = None if forget_the_day else errand.on
    return errand


def drop(errand, *, by, note, **words):
    with ERRAND.step(errand, "drop", by=by, note=note, **words) as errand:
        return errand
