"""The history as people read it: who, when, through which door, each field old and new."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

import pghistory.core
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import JSONObject, Lag
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.accounts.models import User
from qualitysup.audit.actor import Door
from qualitysup.wording import THE_SYSTEM, listed

PAGE = 50
# Columns that change with every change and say nothing of their own.
SILENT = {"version", "updated_at"}
DIRECTLY = "directly"

LABELS = {
    "insert": gettext_lazy("added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
}


@dataclass(frozen=True)
class FieldChange:
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    who: str
    door: str
    where: str
    label: str
    kind: str
    record_id: str
    is_first: bool
    changes: list[FieldChange]


@cache
def histories() -> dict[str, type]:
    """Every table of history by the label of the model that it tells of, in a steady order."""
    found = {model.pgh_tracked_model: model for model in pghistory.core.event_models()}
    return {model._meta.label_lower: found[model] for model in sorted(found, key=label_of)}


def label_of(model) -> str:
    return model._meta.label_lower


@cache
def history_model(model):
    """The table that keeps a model's history, or ``None``."""
    concrete = model._meta.concrete_model
    kept = (
        history
        for history in histories().values()
        if history.pgh_tracked_model._meta.concrete_model is concrete
    )
    return next(kept, None)


def history_of(record):
    """The states of one record, newest first, but for those that differ in silence."""
    history = history_model(type(record))
    told = JSONObject(**{field.name: field.attname for field in told_fields(history)})
    states = history.objects.filter(pgh_obj=record.pk).annotate(
        told=told, told_before=Window(Lag("told"), order_by="pgh_id")
    )
    moved = ~Q(pgh_label="update") | Q(told_before__isnull=True) | ~Q(told=F("told_before"))
    return states.filter(moved).order_by("-pgh_id")


# --- All changes, for the auditor ---------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A row in the list of all changes, to go on after."""

    at: dt.datetime
    table: int
    pgh_id: int

    def __str__(self):
        return f"{self.at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{self.table}_{self.pgh_id}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        try:
            at, table, pgh_id = text.split("_")
            at = dt.datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)
            return cls(at, int(table), int(pgh_id))
        except ValueError:
            return None


def changes(user, *, what="", record="", who=None, door="", since=None, until=None, after=None):
    """A page of what was changed anywhere in the person's divisions, newest first.

    Returns the entries and the place to go on from, if there is more. Every table gives its newest
    page by its own index, so the cost does not grow with the history.
    """
    branches = []
    for number, (label, history) in enumerate(histories().items()):
        if what in ("", label):
            rows = history.objects.visible_to(user).filter(
                *conditions(record=record, who=who, door=door, since=since, until=until)
            )
            branches.append(
                before(rows, number, after)
                .annotate(table=Value(number, models.IntegerField()))
                .order_by("-pgh_created_at", "-pgh_id")
                .values_list("pgh_created_at", "table", "pgh_id")[: PAGE + 1]
            )
    if not branches:
        return [], None
    union = branches[0].union(*branches[1:], all=True) if branches[1:] else branches[0]
    if branches[1:]:
        union = union.order_by("-pgh_created_at", "-table", "-pgh_id")[: PAGE + 1]
    places = [Place(*row) for row in union]
    return entries_at(places[:PAGE]), places[PAGE - 1] if len(places) > PAGE else None


def conditions(*, record, who, door, since, until):
    if record:
        yield Q(pgh_obj__pk=record)
    if who is not None:
        yield Q(pgh_context__user=who.pk)
    if door == DIRECTLY:
        yield Q(pgh_context__isnull=True)
    elif door:
        yield Q(pgh_context__door=door)
    if since:
        yield Q(pgh_created_at__gte=start_of(since))
    if until:
        yield Q(pgh_created_at__lt=start_of(until + dt.timedelta(days=1)))


def start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def before(rows, number: int, after: Place | None):
    if after is None:
        return rows
    if number > after.table:
        return rows.filter(pgh_created_at__lt=after.at)
    rows = rows.filter(pgh_created_at__lte=after.at)
    if number == after.table:
        rows = rows.exclude(pgh_created_at=after.at, pgh_id__gte=after.pgh_id)
    return rows


def entries_at(places: list[Place]) -> list[Entry]:
    """Two queries a table on the page: the rows, and what each of them was before."""
    tables = list(histories().values())
    wanted = defaultdict(list)
    for place in places:
        wanted[place.table].append(place.pgh_id)
    pairs = {}
    for number, ids in wanted.items():
        history = tables[number]
        earlier = history.objects.filter(
            pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")
        ).order_by("-pgh_id")
        with_earlier = history.objects.annotate(earlier_id=Subquery(earlier.values("pgh_id")[:1]))
        rows = with_earlier.in_bulk(ids)
        before_that = history.objects.in_bulk({row.earlier_id for row in rows.values()} - {None})
        for pgh_id, row in rows.items():
            pairs[number, pgh_id] = row, before_that.get(row.earlier_id)
    return entries([pairs[place.table, place.pgh_id] for place in places])


# --- In words -----------------------------------------------------------------------------------


def entries(pairs) -> list[Entry]:
    """Rows of history, each with the one before it, in people's words."""
    names = names_of(pairs)
    return [entry(row, earlier, names) for row, earlier in pairs]


def entry(row, earlier, names) -> Entry:
    context = row.pgh_context
    meta = row.pgh_tracked_model._meta
    return Entry(
        at=row.pgh_created_at,
        who=who_of(context, names),
        door=dict(Door.choices).get(context["door"], "") if context else "",
        where=context.get("where", "") if context else "",
        label=str(LABELS.get(row.pgh_label, row.pgh_label)),
        kind=str(meta.verbose_name),
        record_id=str(row.pgh_obj_id),
        is_first=earlier is None,
        changes=all_changes(row, earlier, names),
    )


def who_of(context, names) -> str:
    if context is None:
        return _("directly in the database")
    if context.get("user") is not None:
        return names[User].get(context["user"], f"#{context['user']}")
    if context.get("door") in (Door.TASK, Door.COMMAND):
        return str(THE_SYSTEM)
    return _("not signed in")


def told_fields(history, *, silent=False):
    """The columns of a history that tell something, as fields of the model it tells of.

    Or those that are silent beside the others.
    """
    tracked = history.pgh_tracked_model._meta
    for field in history._meta.concrete_fields:
        if not field.name.startswith("pgh_") and (field.name in SILENT) == silent:
            original = tracked.get_field(field.name)
            if not original.primary_key:
                yield original


def all_changes(row, earlier, names) -> list[FieldChange]:
    """What is told of a change; where nothing else moved, what is silent otherwise."""
    return list(field_changes(told_fields(row), row, earlier, names)) or list(
        field_changes(told_fields(row, silent=True), row, earlier, names)
    )


def field_changes(fields, row, earlier, names):
    if row.pgh_label == "delete":
        return
    for field in fields:
        new = getattr(row, field.attname)
        old = getattr(earlier, field.attname) if earlier is not None else None
        if old != new and not (earlier is None and new in (None, "", [])):
            yield FieldChange(
                str(field.verbose_name), said(field, old, names), said(field, new, names)
            )


def said(field, value, names) -> str:
    """A value as a reader knows it: the choice's words, the other record's name, the local time."""
    if value is None or value == "" or value == []:
        return "—"
    if field.remote_field is not None:
        return names[field.related_model].get(value, f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list) and hasattr(field, "base_field"):
        return listed(said(field.base_field, each, names) for each in value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(formats.localize(value))


def names_of(pairs) -> dict[type, dict]:
    """The names of all the records that a page of history mentions: one query a table."""
    mentioned = defaultdict(set)
    for row, earlier in pairs:
        if row.pgh_context:
            mentioned[User].add(row.pgh_context.get("user"))
        for field in told_fields(row):
            if field.remote_field is not None:
                for state in filter(None, (row, earlier)):
                    mentioned[field.related_model].add(getattr(state, field.attname))
    names = defaultdict(dict)
    for model, keys in mentioned.items():
        if keys := keys - {None}:
            records = model._base_manager.in_bulk(keys)
            names[model] = {key: str(record) for key, record in records.items()}
    return names
