"""Who is told that a standard is replaced: whoever makes products to it, and the desk."""

from collections import defaultdict
from itertools import groupby

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from enterprises.models import Representation
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.lists import list_url
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.wording import in_a_row, listed
from standards.models import Execution

# The last reminder before the old standard ends.
LAST_DAYS = 30


def replaced(replacement, rows) -> None:
    """``rows`` are the open executions of the old standard, in the order of their enterprises."""
    words = _Words(replacement)
    counties = defaultdict(list)
    for enterprise, executions in groupby(rows, key=lambda row: row.product.enterprise):
        executions = list(executions)
        county = codes.prefix(enterprise.division_id)[: codes.LENGTHS["county"]].ljust(12, "0")
        counties[county] += executions
        _tell_accounts(enterprise, executions, words)
    divisions = Division.objects.in_bulk(counties)
    for county, executions in counties.items():
        _tell_desk(divisions[county], executions, words)


class _Words:
    """What is said of one replacement, and at which moment."""

    def __init__(self, replacement):
        self.old, self.new = replacement.old, replacement.new
        self.topic = f"standard-replaced:{replacement.pk}"
        left = (self.new.in_force_on - timezone.localdate()).days
        self.kind = Kind.REMINDER if left > 0 else Kind.OVERDUE
        if left <= 0:
            self.stage = "ended"
        else:
            self.stage = f"last-{LAST_DAYS}" if left <= LAST_DAYS else "announced"
        part = (
            [format_lazy("{words}: {part}", words=_("In part"), part=replacement.part)]
            if replacement.part
            else []
        )
        self.sentences = [
            format_lazy(
                _("{new} takes the place of {old} from {day}."),
                new=self.new.title,
                old=self.old.number,
                day=self.new.in_force_on.isoformat(),
            ),
            *part,
        ]
        self.subject = format_lazy(
            "{words}: {old} → {new}",
            words=_("Standard replaced"),
            old=self.old.number,
            new=self.new.number,
        )


def _tell_accounts(enterprise, executions, words):
    """The accounts that act for the enterprise hear which of its products have to change."""
    acting = Representation.objects.in_force(timezone.localdate()).filter(enterprise=enterprise)
    people = [row.user for row in acting.select_related("user") if row.user.is_active]
    products = listed(execution.product.name for execution in executions)
    owing.owe(
        people,
        topic=f"{words.topic}:{enterprise.pk}",
        stage=words.stage,
        kind=words.kind,
        subject=words.subject,
        body=in_a_row(
            [*words.sentences, format_lazy(_("Your products made to it: {what}."), what=products)]
        ),
        url=list_url(Execution, standing="replaced"),
        division=enterprise.division,
    )


def _tell_desk(division, executions, words):
    desk = User.objects.responsible_for(division.pk, *roles_with("standards.change_execution"))
    count = len(executions)
    owing.owe(
        desk,
        topic=f"{words.topic}:{division.pk}",
        stage=words.stage,
        kind=words.kind,
        subject=words.subject,
        body=in_a_row(
            [
                *words.sentences,
                ngettext_lazy("%d product is still made to it.", "%d products are.", count) % count,
            ]
        ),
        url=list_url(Execution, standing="replaced", standard__id__exact=words.old.pk),
        division=division,
    )
