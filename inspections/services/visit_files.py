"""Files that a visit names and waits for: what they are, and what may stand in their place."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import Visit, VisitAddition, VisitReplacement
from inspections.services import visits
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.evidence.services import files
from qualitysup.wording import for_the_record


def missing(visit) -> list[dict]:
    """What is missing, as the packet speaks of it: ``sha256``, ``words`` for the desk."""
    content, left = visit.first_packet.content, set(visits.missing(visit))
    named = [
        *((each, _photo_in_words(n, each)) for n, each in enumerate(content.get("photos", []), 1)),
        *((each, visits.signature_in_words(each)) for each in content.get("signatures", [])),
    ]
    return [
        {"sha256": part["sha256"], "words": words}
        for part, words in named
        if part["sha256"] in left
    ]


def _photo_in_words(number, photo) -> str:
    words = _("photo %d") % number
    return f"{words}: {photo['caption']}" if photo.get("caption") else words


def replace_file(visit, sha256: str, *, by, reason: str, upload=None) -> Visit:
    """Let another file, or none, stand for one that cannot be taken in, and finish what it held up.

    What was sent and signed stays as it is; an addition says what stands in its place, and why. A
    visit that waits for nothing else is finished by it.
    """
    refuse_if(
        not by.has_perm("inspections.add_visitaddition"),
        "forbidden",
        _("You may not add to visits."),
    )
    refuse_if(not reason.strip(), "no_reason", _("Say in a few words why."))
    file = None
    if upload is not None:
        # Before the visit is locked: a file that comes looks for visits that wait for it.
        file, _was_here = files.receive(upload, files.digest(upload)[0], by=by)
    with transaction.atomic():
        visit = Visit.objects.locked().get(pk=visit.pk)
        if sha256 in visits.missing(visit):
            _stand_in(visit, sha256, file, by=by, reason=reason.strip())
        else:
            is_itself = file is not None and file.sha256 == sha256
            refuse_if(not is_itself, "not_missing", _("This file is not missing any more."))
    return visits.complete(visit)


def _stand_in(visit, sha256, file, *, by, reason):
    with for_the_record():
        part = next(each["words"] for each in missing(visit) if each["sha256"] == sha256)
        if file is None:
            text = _("%(part)s: the file could not be taken in, and there is none in its place.")
        elif file.sha256 == sha256:
            text = _("%(part)s: the file was handed in at the desk.")
        else:
            text = _("%(part)s: the file could not be taken in; another stands in its place.")
    save(VisitReplacement(visit=visit, sha256=sha256, file=file, reason=reason, by=by))
    addition = {"text": text % {"part": part}, "reason": reason, "by": by}
    VisitAddition.objects.create(visit=visit, about=f"files.{sha256[:12]}", **addition)
