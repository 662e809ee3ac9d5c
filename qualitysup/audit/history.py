"""Keeping the history of a table: ``@keep_history()`` above its model.

Database triggers copy every row as it is after an insert or update and before a delete, so that no
bulk update, import or hand in psql escapes. ``Enterprise`` gets ``EnterpriseHistory``, and an
enterprise its ``history``.
"""

import pghistory
import pgtrigger
from django.db import models
from pghistory.models import Event, EventQuerySet

from qualitysup.audit import registry
from qualitysup.audit.triggers import no_truncate
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet

registry.install()


class HistoryQuerySet(EventQuerySet, ScopedQuerySet):
    """Seen by whoever sees the place of the row that it tells of."""

    @property
    def tracked(self):
        return self.model.pgh_tracked_model._default_manager.all()

    def visible_to(self, user):
        if isinstance(self.tracked, OpenQuerySet):
            return OpenQuerySet.visible_to(self, user)
        return super().visible_to(user)

    def within(self, prefix):
        return self.tracked.within(prefix)


class History(Event):
    """What a row was after one change, with who made it and through which door.

    ``pgh_context`` is null when the change was made directly in the database. Everything written in
    the course of one request, task or command shares its ``pgh_context_id``.
    """

    pgh_id = models.BigAutoField(primary_key=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True


def keep_history(*, exclude=(), **options):
    """Keep every state of every row of this model, for good.

    ``exclude`` names columns that say nothing to a reader (a search text) or must not be copied
    (a password).
    """
    # A trigger per statement is a third quicker for an import of new rows, but its join of old and
    # new rows keeps the plan made for the first statement of a session: 20,000 updated rows then
    # take minutes. A trigger per row costs an import as much again as the upsert itself.
    track = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        level=pghistory.Row,
        base_model=History,
        obj_field=pghistory.ObjForeignKey(related_name="history", db_index=False),
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        append_only=True,
        meta={
            "indexes": [
                # The history page of one row.
                models.Index(fields=["pgh_obj", "pgh_id"]),
                # The auditor's list of all changes, newest first.
                models.Index(fields=["pgh_created_at", "pgh_id"]),
            ],
            "triggers": [no_truncate()],
        },
        **options,
    )

    def keep(model):
        pgtrigger.register(no_truncate("history_no_truncate"))(model)
        return track(model)

    return keep
