"""Visits on the desk: found, looked at, added to, ordered from, and typed in."""

from itertools import chain

from django.conf import settings
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from inspections.admin import desk
from inspections.admin.pages import CSS
from inspections.admin.visit_filters import VisitStandingFilter
from inspections.forms import visit as forms
from inspections.models import Visit, VisitPacket
from inspections.services import follow_ups, visit_conflicts, visit_files, visits
from qualitysup import states
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.documents.models import IssuedDocument
from qualitysup.evidence.services import files
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter

PER_PAGE = 50
GRAVE = {Visit.Outcome.TO_FOLLOW_UP, Visit.Outcome.UNCOOPERATIVE, Visit.Outcome.FALSE_DISCLOSURE}
HARMLESS = {Visit.Outcome.NO_PROBLEM, Visit.Outcome.NOT_CARRIED_ON, Visit.Outcome.CORRECTED}


def outcome_of(visit):
    """What came out of a visit, in its colour; a dash while it is not known."""
    if not visit.outcome:
        return "—"
    tone = (
        states.Tone.LATE
        if visit.outcome in GRAVE
        else states.Tone.GOOD
        if visit.outcome in HARMLESS
        else states.Tone.SOON
    )
    return states.state(tone, visit.get_outcome_display())


class VisitPage:
    """All that the page of one visit shows, read once."""

    def __init__(self, visit, *, by):
        self.visit, self.by = visit, by

    @cached_property
    def answers(self):
        answers = list(self.visit.answers.for_page().prefetch_related("photos__file"))
        for photo in chain.from_iterable(answer.photos.all() for answer in answers):
            photo.other_day = photo.on_another_day_than(self.visit.evidence_day)
        return answers

    @property
    def failed(self):
        return [answer for answer in self.answers if answer.failed]

    @property
    def sections(self):
        found = {}
        for answer in self.answers:
            found.setdefault(answer.item.section, []).append(answer)
        return list(found.items())

    @cached_property
    def people(self):
        return list(self.visit.inspections.select_related("inspector"))

    @cached_property
    def packets(self):
        return list(self.visit.packets.defer("content").select_related("sent_by", "decided_by"))

    @property
    def in_conflict(self) -> bool:
        return any(packet.conflict == VisitPacket.Conflict.OPEN for packet in self.packets)

    @cached_property
    def additions(self):
        return list(self.visit.additions.select_related("by"))

    @cached_property
    def follow_ups(self):
        return list(self.visit.follow_ups.select_related("closed_by"))

    @cached_property
    def proposals(self):
        return list(self.visit.proposals.select_related("answer__item"))

    @cached_property
    def samples(self):
        return list(self.visit.samples.visible_to(self.by).order_by("pk"))

    @cached_property
    def orders(self):
        return list(self.visit.orders.visible_to(self.by))

    @cached_property
    def missing(self):
        return [] if self.visit.finished_at else visit_files.missing(self.visit)

    @property
    def documents(self):
        return IssuedDocument.objects.of(self.visit).visible_to(self.by).for_list()

    @property
    def outcome(self):
        return outcome_of(self.visit)

    @property
    def may(self) -> dict:
        finished = self.visit.state == Visit.State.FINISHED
        ordered = any(order.state != "withdrawn" for order in self.orders)
        allowed = self.by.has_perm
        return {
            "order": finished
            and bool(self.failed or self.proposals)
            and not ordered
            and allowed("inspections.add_rectificationorder"),
            "add": allowed("inspections.add_visitaddition"),
            "minutes": finished and allowed("inspections.minute_visit"),
            "resolve": allowed("inspections.resolve_visit"),
            "settle": allowed(follow_ups.SETTLE),
        }


@admin.register(Visit)
class VisitAdmin(ExportMixin, TaskPages, HistoryMixin, ReadOnlyAdmin):
    """What was found stays as it was found; only what follows from it is done here."""

    tasks = {
        "order": "order_from",
        "addition": "add_to",
        "conflict": "decide_conflict",
        "minutes": "issue_minutes",
        "complete": "look_again",
        "hand-in": "hand_in",
        "follow-up-again": "try_follow_up",
        "follow-up-close": "close_follow_up",
    }
    change_form_template = "inspections/visit.html"
    fields = ["kind"]

    list_display = ["name", "kind", "checklist", "day", "outcome_shown", "failed_count", "division"]
    list_filter = [
        VisitStandingFilter,
        "kind",
        "outcome",
        ("started_at", admin.DateFieldListFilter),
        ("checklist_version__checklist", admin.RelatedOnlyFieldListFilter),
        ("inspections__inspector", admin.RelatedOnlyFieldListFilter),
        TownFilter,
    ]
    ordering = ["-started_at", "-pk"]
    search_fields = ["party_name"]
    search_help_text = gettext_lazy(
        "The party as it was called, what finds the enterprise, or the number of a receipt"
    )
    export_columns = [
        ("party_name", gettext_lazy("party")),
        ("party_uscc", gettext_lazy("party's code")),
        ("division__name", gettext_lazy("division")),
        "kind",
        ("checklist_version__checklist__name", gettext_lazy("checklist")),
        "started_at",
        "ended_at",
        "received_at",
        "outcome",
        "disposition",
        "failed_count",
        "summary",
    ]

    class Media:
        css = {"all": [*CSS, "inspections/visit.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return request.user.has_perm("inspections.submit_visit")

    @admin.display(description=gettext_lazy("party"), ordering="party_name")
    def name(self, visit):
        if visit.state == Visit.State.FINISHED:
            return visit.party_name
        return format_html("{} {}", visit.party_name, visit.shown_state)

    @admin.display(description=gettext_lazy("checklist"))
    def checklist(self, visit):
        return visit.checklist_version

    @admin.display(description=gettext_lazy("day"), ordering="started_at")
    def day(self, visit):
        return timezone.localdate(visit.started_at).isoformat()

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def outcome_shown(self, visit):
        return outcome_of(visit)

    # --- Typing one in ---------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        self.need(request, "inspections.submit_visit")
        return desk.enter(self, request)

    # --- What belongs to none --------------------------------------------------------------------

    def get_urls(self):
        own = path(
            "left-over/",
            self.admin_site.admin_view(self.left_over),
            name="inspections_visit_left_over",
        )
        return [own, *super().get_urls()]

    def left_over(self, request):
        """Files that were sent and that no visit names: whose they are, how long they stay."""
        self.need(request, "inspections.resolve_visit")
        rows = Paginator(files.nobodys(request.user), PER_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Files that belong to nothing"),
            "opts": self.opts,
            "rows": rows.get_page(request.GET.get("page")),
            "removed_after": settings.EVIDENCE_REMOVED_AFTER_DAYS,
            "media": self.media,
        }
        return TemplateResponse(request, "inspections/left_over.html", context)

    # --- One visit -------------------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["page"] = VisitPage(obj, by=request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def order_from(self, request, pk):
        """The failed items, each to be ordered or left, in one step."""
        visit = self.row(request, pk)
        self.need(request, "inspections.add_rectificationorder")
        product = visit.enterprise.products.order_by("pk").first()
        form = forms.OrderFromVisitForm(
            request.POST or None,
            proposals=visits.proposals(visit),
            initial={
                "product": product.name if product else "",
                "standard": product.standard if product else "",
            },
        )

        def take(typed):
            order = visits.order_from(
                visit,
                form.items,
                by=request.user,
                product=typed["product"],
                standard=typed["standard"],
            )
            return format_html(
                _('The order is drafted; <a href="{}">look it over and issue it</a>.'),
                order.get_absolute_url(),
            )

        return self.ask(
            request,
            visit,
            form,
            title=_("Draft the order"),
            button=_("Draft the order"),
            take=take,
            basis="行政处罚法 28",
        )

    @method_decorator(csrf_protect)
    def add_to(self, request, pk):
        visit = self.row(request, pk)
        self.need(request, "inspections.add_visitaddition")

        def take(typed):
            visits.add(visit, by=request.user, **typed)
            return _("Added. What was sent stays as it is.")

        return self.ask(
            request,
            visit,
            forms.AdditionForm(request.POST or None),
            title=_("Correct or supplement"),
            button=_("Add"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def decide_conflict(self, request, pk):
        """Two packets side by side, decided field by field."""
        visit = self.row(request, pk)
        packet = (
            visit.packets.filter(conflict=VisitPacket.Conflict.OPEN)
            .select_related("sent_by")
            .order_by("pk")
            .first()
        )
        if packet is None:
            messages.info(request, _("No conflict of this visit is left to decide."))
            return redirect(self._url("change", visit.pk))
        self.need(request, "inspections.resolve_visit")
        form = forms.ConflictForm(
            request.POST or None, differences=visit_conflicts.differences(packet)
        )
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                visit_conflicts.decide(
                    packet, form.choices, by=request.user, reason=form.cleaned_data["reason"]
                )
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                self.message_user(request, _("The conflict is decided."), messages.SUCCESS)
                return redirect(self._url("change", visit.pk))
        page = {
            **self.admin_site.each_context(request),
            "title": _("Decide a conflict"),
            "opts": self.opts,
            "original": visit,
            "packet": packet,
            "first": visit.first_packet,
            "form": form,
            "reasons": reasons,
            "media": self.media + form.media,
        }
        return TemplateResponse(
            request, "inspections/visit_conflict.html", page, status=409 if reasons else 200
        )

    @method_decorator([csrf_protect, require_POST])
    def issue_minutes(self, request, pk):
        return self._do(request, pk, visits.minute, lambda paper: _("Minutes: %s.") % paper.number)

    @method_decorator([csrf_protect, require_POST])
    def look_again(self, request, pk):
        """Look once more whether every part is here."""
        self.need(request, "inspections.submit_visit")

        def told(visit):
            if visit.finished_at:
                return _("The visit is complete.")
            return _("%d parts are still missing.") % len(visits.missing(visit))

        return self._do(request, pk, lambda visit, by: visits.complete(visit), told)

    @method_decorator(csrf_protect)
    def hand_in(self, request, pk):
        """The file that the visit waits for, another in its place, or that there is none."""
        self.need(request, "inspections.add_visitaddition")
        visit = self.row(request, pk)
        left = {each["sha256"]: each["words"] for each in visit_files.missing(visit)}
        sha256 = request.GET.get("file", "")
        if sha256 not in left:
            messages.info(request, _("This file is not missing any more."))
            return redirect(self._url("change", visit.pk))

        def take(typed):
            now = visit_files.replace_file(visit, sha256, by=request.user, **typed)
            if now.finished_at:
                return _("The visit is complete.")
            return _("%d parts are still missing.") % len(visits.missing(now))

        return self.ask(
            request,
            visit,
            forms.MissingFileForm(request.POST or None, request.FILES or None),
            title=_("Hand in a missing file"),
            button=_("Hand in"),
            take=take,
            words=left[sha256],
            words_label=_("Missing file"),
        )

    @method_decorator([csrf_protect, require_POST])
    def try_follow_up(self, request, pk):
        """Try once more what follows from the visit and could not be done."""
        self.need(request, follow_ups.SETTLE)
        visit = self.row(request, pk)
        owed = follow_ups.try_again(self._owed(request.POST, visit), by=request.user)
        if owed.could_not_be_done:
            self.message_user(
                request, _("It could not be done: %s") % owed.refusal, messages.WARNING
            )
        else:
            self.message_user(request, _("Done: %s") % owed.label, messages.SUCCESS)
        return redirect(self._url("change", visit.pk))

    @method_decorator(csrf_protect)
    def close_follow_up(self, request, pk):
        self.need(request, follow_ups.SETTLE)
        visit = self.row(request, pk)
        owed = self._owed(request.GET, visit)

        def take(typed):
            follow_ups.close(owed, by=request.user, **typed)
            return _("Closed: %s") % owed.label

        return self.ask(
            request,
            visit,
            forms.CloseFollowUpForm(request.POST or None),
            title=_("Close by hand: %s") % owed.label,
            button=_("Close by hand"),
            take=take,
            basis=owed.follow_up.basis if owed.follow_up else "",
        )

    def _owed(self, named, visit):
        return get_object_or_404(visit.follow_ups, name=named.get("name", ""))

    def _do(self, request, pk, act, told):
        visit = self.row(request, pk)
        try:
            self.message_user(request, told(act(visit, by=request.user)), messages.SUCCESS)
        except REFUSALS as refusal:
            for words in words_of(refusal):
                self.message_user(request, words, messages.ERROR)
        return redirect(self._url("change", visit.pk))
