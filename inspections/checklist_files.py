"""A checklist as a file: JSON that another bureau can read, edit and send back.

``docs/checklist-file.md`` describes it for people; the shapes below are what decides.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from rest_framework import serializers

from inspections.models import ChecklistItem, OrderItem
from inspections.shapes import Shape, read
from qualitysup.clock.terms import Confidence
from qualitysup.wording import listed

FORMAT = "qualitysup-checklist/1"
MOST_ITEMS = 200
# Whoever says so has looked it up, on some day.
CHECKED = (Confidence.LAW, Confidence.FOUND)

# What an item says, in the order in which files and pages say it.
ITEM_FIELDS = [
    "key",
    "text",
    "clause",
    "kind",
    "answer",
    "unit",
    "lowest",
    "highest",
    "limits_confidence",
    "limits_checked_on",
    "choices",
    "failing",
    "photo",
    "proposal",
    "proposal_kind",
    "proposal_days",
]


class ProposalShape(Shape):
    requirement = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(OrderItem.Kind.choices, default=OrderItem.Kind.OTHER)
    days = serializers.IntegerField(min_value=1, max_value=3650, allow_null=True, default=None)


class ItemShape(Shape):
    """One question. What only a number or a choice has is refused elsewhere."""

    key = serializers.SlugField(max_length=40)
    text = serializers.CharField(max_length=300)
    clause = serializers.CharField(max_length=120, allow_blank=True, default="")
    kind = serializers.ChoiceField(ChecklistItem.Kind.choices, default=ChecklistItem.Kind.GENERAL)
    answer = serializers.ChoiceField(
        ChecklistItem.Answer.choices, default=ChecklistItem.Answer.VERDICT
    )
    unit = serializers.CharField(max_length=20, allow_blank=True, default="")
    lowest = serializers.DecimalField(14, 4, allow_null=True, default=None)
    highest = serializers.DecimalField(14, 4, allow_null=True, default=None)
    limits_confidence = serializers.ChoiceField(
        Confidence.choices, default=Confidence.UNVERIFIED, help_text="How sure the limits are."
    )
    limits_checked_on = serializers.DateField(allow_null=True, default=None)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=60), default=list, max_length=20
    )
    failing = serializers.ListField(child=serializers.CharField(max_length=60), default=list)
    photo = serializers.ChoiceField(ChecklistItem.Photo.choices, default=ChecklistItem.Photo.NEVER)
    proposal = ProposalShape(allow_null=True, default=None)

    def validate(self, item):
        """The rules that the database keeps as well, said where the fault is."""
        answer, faults = item["answer"], {}
        if answer != ChecklistItem.Answer.NUMBER:
            for name in ("unit", "lowest", "highest"):
                if item[name] not in ("", None):
                    faults[name] = [_("Only a number has a unit and limits.")]
        elif None not in (item["lowest"], item["highest"]) and item["highest"] < item["lowest"]:
            faults["highest"] = [_("The highest allowed is not below the lowest.")]
        if item["limits_confidence"] in CHECKED and item["limits_checked_on"] is None:
            faults["limits_checked_on"] = [_("Say on which day the limits were checked.")]
        if answer != ChecklistItem.Answer.CHOICE:
            for name in ("choices", "failing"):
                if item[name]:
                    faults[name] = [_("Only a choice has choices.")]
        elif len(set(item["choices"])) < 2 or len(set(item["choices"])) < len(item["choices"]):
            faults["choices"] = [_("A choice has at least two different choices.")]
        elif not set(item["failing"]) <= set(item["choices"]):
            faults["failing"] = [_("What fails has to be one of the choices.")]
        if faults:
            raise serializers.ValidationError(faults)
        return item


class SectionShape(Shape):
    title = serializers.CharField(max_length=80)
    items = ItemShape(many=True, allow_empty=False, max_length=MOST_ITEMS)


class ChecklistShape(Shape):
    """The whole file."""

    format = serializers.ChoiceField([FORMAT])
    code = serializers.SlugField(max_length=40)
    name = serializers.CharField(max_length=80)
    purpose = serializers.CharField(max_length=200, allow_blank=True, default="")
    covers_all = serializers.BooleanField(default=False)
    note = serializers.CharField(max_length=200, allow_blank=True, default="")
    sections = SectionShape(many=True, allow_empty=False, max_length=50)

    def validate_sections(self, sections):
        """An item is found by its key, so a key is there once."""
        seen, faults = set(), {}
        for place, section in enumerate(sections):
            for number, item in enumerate(section["items"]):
                if item["key"] in seen:
                    words = _("The key “%s” is used twice.") % item["key"]
                    faults.setdefault(place, {}).setdefault("items", {})[number] = {"key": [words]}
                seen.add(item["key"])
        if faults:
            raise serializers.ValidationError(faults)
        return sections


def parse(data) -> dict:
    """What a file says, its items as the model names their fields; refused by path."""
    found = read(ChecklistShape, data)
    found["sections"] = [
        {"title": section["title"], "items": [flat(item) for item in section["items"]]}
        for section in found["sections"]
    ]
    return found


def flat(item: dict) -> dict:
    proposal = item["proposal"] or {"requirement": "", "kind": OrderItem.Kind.OTHER, "days": None}
    return item | {
        "proposal": proposal["requirement"],
        "proposal_kind": proposal["kind"],
        "proposal_days": proposal["days"],
    }


def contents(version) -> list[dict]:
    """The sections and items of a version as plain values."""
    return [
        {
            "title": section.title,
            "items": [
                {name: getattr(item, name) for name in ITEM_FIELDS} for item in section.items.all()
            ],
        }
        for section in version.sections.all()
    ]


def written(version) -> dict:
    """The file that a version makes; what is as a file takes it for granted is left out."""
    checklist = version.checklist
    return {
        "format": FORMAT,
        "code": checklist.code,
        "name": checklist.name,
        "purpose": checklist.purpose,
        **({"covers_all": True} if checklist.covers_all else {}),
        "note": version.note,
        "sections": [
            {"title": section["title"], "items": [_written(item) for item in section["items"]]}
            for section in contents(version)
        ],
    }


def _written(item: dict) -> dict:
    needed = {name: item[name] for name in ("key", "text", "clause", "kind", "answer")}
    more = {name: item[name] for name in ("unit", "lowest", "highest", "choices", "failing")}
    if item["limits_confidence"] != Confidence.UNVERIFIED:
        more["limits_confidence"] = item["limits_confidence"]
        more["limits_checked_on"] = item["limits_checked_on"]
    if item["photo"] != ChecklistItem.Photo.NEVER:
        more["photo"] = item["photo"]
    if item["proposal"]:
        more["proposal"] = {
            "requirement": item["proposal"],
            "kind": item["proposal_kind"],
            "days": item["proposal_days"],
        }
    return needed | {
        name: plain(value) for name, value in more.items() if value not in ("", None, [])
    }


def plain(value):
    """A number as JSON writes it: 15, not 15.0000; a day as text."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class ItemDifference:
    """One item that a later version asks otherwise: new, gone, or changed in these fields."""

    text: str
    kind: str
    changes: list[tuple[str, str, str]]


def differences(before, after) -> list[ItemDifference]:
    """What changed from version to version, item by item, found by their keys."""
    old, new = (
        {item["key"]: item for section in contents(version) for item in section["items"]}
        for version in (before, after)
    )
    found = []
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            found.append(ItemDifference(new[key]["text"], "new", []))
        elif key not in new:
            found.append(ItemDifference(old[key]["text"], "gone", []))
        elif old[key] != new[key]:
            changes = [
                (_label(name), _in_words(old[key][name]), _in_words(new[key][name]))
                for name in ITEM_FIELDS
                if old[key][name] != new[key][name]
            ]
            found.append(ItemDifference(new[key]["text"], "changed", changes))
    return found


def _label(name) -> str:
    return str(ChecklistItem._meta.get_field(name).verbose_name)


def _in_words(value) -> str:
    if isinstance(value, list):
        return listed(value) or "—"
    return "—" if value in ("", None) else str(plain(value))
