"""Everything that changes a checklist: drafted, edited, published, retired."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import checklist_files
from inspections.models import Checklist, ChecklistItem, ChecklistSection, ChecklistVersion
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import listed

CHANGE = "inspections.change_checklist"
PUBLISH = "inspections.publish_checklist"


def _refuse_without(permission, by):
    refuse_if(not by.has_perm(permission), "forbidden", _("You may not change checklists."))


@transaction.atomic
def begin(*, by, code: str, name: str, purpose: str = "", covers_all=False) -> ChecklistVersion:
    """Make a checklist with an empty first draft."""
    _refuse_without("inspections.add_checklist", by)
    checklist = Checklist(code=code, name=name, purpose=purpose, covers_all=covers_all)
    save(checklist)
    return ChecklistVersion.objects.create(checklist=checklist, number=1)


@transaction.atomic
def rename(checklist, *, by, name: str, purpose: str, covers_all: bool) -> Checklist:
    """Call a checklist something else, or say what it covers; what it asks is in its versions."""
    _refuse_without(CHANGE, by)
    checklist = Checklist.objects.locked().get(pk=checklist.pk)
    checklist.name, checklist.purpose, checklist.covers_all = name, purpose, covers_all
    save(checklist)
    return checklist


@transaction.atomic
def draft(checklist, *, by) -> ChecklistVersion:
    """Begin the next version with what the last one asks; asked again, it is the same draft."""
    _refuse_without(CHANGE, by)
    checklist = Checklist.objects.locked().get(pk=checklist.pk)
    refuse_if(
        checklist.retired_on is not None,
        "retired",
        _("This checklist is no longer used; copy it to go on with it."),
    )
    latest = checklist.versions.whole().order_by("-number").first()
    if latest is not None and latest.is_draft:
        return latest
    number = latest.number + 1 if latest else 1
    begun = ChecklistVersion.objects.create(checklist=checklist, number=number)
    if latest is not None:
        _fill(begun, checklist_files.contents(latest))
    return begun


def seal(version) -> str:
    """What a page left open compares: the hash of all that the version asks."""
    version = ChecklistVersion.objects.whole().get(pk=version.pk)
    text = json.dumps(checklist_files.written(version), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def edit(version, *, by, sections: list[dict], note: str = "", seen: str = "") -> ChecklistVersion:
    """Replace what a draft asks. ``seen`` is the ``seal`` of what the person was looking at."""
    _refuse_without(CHANGE, by)
    version = _locked_draft(version)
    refuse_if(
        bool(seen) and seen != seal(version),
        "stale",
        _("Somebody changed this draft meanwhile. Look at it again first."),
    )
    keys = [item["key"] for section in sections for item in section["items"]]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    refuse_if(bool(twice), "key_twice", _("The key “%s” is used twice.") % listed(twice))
    version.note = note
    version.save(update_fields=["note"])
    version.sections.all().delete()
    _fill(version, sections)
    return version


def _locked_draft(version) -> ChecklistVersion:
    version = ChecklistVersion.objects.locked().get(pk=version.pk)
    refuse_if(
        not version.is_draft,
        "published",
        _("A published version does not change; begin a new one."),
    )
    return version


def _fill(version, sections):
    headings = [
        ChecklistSection(version=version, position=n, title=section["title"])
        for n, section in enumerate(sections, start=1)
    ]
    for heading in headings:
        heading.clean_fields(exclude=["version"])
    ChecklistSection.objects.bulk_create(headings)
    items = [
        ChecklistItem(section=heading, position=n, **item)
        for heading, section in zip(headings, sections, strict=True)
        for n, item in enumerate(section["items"], start=1)
    ]
    for item in items:
        item.clean_fields(exclude=["section"])
    ChecklistItem.objects.bulk_create(items)


@transaction.atomic
def publish(version, *, by, on=None) -> ChecklistVersion:
    """Put a draft in force; visits under way go on with the version that they have."""
    refuse_if(not by.has_perm(PUBLISH), "forbidden", _("You may not publish checklists."))
    version = _locked_draft(version)
    on = on or timezone.localdate()
    refuse_if(on > timezone.localdate(), "future", _("A checklist is published on its day."))
    empty = version.sections.filter(items=None)
    refuse_if(
        not version.sections.exists() or empty.exists(),
        "empty",
        _("A checklist has sections, and every section has items."),
    )
    version.published_on, version.published_by = on, by
    version.save(update_fields=["published_on", "published_by"])
    return version


@transaction.atomic
def discard(version, *, by) -> None:
    """Throw a draft away; nothing was made on it."""
    _refuse_without(CHANGE, by)
    _locked_draft(version).delete()


@transaction.atomic
def retire(checklist, *, by, on=None) -> Checklist:
    """Take a checklist out of use; what was found on it stays."""
    refuse_if(not by.has_perm(PUBLISH), "forbidden", _("You may not retire checklists."))
    checklist = Checklist.objects.locked().get(pk=checklist.pk)
    if checklist.retired_on is None:
        checklist.retired_on = on or timezone.localdate()
        save(checklist)
    return checklist


@transaction.atomic
def copy(version, *, by, code: str, name: str) -> ChecklistVersion:
    """Begin another checklist with what this version asks."""
    source = ChecklistVersion.objects.whole().get(pk=version.pk)
    original = source.checklist
    begun = begin(
        by=by, code=code, name=name, purpose=original.purpose, covers_all=original.covers_all
    )
    _fill(begun, checklist_files.contents(source))
    return begun


@transaction.atomic
def take_in(data, *, by) -> tuple[ChecklistVersion, bool]:
    """Read a file into a draft: ``(version, whether anything is new)``.

    A file that says what the newest version says already changes nothing. A draft that somebody
    works on is not overwritten: it has to be published or discarded first.
    """
    _refuse_without("inspections.add_checklist", by)
    found = checklist_files.parse(data)
    words = {name: found[name] for name in ("name", "purpose", "covers_all")}
    checklist = Checklist.objects.locked().filter(code=found["code"]).first()
    if checklist is None:
        version = begin(by=by, code=found["code"], **words)
    else:
        newest = checklist.versions.whole().order_by("-number").first()
        same = newest is not None and checklist_files.contents(newest) == found["sections"]
        if any(getattr(checklist, name) != said for name, said in words.items()):
            rename(checklist, by=by, **words)
        elif same:
            return newest, False
        if same:
            return newest, True
        refuse_if(
            newest is not None and newest.is_draft,
            "draft_there",
            _("“%s” has a draft already: publish or discard it first.") % checklist,
        )
        version = draft(checklist, by=by)
    return edit(version, by=by, sections=found["sections"], note=found["note"]), True


def read_json(text: str | bytes):
    """JSON of a file that somebody sent; what is none is refused by line and column."""
    try:
        return json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except UnicodeDecodeError:
        raise ValidationError(_("The file is not UTF-8 text.")) from None
    except json.JSONDecodeError as fault:
        raise ValidationError(
            _("Not JSON: line %(line)d, column %(column)d.")
            % {"line": fault.lineno, "column": fault.colno}
        ) from None
