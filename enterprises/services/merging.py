"""Two rows that are one enterprise become one: previewed, logged, undone if it was a mistake."""

from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pghistory.models import Event

from enterprises import signals
from enterprises.models import Enterprise, MergeRecord
from enterprises.services import register
from qualitysup.casework.workflow import TransitionRefused

# What the survivor takes over where it has nothing of its own.
FILLED = [name for name in register.EDITABLE if name not in ("name", "division", "status")]


@dataclass(frozen=True)
class Pointer:
    """A way in which rows of any table point at rows of one."""

    model: type
    field: str
    # For a generic foreign key, the conditions that its other column adds.
    also: tuple = ()

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, key):
        everything = self.model._base_manager
        return everything.filter(**{self.field: key}, **dict(self.also)).order_by("pk")


@dataclass(frozen=True)
class Move:
    """How many rows of one kind go to the survivor, and how many have to stay behind."""

    model: type
    moved: int
    stays: int

    @property
    def name(self) -> str:
        return self.model._meta.verbose_name_plural


def pointers(target=Enterprise) -> list[Pointer]:
    """Every foreign key to rows of this model, and every generic one, of whatever app.

    History and merge records are not moved: they say what was.
    """
    found = [
        Pointer(relation.related_model, relation.field.name)
        for relation in target._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and (relation.one_to_many or relation.one_to_one)
        and _is_moved(relation.related_model)
    ]
    for model in apps.get_models():
        for field in model._meta.private_fields:
            if isinstance(field, GenericForeignKey) and _is_moved(model):
                its_kind = ContentType.objects.get_for_model(target)
                found.append(Pointer(model, field.fk_field, ((field.ct_field, its_kind),)))
    return sorted(found, key=lambda pointer: pointer.label)


def _is_moved(model) -> bool:
    return (
        model._meta.managed
        and not model._meta.proxy
        and model is not MergeRecord
        and model._meta.app_label != "audit"
        and not issubclass(model, Event)
    )


def preview(survivor, duplicate, *, by) -> list[Move]:
    """What a merge would move: it is done, counted and taken back."""
    with transaction.atomic():
        moved, stays = _move(*_locked_pair(survivor, duplicate, by=by))
        transaction.set_rollback(True)
    return [
        Move(pointer.model, len(moved[pointer]), stays[pointer])
        for pointer in pointers()
        if moved[pointer] or stays[pointer]
    ]


@transaction.atomic
def merge(survivor, duplicate, *, by) -> MergeRecord:
    """Move everything to the survivor and leave the duplicate as a tombstone that leads there.

    Rows that cannot move (a figure that both have, a paper that is frozen) stay with the tombstone,
    whose history the survivor's page shows all the same.
    """
    survivor, duplicate = _locked_pair(survivor, duplicate, by=by)
    moved, _stays = _move(survivor, duplicate)
    duplicate.merged_into = survivor
    duplicate.version += 1
    duplicate.save()
    record = MergeRecord.objects.create(
        survivor=survivor,
        duplicate=duplicate,
        by=by,
        moved={pointer.label: keys for pointer, keys in moved.items() if keys},
        filled=_fill(survivor, duplicate),
    )
    survivor.version += 1
    survivor.save()
    signals.merged.send(MergeRecord, record=record, by=by)
    return record


@transaction.atomic
def undo(record, *, by) -> MergeRecord:
    """Take a merge back: what was moved goes home, unless it has moved on since."""
    record = MergeRecord.objects.locked().get(pk=record.pk)
    if record.undone_at:
        raise TransitionRefused("wrong_state", _("This merge was undone already."))
    pair = {row.pk: row for row in _lock(record.survivor_id, record.duplicate_id)}
    survivor, duplicate = pair[record.survivor_id], pair[record.duplicate_id]
    _refuse_without_leave(survivor, duplicate, by=by)
    if survivor.merged_into_id:
        raise TransitionRefused(
            "merged_on", _("“%s” was merged itself since. Undo that first.") % survivor
        )
    for name, value in record.filled.items():
        field = Enterprise._meta.get_field(name)
        if getattr(survivor, field.attname) == field.to_python(value):
            setattr(survivor, field.attname, field.get_default())
    survivor.version += 1
    survivor.save()
    duplicate.merged_into = None
    duplicate.version += 1
    for pointer in pointers():
        if keys := record.moved.get(pointer.label):
            pointer.rows(survivor.pk).filter(pk__in=keys).update(**{pointer.field: duplicate.pk})
    duplicate.save()
    # What the duplicate was found by is the survivor's no longer.
    survivor.save(update_fields=["search_text"])
    record.undone_at, record.undone_by = timezone.now(), by
    record.save()
    signals.unmerged.send(MergeRecord, record=record, by=by)
    return record


def _locked_pair(survivor, duplicate, *, by):
    if survivor.pk == duplicate.pk:
        raise TransitionRefused("same", _("An enterprise is not merged into itself."))
    rows = {row.pk: row for row in _lock(survivor.pk, duplicate.pk)}
    survivor, duplicate = rows[survivor.pk], rows[duplicate.pk]
    _refuse_without_leave(survivor, duplicate, by=by)
    for row in (survivor, duplicate):
        if row.merged_into_id:
            raise TransitionRefused("merged", _("“%s” was merged already.") % row)
    return survivor, duplicate


def _lock(*keys):
    return Enterprise.objects.locked().filter(pk__in=keys)


def _refuse_without_leave(*enterprises, by):
    if not by.has_perm("enterprises.merge_enterprise"):
        raise TransitionRefused("forbidden", _("You may not merge enterprises."))
    if not all(register.reaches(by, row.division_id) for row in enterprises):
        raise TransitionRefused("forbidden", _("Both enterprises have to be in your divisions."))


def _move(survivor, duplicate):
    """Point every row at the survivor; return the keys moved, and how many had to stay.

    A subject whose rows are one to an enterprise moves what points at those in the same way.
    """
    return move(pointers(), duplicate.pk, survivor.pk)


def move(ways, source, target):
    """Point the rows of these pointers from one key to another, as far as their rules allow."""
    moved, stays = defaultdict(list), defaultdict(int)
    # What a rule forbids has to be refused here, row by row, and not at the commit.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for pointer in ways:
        keys = list(pointer.rows(source).values_list("pk", flat=True))
        moved[pointer] = _repoint(pointer, keys, target)
        stays[pointer] = len(keys) - len(moved[pointer])
    return moved, stays


def _repoint(pointer, keys, target) -> list:
    """All at once; if a rule of that table forbids it, one by one as far as it goes."""
    try:
        with transaction.atomic():
            pointer.model._base_manager.filter(pk__in=keys).update(**{pointer.field: target})
            return keys
    except DatabaseError:
        if len(keys) == 1:
            return []
    return [key for each in keys for key in _repoint(pointer, [each], target)]


def _fill(survivor, duplicate) -> dict:
    """Let the survivor take over what it lacks; return what that was."""
    filled = {}
    for name in FILLED:
        attname = Enterprise._meta.get_field(name).attname
        value = getattr(duplicate, attname)
        if value not in (None, "") and getattr(survivor, attname) in (None, ""):
            setattr(survivor, attname, value)
            filled[name] = value
    return filled
