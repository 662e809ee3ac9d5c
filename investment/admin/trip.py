"""Trips in the admin: programme, delegation and visits on one page; and visits as a list."""

from django.contrib import admin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.csrf import csrf_protect

from investment.forms import trip as forms
from investment.forms.prospect import NotedForm
from investment.models import ProspectVisit, Trip, TripMember, TripStop
from investment.services import followup, trips
from qualitysup.accounts.models import User
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedInline


class MemberInline(ScopedInline):
    model = TripMember
    fields = ["person", "post"]
    ordering = ["pk"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = User.objects.beside(request.user).filter(is_active=True)
        return field


class StopInline(ScopedInline):
    model = TripStop
    fields = ["on", "at", "words"]
    ordering = ["on", "at", "pk"]


@admin.register(Trip)
class TripAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "depart": StepAction(trips.depart),
        "come_back": StepAction(trips.come_back),
        "report": StepAction(trips.report),
        "cancel": StepAction(trips.cancel, NotedForm),
    }
    tasks = {"book": "book_visit", "record": "record_visit", "call-off": "call_off"}
    editable_states = (Trip.State.PLANNED, Trip.State.UNDER_WAY, Trip.State.BACK)
    draft = staticmethod(trips.draft)
    save_draft = staticmethod(trips.save)

    list_display = ["name", "destination", "shown_state", "from_on", "to_on", "leads", "spent"]
    list_filter = ["state"]
    date_hierarchy = "from_on"
    ordering = ["-pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Name, destination or the number of the report")
    export_columns = [
        "name",
        "destination",
        "purpose",
        "host",
        "state",
        "from_on",
        "to_on",
        ("leads__full_name", gettext_lazy("leads the delegation")),
        "budget",
        "spent",
        "report_number",
    ]

    form = forms.TripForm
    change_form_template = "investment/trip.html"
    fields = [
        ("name", "destination"),
        ("purpose", "host"),
        ("from_on", "to_on", "leads"),
        ("budget", "spent"),
        "opening",
        "closing",
    ]
    KEPT = ["came_back_on", "report_number"]
    readonly_fields = KEPT
    inlines = [MemberInline, StopInline]

    class Media:
        css = {"all": ["investment/investment.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        return [*self.fields, *(name for name in self.KEPT if obj and getattr(obj, name))]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            may = obj.is_open and request.user.has_perm(followup.CONTACT)
            visits = obj.visits.select_related("prospect", "officer")
            context |= {
                "visits": visits.order_by("planned_on", "pk"),
                "may_work": may,
                "beside": [(self._url("book", obj.pk), _("Book a visit"))] if may else [],
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Visits ----------------------------------------------------------------------------------

    def _booked(self, request, trip):
        key = request.GET.get("visit", "")
        found = trip.visits.booked().filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    @method_decorator(csrf_protect)
    def book_visit(self, request, pk):
        trip = self.row(request, pk)
        self.need(request, followup.CONTACT)
        visit = ProspectVisit(trip=trip)
        form = forms.BookForm(request.POST or None, instance=visit, by=request.user)

        def take(typed):
            trips.book(form.instance, by=request.user)
            return _("The visit is booked.")

        return self.ask(request, trip, form, title=_("Book a visit"), button=_("Book"), take=take)

    @method_decorator(csrf_protect)
    def record_visit(self, request, pk):
        trip = self.row(request, pk)
        return _record(self, request, trip, self._booked(request, trip))

    @method_decorator(csrf_protect)
    def call_off(self, request, pk):
        trip = self.row(request, pk)
        return _call_off(self, request, trip, self._booked(request, trip))


def _record(pages, request, row, visit):
    """The protocol of a visit, from the page of its trip or its own."""
    pages.need(request, followup.CONTACT)
    form = forms.RecordForm(request.POST or None, instance=visit)

    def take(typed):
        trips.record(visit, by=request.user, **typed)
        return _("The visit is on record.")

    return pages.ask(
        request,
        row,
        form,
        title=pgettext("to a prospect", "Record the visit"),
        button=_("Keep"),
        take=take,
        words=str(visit),
        words_label=pgettext("to a prospect", "Visit"),
    )


def _call_off(pages, request, row, visit):
    pages.need(request, followup.CONTACT)

    def take(typed):
        trips.call_off(visit, by=request.user, because=typed["because"])
        return _("The visit is cancelled; the firm can be booked again.")

    return pages.ask(
        request,
        row,
        forms.CallOffForm(request.POST or None),
        title=_("Cancel the visit"),
        button=_("Cancel the visit"),
        take=take,
        words=str(visit),
        words_label=pgettext("to a prospect", "Visit"),
    )


class VisitStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("late", gettext_lazy("its day has passed, not recorded")),
            ("mine", gettext_lazy("booked, mine")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "late":
                return rows.late()
            case "mine":
                return rows.booked().of_person(request.user)
        return rows


@admin.register(ProspectVisit)
class ProspectVisitAdmin(ExportMixin, TaskPages, HistoryMixin, ReadOnlyAdmin):
    """Who visits whom when; booked on the page of the firm or the trip, recorded here or there."""

    tasks = {"record": "record_visit", "call-off": "call_off"}

    list_display = ["prospect", "shown_state", "planned_on", "visited_on", "officer", "trip"]
    list_filter = [VisitStandingFilter, "state"]
    date_hierarchy = "planned_on"
    ordering = ["-planned_on", "-pk"]
    search_fields = ["prospect__name"]
    search_help_text = gettext_lazy("The firm by any of its names")
    export_columns = [
        ("prospect__name", gettext_lazy("firm")),
        ("trip__name", gettext_lazy("trip")),
        ("officer__full_name", gettext_lazy("who visits")),
        "state",
        "planned_on",
        "visited_on",
        "introduced",
        "listened",
        "presented",
        "invited",
        "met",
        "said",
        "cancelled_because",
    ]
    change_form_template = "casework/beside.html"
    fields = [
        "prospect",
        "trip",
        "officer",
        "state",
        "planned_on",
        "visited_on",
        *ProspectVisit.PROTOCOL,
        "met",
        "said",
        "cancelled_because",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.is_booked and request.user.has_perm(followup.CONTACT):
            context["beside"] = [
                (self._url("record", obj.pk), pgettext("to a prospect", "Record the visit")),
                (self._url("call_off", obj.pk), _("Cancel the visit")),
            ]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _still_booked(self, request, pk):
        visit = self.row(request, pk)
        if not visit.is_booked:
            raise Http404
        return visit

    @method_decorator(csrf_protect)
    def record_visit(self, request, pk):
        visit = self._still_booked(request, pk)
        return _record(self, request, visit, visit)

    @method_decorator(csrf_protect)
    def call_off(self, request, pk):
        visit = self._still_booked(request, pk)
        return _call_off(self, request, visit, visit)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, visit):
        return visit.shown_state
