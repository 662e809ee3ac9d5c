"""Everything that writes one enterprise. Admin, API and import come here."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import uscc
from enterprises.models import Enterprise, FormerName
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions import codes
from qualitysup.wording import listed

# What a person may set by hand; the rest has services of its own.
EDITABLE = (
    "uscc",
    "name",
    "division",
    "industry",
    "address",
    "lng",
    "lat",
    "legal_representative",
    "phone",
    "scale",
    "status",
    "established_on",
)
DERIVED = ("name_key", "search_text", "version", "updated_at")


@dataclass(frozen=True)
class Duplicates:
    """What is in the register already: under the same number, or under much the same name."""

    same_number: Enterprise | None
    similar: list[Enterprise]


def save(enterprise, *, by, version=None, confirmed=False) -> Enterprise:
    """Register an enterprise, or keep what was changed of one.

    A name that is given up becomes a former name. A likely duplicate is refused until somebody has
    ``confirmed`` that it is none. ``version`` is what the person looked at; a stale page loses.
    """
    try:
        with transaction.atomic():
            return _save(enterprise, by=by, version=version, confirmed=confirmed)
    except IntegrityError as error:
        # Somebody else registered the same number between the look and the write.
        if "enterprise_uscc_once" in str(error):
            raise ValidationError(
                {"uscc": _("This unified social credit code is registered already.")},
                code="uscc_registered",
            ) from error
        raise


def _save(enterprise, *, by, version, confirmed):
    stored = locked(enterprise, version=version) if enterprise.pk else None
    enterprise.uscc = uscc.normalise(enterprise.uscc or "") or None
    # The database holds the constraints and the foreign keys; asking it about each one first would
    # cost ten queries.
    enterprise.full_clean(
        exclude=["division", "industry"], validate_unique=False, validate_constraints=False
    )
    refuse_out_of_reach(enterprise.division_id, by=by)
    refuse_duplicates(enterprise, by=by, confirmed=confirmed)
    if stored is None:
        enterprise.version = 1
        enterprise.save()
        return enterprise
    if stored.name != enterprise.name:
        FormerName.objects.create(
            enterprise=enterprise, name=stored.name, used_to=timezone.localdate()
        )
    enterprise.version = stored.version + 1
    enterprise.save(update_fields=[*EDITABLE, *DERIVED])
    return enterprise


def locked(enterprise, *, version=None) -> Enterprise:
    """The row as it stands, held until the transaction ends; refuses a stale or merged one."""
    stored = Enterprise.objects.locked().get(pk=enterprise.pk)
    if version is not None and version != stored.version:
        raise TransitionRefused(
            "stale", _("Somebody changed this enterprise meanwhile. Look at it again first.")
        )
    if stored.merged_into_id:
        raise TransitionRefused(
            "merged",
            _("This enterprise was merged into “%s”. Change that one.") % stored.merged_into,
        )
    return stored


def touch(enterprise) -> None:
    """Something that hangs on the enterprise changed: a page that shows it is stale now."""
    stored = Enterprise.objects.locked().get(pk=enterprise.pk)
    stored.version += 1
    stored.save(update_fields=DERIVED)


def reaches(by, division_id: str) -> bool:
    """Whether a place lies in the person's divisions; the system (``None``) reaches everywhere."""
    return by is None or by.reaches(division_id)


def refuse_out_of_reach(division_id, *, by) -> None:
    if not reaches(by, division_id):
        raise ValidationError(
            {"division": _("This division is outside yours. Ask the bureau there.")},
            code="division_elsewhere",
        )


def duplicates_of(enterprise) -> Duplicates:
    """The enterprise under the same number, and those of the county with much the same name."""
    county = codes.prefix(enterprise.division_id)[: codes.LENGTHS["county"]]
    alike = Q(name_key=enterprise.name_key, division__code__startswith=county)
    if enterprise.uscc:
        alike |= Q(uscc=enterprise.uscc)
    others = Enterprise.objects.current().exclude(pk=enterprise.pk)
    found = list(others.filter(alike).order_by("pk"))
    same = next((row for row in found if row.uscc and row.uscc == enterprise.uscc), None)
    return Duplicates(same, [row for row in found if row is not same][:5])


def refuse_duplicates(enterprise, *, by, confirmed) -> None:
    """The same number never goes in twice; a similar name only when it is confirmed, once."""
    found = duplicates_of(enterprise)
    if same := found.same_number:
        if not reaches(by, same.division_id):
            words = _("This number is registered in another division. Ask the bureau there.")
            raise Duplicate("uscc", words, "uscc_registered", [])
        words = _("This number is registered already: %s.") % same.name
        raise Duplicate("uscc", words, "uscc_registered", [same])
    similar = [one for one in found.similar if reaches(by, one.division_id)]
    if similar and not confirmed and _is_new_name(enterprise):
        names = listed(one.name for one in similar)
        words = _("There are similar names: %s. Confirm that this is another enterprise.") % names
        raise Duplicate(NON_FIELD_ERRORS, words, "similar_name", similar)


class Duplicate(ValidationError):
    """What is in the register already; ``found`` are the rows that the person may look at."""

    def __init__(self, field, words, code, found):
        super().__init__({field: ValidationError(words, code=code)})
        self.field, self.words, self.found = field, words, found


def _is_new_name(enterprise) -> bool:
    """A warning that was answered does not come back with every later change."""
    return not Enterprise.objects.filter(pk=enterprise.pk, name_key=enterprise.name_key).exists()
