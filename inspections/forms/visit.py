"""What the desk types of a visit: the visit itself, what is ordered of it, added to it, decided."""

import uuid

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from inspections.forms.order import staff, words
from inspections.models import ChecklistItem, ChecklistVersion, Visit, VisitAnswer
from inspections.services import visit_conflicts

MOMENT = "%Y-%m-%dT%H:%M"
PICTURES = "image/jpeg,image/png,image/webp"


class BeginForm(forms.Form):
    """Where, and on which checklist: the page of the visit itself is made from the answer."""

    kind = forms.ChoiceField(
        label=gettext_lazy("kind"), choices=Visit.Kind.choices, initial=Visit.Kind.PATROL
    )
    enterprise = forms.ModelChoiceField(
        label=gettext_lazy("enterprise"), queryset=Enterprise.objects.none()
    )
    version = forms.ModelChoiceField(
        label=gettext_lazy("checklist"),
        queryset=ChecklistVersion.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: the visit is only written down"),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        field = Visit._meta.get_field("enterprise")
        self.fields["enterprise"].widget = AutocompleteSelect(field, admin.site)
        self.fields["enterprise"].queryset = Enterprise.objects.visible_to(by)
        in_force = ChecklistVersion.objects.in_force(timezone.localdate())
        published = ChecklistVersion.objects.visible_to(by).published()
        # An older version is chosen by its address only: what was done on paper before.
        self.fields["version"].queryset = published.select_related("checklist")
        self.fields["version"].choices = [
            ("", self.fields["version"].empty_label),
            *((each.pk, str(each)) for each in in_force.select_related("checklist")),
        ]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once; each is checked by the service that takes it in."""

    def __init__(self, **kwargs):
        widget = ManyFiles({"accept": PICTURES, "multiple": True})
        super().__init__(**{"required": False, "widget": widget} | kwargs)

    def clean(self, data, initial=None):
        one = super().clean
        return [one(each, initial) for each in data or [] if each]


class DeskForm(forms.Form):
    """A visit typed in at the desk, its questions made from the checklist's items."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    inspectors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("inspectors"),
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least two, each with a badge that was valid on the day."),
    )
    started_at = forms.DateTimeField(label=gettext_lazy("began at"))
    ended_at = forms.DateTimeField(label=gettext_lazy("ended at"))
    place = forms.CharField(label=gettext_lazy("place"), max_length=300, required=False)
    present = forms.CharField(
        label=gettext_lazy("present for the party"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Name and position"),
    )
    witness = forms.CharField(label=gettext_lazy("witness"), max_length=120, required=False)
    rights_told = forms.BooleanField(
        label=gettext_lazy("party told of its rights"), required=False, initial=True
    )
    summary = forms.CharField(
        label=gettext_lazy("what was found"), required=False, widget=words(4), max_length=5000
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("outcome"), choices=[("", "—"), *Visit.Outcome.choices]
    )
    disposition = forms.ChoiceField(
        label=gettext_lazy("disposition"),
        choices=Visit.Disposition.choices,
        initial=Visit.Disposition.NONE,
    )
    signed_by = forms.CharField(
        label=gettext_lazy("signed for the party by"), max_length=60, required=False
    )
    signed = FilesField(
        label=gettext_lazy("scan of the signed paper"),
        help_text=gettext_lazy("A photo of the page with the signature of the party."),
    )
    signature_refused = forms.CharField(
        label=gettext_lazy("reason for not signing"), max_length=200, required=False
    )

    def __init__(self, *args, by, version, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["inspectors"].queryset = staff(by).exclude(badge_number="")
        for name in ("started_at", "ended_at"):
            self.fields[name].widget = forms.DateTimeInput(
                {"type": "datetime-local"}, format=MOMENT
            )
            self.fields[name].input_formats = [MOMENT, f"{MOMENT}:%S"]
        self.version = version
        self.asked = list(version.items().select_related("section")) if version else []
        self.kept = {}
        for item in self.asked:
            self.fields[f"answer-{item.key}"] = answer_field(item)
            if item.answer != ChecklistItem.Answer.VERDICT:
                self.fields[f"na-{item.key}"] = forms.BooleanField(
                    label=VisitAnswer.Verdict.NOT_APPLICABLE.label, required=False
                )
            self.fields[f"note-{item.key}"] = forms.CharField(
                label=_("note"), required=False, max_length=2000, widget=words(1)
            )
            self.fields[f"photos-{item.key}"] = FilesField(label=_("photos"))
            # Photos that came with a form that was refused are here already.
            self.fields[f"kept-{item.key}"] = forms.CharField(
                required=False, widget=forms.HiddenInput
            )
        self.fields["kept_signed"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def sections(self):
        """The questions as the page shows them: ``(section, [(item, fields)])``."""
        found = {}
        for item in self.asked:
            bound = {
                "item": item,
                "answer": self[f"answer-{item.key}"],
                "na": self[f"na-{item.key}"] if f"na-{item.key}" in self.fields else None,
                "note": self[f"note-{item.key}"],
                "photos": self[f"photos-{item.key}"],
                "kept": self[f"kept-{item.key}"],
                "kept_count": len(self.hashes(item.key)),
            }
            found.setdefault(item.section, []).append(bound)
        return list(found.items())

    def facts(self):
        """The fields that are no question, as the page shows them."""
        names = ["uuid", "kept_signed"]
        return [
            field
            for field in self
            if not field.name.startswith(("answer-", "na-", "note-", "photos-", "kept-"))
            and field.name not in names
        ]

    def hashes(self, key) -> list[str]:
        """The photos of an item that are stored already."""
        if key in self.kept:
            return self.kept[key]
        return self.data.get(kept_name(key), "").split() if self.is_bound else []

    def keep(self, key, hashes):
        """Remember stored photos in the form that is shown again."""
        self.kept[key] = hashes
        self.data = self.data.copy()
        self.data[kept_name(key)] = " ".join(hashes)

    def packet(self, *, kind, enterprise) -> dict:
        """What was typed, as the packet of a visit; the photos are those that are stored."""
        typed = self.cleaned_data
        plain = ("place", "present", "witness", "rights_told", "summary", "outcome", "disposition")
        return {
            "kind": kind,
            "enterprise": enterprise.pk,
            "checklist_version": self.version.pk if self.version else None,
            "started_at": typed["started_at"].isoformat(),
            "ended_at": typed["ended_at"].isoformat(),
            "inspectors": [person.pk for person in typed["inspectors"]],
            "signature_refused": typed["signature_refused"],
            **{name: typed[name] for name in plain},
            "answers": [given for item in self.asked if (given := self._given(item))],
            "photos": [
                {"sha256": sha256, "caption": item.text[:200], "item": item.key}
                for item in self.asked
                for sha256 in self.hashes(item.key)
            ],
            "signatures": [
                {"sha256": sha256, "role": "party", "name": typed["signed_by"] or typed["present"]}
                for sha256 in self.hashes("signed")
            ],
        }

    def _given(self, item) -> dict | None:
        value = self.cleaned_data[f"answer-{item.key}"]
        given = {"item": item.key, "note": self.cleaned_data[f"note-{item.key}"]}
        if self.cleaned_data.get(f"na-{item.key}"):
            return given | {"verdict": VisitAnswer.Verdict.NOT_APPLICABLE}
        if value in (None, ""):
            return None
        if item.answer == ChecklistItem.Answer.NUMBER:
            return given | {"number": str(value)}
        name = "verdict" if item.answer == ChecklistItem.Answer.VERDICT else "text"
        return given | {name: value}

    def refuse(self, faults: dict):
        """Show each fault of a packet where it was typed."""
        given = [item for item in self.asked if self._given(item)]
        for path, found in faults.items():
            name = path.partition("[")[0].partition(".")[0]
            if path.startswith("answers["):
                place = int(path.removeprefix("answers[").partition("]")[0])
                name = f"answer-{given[place].key}"
            elif name == "signatures":
                name = "signed_by"
            self.add_error(name if name in self.fields else None, found)


def kept_name(key) -> str:
    return "kept_signed" if key == "signed" else f"kept-{key}"


def answer_field(item) -> forms.Field:
    """How the desk answers an item: as the inspector does, by what it asks for."""
    options = {"label": item.text, "required": False, "help_text": item.clause}
    match item.answer:
        case ChecklistItem.Answer.VERDICT:
            return forms.ChoiceField(
                choices=VisitAnswer.Verdict.choices, widget=forms.RadioSelect, **options
            )
        case ChecklistItem.Answer.NUMBER:
            return forms.DecimalField(
                max_digits=14,
                decimal_places=4,
                **options | {"label": f"{item.text} ({item.unit})" if item.unit else item.text},
            )
        case ChecklistItem.Answer.CHOICE:
            return forms.ChoiceField(
                choices=[(each, each) for each in item.choices], widget=forms.RadioSelect, **options
            )
    return forms.CharField(max_length=2000, **options)


class OrderFromVisitForm(forms.Form):
    """Which failed items are ordered to be put right, and in which words."""

    product = forms.CharField(label=gettext_lazy("product"), max_length=80)
    standard = forms.CharField(label=gettext_lazy("standard"), max_length=60)

    def __init__(self, *args, proposals, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        for each in proposals:
            key = each["key"]
            self.fields[f"take_{key}"] = forms.BooleanField(
                label=each["label"], required=False, initial=each["wanted"]
            )
            self.fields[f"words_{key}"] = forms.CharField(
                label=_("what to put right"), widget=words(2), initial=each["requirement"]
            )
            self.fields[f"days_{key}"] = forms.IntegerField(
                label=_("days to put it right"),
                required=False,
                min_value=1,
                max_value=365,
                initial=each["days"],
                help_text=_("Empty: within the order's own term."),
            )

    @property
    def items(self) -> list[dict]:
        """The items of the order, as they were chosen and worded."""
        return [
            {
                "answer": each["answer"],
                "kind": each["kind"],
                "requirement": self.cleaned_data[f"words_{each['key']}"],
                "clause": each["clause"],
                "days": self.cleaned_data[f"days_{each['key']}"],
            }
            for each in self.proposals
            if self.cleaned_data[f"take_{each['key']}"]
        ]


class AdditionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("what is added"), widget=words(4))
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)


class MissingFileForm(forms.Form):
    upload = forms.FileField(
        label=gettext_lazy("file"),
        required=False,
        widget=forms.FileInput({"accept": PICTURES}),
        help_text=gettext_lazy(
            "The file saved from the phone, or another that shows the same. None: it is not to be"
            " had, and the visit is finished without it."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        widget=words(2),
        help_text=gettext_lazy("Why this file, or none; it stands with the visit for good"),
    )


class CloseFollowUpForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        widget=words(2),
        help_text=gettext_lazy("Why it is not done, or how it was done by hand"),
    )


class ConflictForm(forms.Form):
    """What becomes of each difference between two packets."""

    CHOICES = [
        (visit_conflicts.KEEP, gettext_lazy("keep the first")),
        (visit_conflicts.ADD, gettext_lazy("add the second")),
    ]

    def __init__(self, *args, differences, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences = differences
        for number, each in enumerate(differences):
            self.fields[f"choice_{number}"] = forms.ChoiceField(
                label=each.label, choices=self.CHOICES, widget=forms.RadioSelect
            )
        self.fields["reason"] = forms.CharField(label=_("reason"), max_length=200)

    def rows(self):
        return [(each, self[f"choice_{number}"]) for number, each in enumerate(self.differences)]

    @property
    def choices(self) -> dict[str, str]:
        return {
            each.path: self.cleaned_data[f"choice_{number}"]
            for number, each in enumerate(self.differences)
        }
