"""What a packet says of people, firms and items, judged against the rows that it names."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections.models import (
    ChecklistItem,
    ChecklistVersion,
    Reinspection,
    SamplingPlan,
    Visit,
    VisitAnswer,
)
from qualitysup.accounts.models import User

Outcome = Visit.Outcome
NA = VisitAnswer.Verdict.NOT_APPLICABLE
NOBODY_THERE = {Outcome.NOT_CARRIED_ON, Outcome.UNREACHABLE, Outcome.GONE}


@dataclass
class Judged:
    """The rows that a packet names, and how each answer comes out."""

    # None: the packet describes a party that the register has to find or take in.
    enterprise: Enterprise | None
    # The enterprise that the phone knew, if it was merged into another since.
    merged_from: Enterprise | None
    version: ChecklistVersion | None
    people: list[User]
    answers: list[VisitAnswer] = field(default_factory=list)

    @property
    def failed_count(self) -> int:
        return sum(answer.failed for answer in self.answers)


def judge(packet: dict, *, by) -> Judged:
    """Find what the packet names; every fault is said at once, each by its path."""
    faults = defaultdict(list)
    known, survivor = _enterprise(packet["enterprise"], by, faults)
    judged = Judged(
        enterprise=survivor,
        merged_from=known if known != survivor else None,
        version=_version(packet["checklist_version"], faults),
        people=_people(packet, by, faults),
    )
    if packet["answers"] and packet["checklist_version"] is None:
        faults["checklist_version"].append(_("Answers are given on a checklist; say which."))
    if judged.version is not None:
        judged.answers = _answers(packet, judged.version, faults)
    _proposals(packet, judged, faults)
    _reinspected(packet, judged, by, faults)
    _samples(packet, by, faults)
    _outcome(packet, judged, faults)
    _on_paper(packet, faults)
    _signatures(packet, faults)
    if faults:
        raise ValidationError(dict(faults))
    return judged


def _enterprise(pk, by, faults):
    """The enterprise as the phone knew it, and the one that it is now."""
    if pk is None:
        return None, None
    known = Enterprise.objects.visible_to(by).filter(pk=pk).first()
    if known is None:
        faults["enterprise"].append(_("There is no such enterprise for you."))
        return None, None
    # A merge waits until the visit is in, or the visit until the merge is done.
    return known, Enterprise.objects.locked().get(pk=known.survivor.pk)


def _version(pk, faults):
    if pk is None:
        return None
    version = ChecklistVersion.objects.whole().filter(pk=pk).first()
    if version is None:
        faults["checklist_version"].append(_("There is no such version of a checklist."))
    elif version.is_draft:
        faults["checklist_version"].append(
            _("This version is a draft; a visit is made on a published one.")
        )
        return None
    return version


def _people(packet, by, faults):
    found = User.objects.beside(by).in_bulk(packet["inspectors"])
    # A phone set ahead does not make a badge last longer, nor does one set back revive it: both
    # clocks stand on the visit's page.
    day = min(timezone.localdate(packet["started_at"]), timezone.localdate())
    people = []
    for place, pk in enumerate(packet["inspectors"]):
        person = found.get(pk)
        if person is None:
            faults[f"inspectors[{place}]"].append(_("There is no such inspector for you."))
        elif not person.has_valid_badge(day):
            faults[f"inspectors[{place}]"].append(
                _("%(person)s had no enforcement badge that was valid on %(day)s.")
                % {"person": person, "day": day.isoformat()}
            )
        else:
            people.append(person)
    return people


def _answers(packet, version, faults):
    items = {item.key: item for section in version.sections.all() for item in section.items.all()}
    shown = {photo["item"] for photo in packet["photos"]}
    answers = {}
    for place, given in enumerate(packet["answers"]):
        path, item = f"answers[{place}]", items.get(given["item"])
        if item is None:
            faults[f"{path}.item"].append(_("This version has no such item."))
        elif item.key in answers:
            faults[f"{path}.item"].append(_("This item is answered twice."))
        elif words := _misfit(item, given):
            faults[path].append(words)
        else:
            answers[item.key] = answer = answer_to(item, given)
            if _asks_for_a_photo(answer) and item.key not in shown:
                faults[path].append(_("This item asks for a photo."))
    for place, photo in enumerate(packet["photos"]):
        if photo["item"] is not None and photo["item"] not in items:
            faults[f"photos[{place}].item"].append(_("This version has no such item."))
    left = [item for key, item in items.items() if key not in answers]
    stopped = packet["disposition"] == Visit.Disposition.STOPPED
    if left and not stopped and packet["outcome"] not in Visit.NOT_LOOKED_AT and not faults:
        faults["answers"].append(
            _("%(count)d items are not answered, the first is “%(item)s”.")
            % {"count": len(left), "item": left[0]}
        )
    return list(answers.values())


def _misfit(item, given) -> str:
    """Why this is no answer to the item; nothing if it is."""
    if given.get("verdict") == NA:
        return ""
    wanted = {
        ChecklistItem.Answer.VERDICT: "verdict",
        ChecklistItem.Answer.NUMBER: "number",
    }.get(item.answer, "text")
    if wanted not in given:
        return _("This item is answered with: %s.") % item.get_answer_display()
    if item.answer == ChecklistItem.Answer.CHOICE and given["text"] not in item.choices:
        return _("“%s” is none of the choices.") % given["text"]
    return ""


def answer_to(item, given) -> VisitAnswer:
    verdict, value = given.get("verdict", ""), given.get("number", given.get("text"))
    return VisitAnswer(
        item=item,
        verdict=verdict,
        number=given.get("number"),
        text=given.get("text", ""),
        note=given["note"],
        failed=verdict != NA and item.fails(verdict or value),
    )


def _asks_for_a_photo(answer) -> bool:
    if answer.verdict == NA or answer.item.photo == ChecklistItem.Photo.NEVER:
        return False
    return answer.failed or answer.item.photo == ChecklistItem.Photo.ALWAYS


def _proposals(packet, judged, faults):
    failed = {answer.item.key for answer in judged.answers if answer.failed}
    for place, each in enumerate(packet["proposals"]):
        if each["item"] is not None and each["item"] not in failed:
            faults[f"proposals[{place}].item"].append(_("This item does not fail."))


def _reinspected(packet, judged, by, faults):
    """A re-inspection says of exactly the items that it carries whether they are put right."""
    carried = _carried(packet, judged, by, faults)
    said = set()
    for place, each in enumerate(packet["reinspected"]):
        path = f"reinspected[{place}]"
        if each["item"] in said:
            faults[f"{path}.item"].append(_("This item is said twice."))
        elif carried is not None and each["item"] not in carried:
            faults[f"{path}.item"].append(_("This re-inspection does not carry this item."))
        if not each["passed"] and not each["finding"].strip():
            faults[f"{path}.finding"].append(_("Say what was found of an item not put right."))
        said.add(each["item"])
    stopped = packet["disposition"] == Visit.Disposition.STOPPED
    cut_short = stopped or packet["outcome"] in Visit.NOT_LOOKED_AT
    if carried and carried - said and not cut_short:
        faults["reinspected"].append(
            _("Say of each of the %(count)s items whether it is put right.")
            % {"count": len(carried)}
        )
    for place, photo in enumerate(packet["photos"]):
        if photo["order_item"] is not None and photo["order_item"] not in said:
            faults[f"photos[{place}].order_item"].append(_("The visit does not look at this item."))


def _carried(packet, judged, by, faults) -> set[int] | None:
    """The items of the re-inspection that the visit was made for; none if it was for no such."""
    is_one = packet["kind"] == Visit.Kind.REINSPECTION
    if packet["reinspected"] and not (is_one and packet["errand"]):
        faults["errand"].append(_("Say which re-inspection this was."))
    if not is_one or packet["errand"] is None or judged.enterprise is None:
        return None
    of_firm = Reinspection.objects.visible_to(by).filter(order__enterprise=judged.enterprise)
    called = of_firm.filter(pk=packet["errand"]).first()
    if called is None:
        faults["errand"].append(_("There is no such re-inspection of this enterprise for you."))
        return None
    return set(called.items.values_list("item", flat=True))


def _samples(packet, by, faults):
    plans = {each["plan"] for each in packet["samples"]} - {None}
    known = set(
        SamplingPlan.objects.visible_to(by).filter(pk__in=plans).values_list("pk", flat=True)
    )
    said = set()
    for place, each in enumerate(packet["samples"]):
        if each["uuid"] in said:
            faults[f"samples[{place}].uuid"].append(_("This sheet is said twice."))
        if each["plan"] is not None and each["plan"] not in known:
            faults[f"samples[{place}].plan"].append(_("There is no such sampling plan for you."))
        said.add(each["uuid"])
    for part in ("photos", "signatures"):
        for place, each in enumerate(packet[part]):
            if each["sample"] is not None and each["sample"] not in said:
                faults[f"{part}[{place}].sample"].append(_("The visit has no such sheet."))


def _outcome(packet, judged, faults):
    failed = judged.failed_count + sum(not each["passed"] for each in packet["reinspected"])
    if failed and packet["outcome"] == Outcome.NO_PROBLEM:
        faults["outcome"].append(
            _("No problem found is not the outcome where %d items fail.") % failed
        )


def _on_paper(packet, faults):
    said = set()
    for place, each in enumerate(packet["on_paper"]):
        path = f"on_paper[{place}].inspector"
        if each["inspector"] not in packet["inspectors"]:
            faults[path].append(_("Only an inspector of the visit signs its minutes."))
        elif each["inspector"] in said:
            faults[path].append(_("An inspector is named once."))
        said.add(each["inspector"])


def _signatures(packet, faults):
    """行政处罚法 55: the party signs, or the record says why not."""
    signed = any(
        each["role"] == "party" and each["sample"] is None for each in packet["signatures"]
    )
    if not signed and not packet["signature_refused"] and packet["outcome"] not in NOBODY_THERE:
        faults["signature_refused"].append(
            _("The party signs, or the reason why it does not is given.")
        )
