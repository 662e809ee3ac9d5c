"""The party of a visit that the phone did not find in the register: found after all, or entered."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import uscc
from enterprises.models import Enterprise
from enterprises.services import register
from qualitysup.regions.models import Division
from qualitysup.wording import in_a_row, listed

# What a packet calls what the register calls otherwise.
NAMES = {"legal_representative": "representative"}


@dataclass(frozen=True)
class Party:
    enterprise: Enterprise
    # Entered in the register with this visit, beside what has much the same name there.
    is_new: bool = False
    similar: list[Enterprise] = field(default_factory=list)

    def in_words(self, name: str) -> str:
        """What the desk should know of it."""
        if self.is_new:
            words = [_("Entered in the register from this visit.")]
            if self.similar:
                words.append(
                    _("There are similar names: %s. Merge them if they are the same.")
                    % listed(self.similar)
                )
            return in_a_row(words)
        if self.enterprise.name == name:
            return _("Found in the register by its code.")
        return _("Found in the register by its code; the phone calls it “%s”.") % name


def find_or_enter(given: dict, *, by, point=None) -> Party:
    """The enterprise of this code, or a new one; what is wrong is said as ``party.uscc``.

    Whoever visits a workshop that nobody knew has it in the register by that; a name that is there
    already is no reason to lose the visit, so the desk looks at it afterwards.
    """
    code = uscc.normalise(given["uscc"])
    if code and (there := _of_code(code, by=by)):
        return Party(there)
    _check_division(given["division"], by=by)
    enterprise = Enterprise(
        uscc=code or None,
        name=given["name"],
        division_id=given["division"],
        address=given["address"],
        legal_representative=given["representative"],
        phone=given["phone"],
        **_place(point),
    )
    try:
        register.save(enterprise, by=by, confirmed=True)
    except ValidationError as refusal:
        # Another phone entered the same code between the look and the write.
        if code and (there := _of_code(code, by=by)):
            return Party(there)
        raise ValidationError(
            {
                f"party.{NAMES.get(name, name)}": words
                for name, words in refusal.message_dict.items()
            }
        ) from refusal
    similar = register.duplicates_of(enterprise).similar
    return Party(enterprise, True, [one for one in similar if by.reaches(one.division_id)])


def _of_code(code, *, by) -> Enterprise | None:
    """Whoever has this code, or took it over in a merge."""
    rows = Enterprise.objects.filter(uscc=code)
    row = rows.current().first() or rows.first()
    if row is None:
        return None
    found = row.survivor
    if not by.reaches(found.division_id):
        raise ValidationError(
            {
                "party.uscc": _(
                    "This number is registered in another division. Ask the bureau there."
                )
            }
        )
    return Enterprise.objects.locked().get(pk=found.pk)


def _check_division(code, *, by):
    here = Division.objects.visible_to(by).in_force(timezone.localdate())
    if not here.filter(pk=code).exists():
        raise ValidationError({"party.division": _("There is no such division for you.")})


def _place(point) -> dict:
    """Where the phone was, if that can be: it stood at the door."""
    if point is None or not (73 <= point["lng"] <= 136 and 3 <= point["lat"] <= 54):
        return {}
    return {"lng": point["lng"], "lat": point["lat"]}
