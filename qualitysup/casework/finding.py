"""The one search box: every app declares what it finds in its own ``finding.py``.

A kind is searched by its queryset's own ``search`` under the same ``visible_to`` as its list in the
admin, so the count beside it leads to the rows that it counts.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qualitysup import states
from qualitysup.accounts.models import User
from qualitysup.asked_once import asked_once
from qualitysup.documents import numbers
from qualitysup.documents.models import IssuedDocument
from qualitysup.lists import list_url
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import COUNTED_TO
from qualitysup.states import Tone
from qualitysup.wording import tidy

# Rows of a kind on the page of all kinds; whoever wants more goes to its list.
SHOWN = 5
# No name and no number is longer.
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """One row that was found: what it is called, where its page is, how it stands."""

    title: str
    url: str
    note: str = ""
    state: SafeString | str = ""
    # The code of where it is; the page says its name.
    division: str | None = None
    # What it is called by in full; typed whole, it leads straight to the page.
    numbers: tuple[str, ...] = ()

    @property
    def state_in_words(self) -> str:
        return strip_tags(self.state).strip()


@dataclass(frozen=True)
class Findable:
    """A kind of rows that people look for, ordered as its list in the admin is."""

    key: str
    label: str
    model: type[Model]
    icon: str
    order: int
    ordering: tuple[str, ...] = ("-pk",)
    # The attributes that hold its own numbers.
    numbers: tuple[str, ...] = ()
    # What stands under the title, where its name and numbers are not the thing to say.
    note: Callable[[Model], str] | None = None
    # Where its page is, if that is another row's or not everybody's.
    url: Callable[[Model, User], str] | None = None
    state: Callable[[Model], SafeString | str] | None = None

    @property
    def permission(self) -> str:
        return f"{self.model._meta.app_label}.view_{self.model._meta.model_name}"

    def rows(self, user, text: str) -> QuerySet:
        rows = self.model._default_manager.visible_to(user).for_list()
        return rows.search(text).order_by(*self.ordering)

    def hit(self, row, user) -> Hit:
        title = str(getattr(row, "title", row))
        own = tuple(filter(None, (str(getattr(row, name) or "") for name in self.numbers)))
        names = self.note(row) if self.note else _besides(title, str(row), *own)
        return Hit(
            title=title,
            url=self.url(row, user) if self.url else row.get_absolute_url(),
            note=names,
            state=self.state(row) if self.state else getattr(row, "shown_state", ""),
            division=_division_of(row),
            numbers=own,
        )


@dataclass(frozen=True)
class Found:
    """What one person finds of one kind: how many there are, and the first of them."""

    findable: Findable
    count: int
    hits: list[Hit] = field(default_factory=list)
    url: str = ""

    @property
    def counted(self) -> int:
        """Counting stops at a thousand."""
        return min(self.count, COUNTED_TO)

    @property
    def count_is_exact(self) -> bool:
        return self.count <= COUNTED_TO

    @property
    def shown_count(self) -> str:
        """As it is said."""
        return str(self.counted) if self.count_is_exact else f"{COUNTED_TO}+"


_findables: dict[str, Findable] = {}


def register_findable(*findables: Findable) -> None:
    _findables.update({findable.key: findable for findable in findables})


def findables_for(user) -> list[Findable]:
    """What this person may look for, in the order in which it is shown."""
    allowed = (each for each in _findables.values() if user.has_perm(each.permission))
    return sorted(allowed, key=lambda findable: findable.order)


def finds_anything(user) -> bool:
    return any(user.has_perm(each.permission) for each in _findables.values())


# --- What is asked -------------------------------------------------------------------------------


def asked(typed: str) -> tuple[str, bool]:
    """What somebody typed as it is looked for, and whether it had to be cut off."""
    text = tidy(typed.replace("\0", ""))
    return text[:LONGEST].strip(), len(text) > LONGEST


def is_enough(text: str) -> bool:
    """Whether there is anything to look for: signs alone are in every name."""
    return any(map(str.isalnum, unicodedata.normalize("NFKC", text)))


# --- What is found -------------------------------------------------------------------------------


def find(
    user,
    text: str,
    *,
    among: Iterable[Findable] | None = None,
    shown: int = SHOWN,
    empty: bool = False,
) -> list[Found]:
    """Every kind of which something is found, with its first rows; or the empty ones as well."""
    if not is_enough(text):
        return []
    among = findables_for(user) if among is None else among
    with asked_once():
        found = [_find(findable, user, text, shown) for findable in among]
    return _with_places([each for each in found if each.count or empty])


def _find(findable, user, text, shown) -> Found:
    rows = findable.rows(user, text)
    # Searched once: the keys that are counted are those whose first rows are read.
    keys = list(rows.values_list("pk", flat=True)[: COUNTED_TO + 1])
    first = keys[:shown]
    kept = findable.model._default_manager.for_list().in_bulk(first) if first else {}
    return Found(
        findable,
        count=len(keys),
        hits=[findable.hit(kept[key], user) for key in first if key in kept],
        url=list_url(findable.model, q=text),
    )


def _with_places(found: list[Found]) -> list[Found]:
    """Each hit says where it is; the names of all places are asked for at once."""
    codes = {hit.division for each in found for hit in each.hits if hit.division}
    names = dict(Division.objects.filter(pk__in=codes).values_list("pk", "name")) if codes else {}

    def with_place(hit):
        return replace(hit, note=_row_of(hit.note, names.get(hit.division)))

    return [replace(each, hits=list(map(with_place, each.hits))) for each in found]


def page_of(found: list[Found], text: str) -> str | None:
    """The one page that all hits lead to, if a number of it was typed whole."""
    hits = [hit for each in found for hit in each.hits]
    if sum(each.count for each in found) != len(hits) or len({hit.url for hit in hits}) != 1:
        return None
    wanted = _bare(text)
    named = any(_bare(number) == wanted for hit in hits for number in hit.numbers)
    return hits[0].url if named else None


def _bare(number: str) -> str:
    """A number without whatever people write or leave out."""
    return "".join(filter(str.isalnum, numbers.normalise(number).casefold()))


def _besides(title: str, *names: str) -> str:
    return _row_of(*(name for name in dict.fromkeys(names) if name not in title))


def _row_of(*words: str | None) -> str:
    return " · ".join(str(word) for word in words if word)


def _division_of(row) -> str | None:
    """The code of its division, by the path that also decides who sees it."""
    path = getattr(type(row)._default_manager.all(), "division_path", None)
    if path is None:
        return None
    *way, last = path.split("__")
    for name in way:
        row = getattr(row, name)
    return getattr(row, f"{last}_id")


def admin_page(row, user=None) -> str:
    """The page of a row that has no address of its own."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


# --- What the kernel itself offers: the apps below cannot name this registry ----------------------


def page_of_paper(document, user) -> str:
    """The page of the case it is of; its own for whoever may not look at that."""
    case_type = ContentType.objects.get_for_id(document.case_type_id)
    if user.has_perm(f"{case_type.app_label}.view_{case_type.model}"):
        try:
            name = f"admin:{case_type.app_label}_{case_type.model}_change"
            return reverse(name, args=[document.case_id])
        except NoReverseMatch:
            pass
    return admin_page(document)


def state_of_paper(document):
    return states.state(Tone.LATE, _("void")) if document.is_void else ""


register_findable(
    Findable(
        key="documents",
        label=_("Issued documents"),
        model=IssuedDocument,
        icon="file-text",
        order=20,
        ordering=("-issued_at", "-pk"),
        numbers=("number",),
        note=lambda document: f"{document.number} · {document.recipient}",
        url=page_of_paper,
        state=state_of_paper,
    ),
    Findable(
        key="people",
        label=_("People"),
        model=User,
        icon="users",
        order=95,
        ordering=("username",),
        note=lambda person: person.username,
        url=admin_page,
    ),
)
