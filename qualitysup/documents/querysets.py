import hashlib
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from qualitysup.compiled import compiled
from qualitysup.documents import kinds, numbers
from qualitysup.grams import holding
from qualitysup.regions import codes
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


def numbered_like(text: str, *columns: str, by_index: bool = True) -> Q:
    """A piece of a number in one of these columns, as it was typed or in the brackets of a 文号."""
    pieces = {text.strip(), numbers.normalise(text)}
    found = Q(pk__in=[])
    for column in columns:
        for piece in sorted(filter(None, pieces)):
            found |= holding(column, piece, by_index=by_index)
    return found


class ContentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nothing: bytes are reached through the document or template that names them."""
        return self.none()

    def keep(self, data: bytes) -> str:
        """Store the bytes once and return their SHA-256; storing them again changes nothing."""
        digest = hashlib.sha256(data).hexdigest()
        self.bulk_create([self.model(sha256=digest, data=data)], ignore_conflicts=True)
        return digest


class AgencyQuerySet(OpenQuerySet):
    def of(self, division_id: str):
        """The agencies over a division, the nearest first: the county's before the city's."""
        above = {division_id[:length].ljust(12, "0") for length in codes.LENGTHS.values()}
        return self.filter(division__in=above).order_by("-division_id")


class NumberSeriesQuerySet(OpenQuerySet):
    def draw(self, word: str, year: int):
        """Take the next number; the series stays locked until the transaction ends.

        One statement draws and locks, so two people never hold the same number, and a
        transaction that fails gives its number back: no gap, no reuse.
        """
        table = self.model._meta.db_table
        return self.raw(
            f"INSERT INTO {table} AS series (word, year, taken_over, last) VALUES (%s, %s, 0, 1)"
            " ON CONFLICT (word, year) DO UPDATE SET last = series.last + 1 RETURNING *",
            [word, year],
        )[0]


class TemplateQuerySet(OpenQuerySet):
    def in_force(self, kind: str, on):
        """The versions of a kind that may be used on a day, the one to use first."""
        return self.filter(kind=kind, valid_from__lte=on).order_by("-version")

    def for_list(self):
        return self.select_related("uploaded_by")

    def locked(self):
        return self.order_by("pk").select_for_update(no_key=True)


class IssuedDocumentQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """To a party the papers that are meant for it, of the cases that are its own."""
        if not (user.is_active and user.is_party):
            return super().visible_to(user)
        meant = Q(pk__in=[])
        for label, codes_of_kinds in kinds.of_parties().items():
            model = apps.get_model(label)
            meant |= Q(
                kind__in=codes_of_kinds,
                case_type=ContentType.objects.get_for_model(model),
                case_id__in=model._default_manager.visible_to(user).values("pk"),
            )
        return self.filter(meant)

    def standing(self):
        return self.filter(voided_at=None)

    def of(self, case):
        """The papers of one case, oldest first."""
        case_type = ContentType.objects.get_for_model(case)
        return self.filter(case_type=case_type, case_id=case.pk).order_by("issued_at", "pk")

    def numbered(self, text: str, *, by_index: bool = True):
        """The papers whose number holds this piece, in whichever brackets and digits it came."""
        return self.filter(holding("number", numbers.normalise(text), by_index=by_index))

    def search(self, text: str):
        """By a piece of the number, or of the name of whom it was addressed to."""
        number, name = numbers.normalise(text), text.strip()
        return self.filter(holding("number", number) | holding("recipient", name))

    def unserved(self):
        """Standing papers that have to be served and have no proof of it yet."""
        to_serve = [kind.code for kind in kinds.KINDS.values() if kind.served]
        proofs = self._proofs()
        return self.standing().filter(~Exists(proofs), kind__in=to_serve)

    def with_served_at(self):
        """Annotate when each was served, by the proof that stands."""
        return self.annotate(served_at=served_at(self.model))

    def for_list(self):
        return self.select_related("issued_by", "template").with_served_at()

    def _proofs(self):
        model = self.model._meta.get_field("proofs").related_model
        return model.objects.standing().filter(document=OuterRef("pk"))


@cache
def served_at(document_model):
    proofs = document_model.objects.all()._proofs()
    return compiled(document_model, Subquery(proofs.values("served_at")))


class ProofOfServiceQuerySet(ScopedQuerySet):
    def standing(self):
        """Proofs that no later one corrects: at most one a document."""
        return self.filter(corrected_by=None)

    def for_list(self):
        return self.select_related("document", "server", "second_server", "paper", "corrected_by")
