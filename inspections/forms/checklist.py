"""The designer of a checklist: a draft as it stands on the screen, typed, moved about, kept."""

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.checklist_files import CHECKED, ITEM_FIELDS, MOST_ITEMS, contents, plain
from inspections.models import Checklist, ChecklistItem, ChecklistSection
from qualitysup.clock.terms import Confidence

MOST_SECTIONS = 50


class ChecklistForm(forms.ModelForm):
    """A new checklist; its code is kept for good."""

    class Meta:
        model = Checklist
        fields = ["code", "name", "purpose", "covers_all"]


class CopyForm(forms.Form):
    code = forms.SlugField(label=gettext_lazy("code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("name"), max_length=80)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("JSON as the export writes it."),
        widget=forms.FileInput({"accept": ".json,application/json"}),
    )


class LinesField(SimpleArrayField):
    """Choices, one a line."""

    def __init__(self, **kwargs):
        super().__init__(
            forms.CharField(max_length=60),
            delimiter="\n",
            required=False,
            widget=forms.Textarea({"rows": 3}),
            **kwargs,
        )

    def clean(self, value):
        lines = [line.strip() for line in (value or "").splitlines() if line.strip()]
        return super().clean("\n".join(lines))


class ItemForm(forms.ModelForm):
    """One question on the designer's page."""

    choices = LinesField(label=gettext_lazy("choices, one a line"))
    failing = LinesField(label=gettext_lazy("choices that fail, one a line"))

    class Meta:
        model = ChecklistItem
        fields = ITEM_FIELDS
        widgets = {
            "text": forms.Textarea({"rows": 2}),
            "proposal": forms.Textarea({"rows": 2}),
            "limits_checked_on": forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["limits_confidence"].required = False

    def clean(self):
        """The rules that the database keeps as well, said where the fault is."""
        typed = super().clean()
        answer = typed.get("answer")
        typed["limits_confidence"] = typed.get("limits_confidence") or Confidence.UNVERIFIED
        if answer != ChecklistItem.Answer.NUMBER:
            self._refuse(("unit", "lowest", "highest"), _("Only a number has a unit and limits."))
        if answer != ChecklistItem.Answer.CHOICE:
            self._refuse(("choices", "failing"), _("Only a choice has choices."))
        elif len(set(typed.get("choices") or [])) < 2:
            self.add_error("choices", _("A choice has at least two different choices."))
        elif not set(typed.get("failing") or []) <= set(typed["choices"]):
            self.add_error("failing", _("What fails has to be one of the choices."))
        low, high = typed.get("lowest"), typed.get("highest")
        if None not in (low, high) and high < low:
            self.add_error("highest", _("The highest allowed is not below the lowest."))
        if typed.get("limits_confidence") in CHECKED and not typed.get("limits_checked_on"):
            self.add_error("limits_checked_on", _("Say on which day the limits were checked."))
        return typed

    def _refuse(self, names, words):
        for name in names:
            if self.cleaned_data.get(name) not in (None, "", []):
                self.add_error(name, words)

    def _post_clean(self):
        """The constraints are said above in their place; asking the database again costs a lot."""


class SectionForm(forms.ModelForm):
    class Meta:
        model = ChecklistSection
        fields = ["title"]


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("what is new"), max_length=200, required=False)


class Designer:
    """All sections and items of a draft as one page: nothing is kept until it is saved.

    Moving, adding and removing are buttons that send the page and get it back changed, so that
    they work by keyboard and without a script.
    """

    def __init__(self, sections, *, note="", data=None):
        self.data = data
        self.note = NoteForm(data, initial={"note": note})
        self.sections = [
            (
                SectionForm(data, prefix=f"s{n}", initial={"title": section["title"]}),
                [
                    ItemForm(data, prefix=f"s{n}i{m}", initial=_shown(item))
                    for m, item in enumerate(section["items"])
                ],
            )
            for n, section in enumerate(sections)
        ]

    @classmethod
    def of(cls, version):
        return cls(contents(version), note=version.note)

    @classmethod
    def typed(cls, data):
        """The page as it was sent, judged when asked ``is_valid``."""
        sections = [
            {"title": "", "items": [{} for _each in range(count)]} for count in _counts(data)
        ]
        return cls(sections, data=data)

    @property
    def forms(self):
        yield self.note
        for section, items in self.sections:
            yield section
            yield from items

    def is_valid(self) -> bool:
        faulty = [form for form in self.forms if not form.is_valid()]
        return self._keys_differ() and not faulty

    def _keys_differ(self) -> bool:
        seen = set()
        for _section, items in self.sections:
            for item in items:
                key = item.cleaned_data.get("key")
                if key and key in seen:
                    item.add_error("key", _("The key “%s” is used twice.") % key)
                    return False
                seen.add(key)
        return True

    @property
    def contents(self) -> list[dict]:
        """The sections and items, as the service keeps them."""
        return [
            {"title": section.cleaned_data["title"], "items": [form.cleaned_data for form in items]}
            for section, items in self.sections
        ]

    def rows(self):
        """For the template: each section with its number, form and numbered item forms."""
        for n, (section, items) in enumerate(self.sections):
            yield {
                "n": n,
                "form": section,
                "count": len(items),
                "first": n == 0,
                "last": n == len(self.sections) - 1,
                "items": [
                    {"m": m, "form": form, "first": m == 0, "last": m == len(items) - 1}
                    for m, form in enumerate(items)
                ],
            }

    # --- Moving about ----------------------------------------------------------------------------

    def after(self, doing: str) -> "Designer":
        """The page after one of its buttons, with all that was typed: ``up:2:1``, ``add:2``."""
        verb, *places = doing.split(":")
        raw = [(_raw(section), [_raw(item) for item in items]) for section, items in self.sections]
        rows, place = raw, int(places[0]) if places else len(raw)
        if len(places) == 2:
            rows, place = raw[place][1], int(places[1])
        match verb:
            case "up" | "down":
                other = place + (-1 if verb == "up" else 1)
                if 0 <= other < len(rows):
                    rows[place], rows[other] = rows[other], rows[place]
            case "remove":
                del rows[place]
            case "add-section" if len(raw) < MOST_SECTIONS:
                raw.append(({"title": ""}, [_fresh(raw)]))
            case "add" if sum(len(items) for _section, items in raw) < MOST_ITEMS:
                raw[place][1].append(_fresh(raw))
        return self._again(raw)

    def _again(self, raw) -> "Designer":
        sections = [{"title": "", "items": [{} for _each in items]} for _section, items in raw]
        moved = Designer(sections, note=self.note["note"].value() or "")
        for (section, items), (fields, typed) in zip(moved.sections, raw, strict=True):
            section.initial = fields
            for form, values in zip(items, typed, strict=True):
                form.initial = values
        return moved


def _counts(data) -> list[int]:
    """How many items each section of the page has; what is no number is none."""
    counts = []
    for n in range(MOST_SECTIONS):
        given = data.get(f"s{n}-count", "")
        if not given.isdigit():
            break
        counts.append(min(int(given), MOST_ITEMS))
    return counts


def _raw(form) -> dict:
    """What a form shows, typed or not, right or not."""
    return {name: form[name].value() for name in form.fields}


def _shown(item: dict) -> dict:
    lists = {name: "\n".join(item[name]) for name in ("choices", "failing") if item.get(name)}
    limits = {name: plain(item.get(name)) for name in ("lowest", "highest")}
    return item | lists | limits


def _fresh(raw) -> dict:
    """A new item with a key that none has yet."""
    taken = {item.get("key") for _section, items in raw for item in items}
    number = len(taken) + 1
    while f"item-{number}" in taken:
        number += 1
    return {"key": f"item-{number}"}
