"""Prospects in the admin: the list, the board, the forecast, and each firm on one page."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from investment import board, matching
from investment.forms import follow, trip
from investment.forms import prospect as forms
from investment.models import (
    ContactPerson,
    Park,
    Prospect,
    ProspectFigure,
    ProspectSite,
    ProspectTask,
    ProspectVisit,
    Reception,
    Requirement,
    TeamMember,
)
from investment.prospect_page import ProspectPage
from investment.services import followup, prospects, trips
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedInline

State = Prospect.State


class StandingFilter(admin.SimpleListFilter):
    """How they stand, by the queries that home and the dashboard count with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("warm", gettext_lazy("kept in touch with")),
            ("contact", gettext_lazy("to be contacted within 7 days")),
            ("silent", gettext_lazy("no contact for too long")),
            ("elsewhere", gettext_lazy("chose another place")),
            ("open", gettext_lazy("not ended")),
            ("mine", gettext_lazy("not ended, mine")),
            ("once", gettext_lazy("every firm once")),
            ("signed", gettext_lazy("with a contract that stands")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "warm":
                return rows.warm()
            case "contact":
                return rows.to_contact()
            case "silent":
                return rows.silent()
            case "elsewhere":
                return rows.elsewhere()
            case "open":
                return rows.under_way()
            case "mine":
                return rows.under_way().of_person(request.user)
            case "once":
                return rows.once()
            case "signed":
                return rows.signed()
        return rows


class HorizonFilter(admin.SimpleListFilter):
    title = gettext_lazy("when it would begin")
    parameter_name = "horizon"

    def lookups(self, request, model_admin):
        return board.HORIZON_WORDS.items()

    def queryset(self, request, rows):
        return rows.in_horizon(self.value()) if self.value() else rows


class PlaceFilter(admin.SimpleListFilter):
    """Where they went instead: ``?went_to=四川``."""

    title = gettext_lazy("where it went instead")
    parameter_name = "went_to"

    def lookups(self, request, model_admin):
        places = Prospect.objects.visible_to(request.user).elsewhere().order_by("went_to")
        return [
            (place, place or "—") for place in places.values_list("went_to", flat=True).distinct()
        ]

    def queryset(self, request, rows):
        return rows if self.value() is None else rows.filter(went_to=self.value())


class FigureFilter(admin.SimpleListFilter):
    """Of whom a figure of one year is known: ``?figure=sales-2007``."""

    title = gettext_lazy("figure known")
    parameter_name = "figure"

    def lookups(self, request, model_admin):
        told = ProspectFigure.objects.visible_to(request.user).counted().in_figures()
        kinds = ProspectFigure.Kind
        found = told.order_by("-year", "kind").values_list("kind", "year").distinct()
        return [(f"{kind}-{year}", f"{kinds(kind).label} {year}") for kind, year in found]

    def queryset(self, request, rows):
        if self.value() not in dict(self.lookup_choices):
            return rows
        kind, _dash, year = self.value().partition("-")
        told = ProspectFigure.objects.in_figures().of(kind, int(year))
        return rows.once().filter(pk__in=told.values("prospect"))


class FigureInline(ScopedInline):
    model = ProspectFigure
    fields = ["year", "kind", "bound", "value", "words"]
    ordering = ["-year", "kind"]


class SiteInline(ScopedInline):
    model = ProspectSite
    fields = ["kind", "place", "size", "unit", "words"]
    ordering = ["kind", "pk"]


class TeamInline(ScopedInline):
    model = TeamMember
    fields = ["person", "part"]
    ordering = ["pk"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = forms.officers(request.user)
        return field


@admin.register(Prospect)
class ProspectAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "talk": StepAction(prospects.talk, bulk=True),
        "sign": StepAction(prospects.sign, forms.SignForm),
        "start": StepAction(prospects.start),
        "fund": StepAction(prospects.fund, forms.FundForm),
        "produce": StepAction(prospects.produce),
        "close": StepAction(prospects.close, forms.CloseForm),
        "reopen": StepAction(prospects.reopen, forms.NotedForm),
    }
    tasks = {
        "contact": "record_contact",
        "book": "book_visit",
        "require": "enter_condition",
        "drop": "drop_condition",
        "match": "match",
        "owe": "enter_task",
        "settle": "settle_task",
        "give": "give_policies",
        "receive": "invite",
        "person": "enter_person",
        "unmask": "unmask",
        "name": "enter_name",
        "join": "join",
        "link": "link",
    }
    editable_states = Prospect.STAGES
    draft = staticmethod(prospects.draft)
    save_draft = staticmethod(prospects.save)
    actions = ["hand_over"]

    list_display = [
        "name",
        "shown_state",
        "shown_intention",
        "shown_horizon",
        "project",
        "owner",
        "last_contact_on",
        "shown_next_contact",
    ]
    list_filter = [
        StandingFilter,
        "state",
        "intention",
        HorizonFilter,
        FigureFilter,
        PlaceFilter,
        ("owner", admin.RelatedOnlyFieldListFilter),
    ]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Any of its names, or pinyin initials")
    change_list_template = "investment/prospect_list.html"
    export_columns = [
        "name",
        "state",
        "intention",
        "intention_words",
        "horizon_from",
        "horizon_to",
        "horizon_words",
        "project",
        "invest_from",
        "invest_to",
        "signed_yi",
        "arrived_yi",
        "went_to",
        "went_because",
        ("owner__full_name", gettext_lazy("officer in charge")),
        "last_contact_on",
        "next_contact_on",
        "closed_on",
        "closed_because",
        "source",
        "verbatim",
    ]

    form = forms.ProspectForm
    change_form_template = "investment/prospect.html"
    autocomplete_fields = ["home"]
    fields = [
        ("name", "home"),
        ("trade", "project"),
        ("intention", "intention_words"),
        ("horizon_from", "horizon_to", "horizon_words"),
        ("invest_from", "invest_to", "invest_words"),
        "regions",
        ("went_to", "went_because"),
        ("owner", "source", "found_on"),
        "verbatim",
    ]
    KEPT = [
        "enterprise",
        "signed_yi",
        "contract",
        "arrived_yi",
        "last_contact_on",
        "next_contact_on",
        "closed_on",
        "closed_because",
        "joined_to",
    ]
    readonly_fields = KEPT
    inlines = [FigureInline, SiteInline, TeamInline]

    class Media:
        css = {"all": ["investment/investment.css"]}

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"{page}/", self.admin_site.admin_view(view), name=f"{name}_{page}")
            for page, view in (("board", self.board), ("forecast", self.forecast))
        ]
        return [*own, *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.search(search_term) if search_term else queryset), False

    def get_fields(self, request, obj=None):
        return [*self.fields, *(name for name in self.KEPT if obj and getattr(obj, name))]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["firm"] = ProspectPage(obj, by=request.user)
            context["beside"] = context["firm"].beside
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- The whole -------------------------------------------------------------------------------

    def _whole(self, request, template, title, **context):
        if not self.has_view_permission(request):
            raise Http404
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, page)

    def board(self, request):
        """Every firm that is under way by its stage."""
        columns = board.columns(request.user)
        return self._whole(
            request, "investment/board.html", _("Board of prospects"), columns=columns
        )

    def forecast(self, request):
        """How many at which stage with which horizon, what they may bring, who went elsewhere."""
        return self._whole(
            request,
            "investment/forecast.html",
            _("Forecast of investment"),
            table=board.Forecast(request.user),
        )

    @admin.action(
        description=gettext_lazy("Hand over to another officer"),
        permissions=["hand_over"],
    )
    def hand_over(self, request, queryset):
        confirmed = "confirmed" in request.POST
        form = forms.HandOverForm(request.POST if confirmed else None, by=request.user)
        reasons = []
        if confirmed and form.is_valid():
            try:
                found = prospects.hand_over(
                    list(queryset), to=form.cleaned_data["to"], by=request.user
                )
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                words = ngettext("%d firm is handed over.", "%d firms are handed over.", found)
                self.message_user(request, words % found, messages.SUCCESS)
                return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hand over to another officer"),
            "opts": self.opts,
            "cases": list(queryset.order_by("pk")),
            "form": form,
            "reasons": reasons,
            "action": "hand_over",
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "investment/hand_over.html", context)

    def has_hand_over_permission(self, request):
        return request.user.has_perm(prospects.HAND_OVER)

    # --- Pages beside it -------------------------------------------------------------------------

    def _one_of(self, request, rows, name):
        """The row beside the firm that the address names."""
        key = request.GET.get(name, "")
        found = rows.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    @method_decorator(csrf_protect)
    def record_contact(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        form = follow.ContactForm(request.POST or None)

        def take(typed):
            followup.contact(prospect, by=request.user, **typed)
            return _("The contact is on record.")

        return self.ask(
            request, prospect, form, title=_("Record a contact"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def book_visit(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        visit = ProspectVisit(prospect=prospect)
        form = trip.BookForm(request.POST or None, instance=visit, by=request.user)

        def take(typed):
            trips.book(form.instance, by=request.user)
            return _("The visit is booked.")

        return self.ask(
            request, prospect, form, title=_("Book a visit"), button=_("Book"), take=take
        )

    @method_decorator(csrf_protect)
    def enter_condition(self, request, pk):
        """A new one, or by ``?condition=`` one that was entered."""
        prospect = self.row(request, pk)
        self.need(request, followup.CHANGE)
        requirement = Requirement(prospect=prospect)
        if "condition" in request.GET:
            requirement = self._one_of(request, prospect.requirements.all(), "condition")
        form = follow.RequirementForm(request.POST or None, instance=requirement)

        def take(typed):
            followup.require(form.instance, by=request.user)
            return _("The condition is kept.")

        return self.ask(
            request, prospect, form, title=_("Enter a condition"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def drop_condition(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CHANGE)
        asked = prospect.requirements.filter(dropped_on=None)
        requirement = self._one_of(request, asked, "condition")

        def take(typed):
            followup.drop_requirement(requirement, by=request.user)
            return _("It counts in no match any more.")

        return self.ask(
            request,
            prospect,
            follow.NothingForm(request.POST if request.method == "POST" else None),
            title=_("No longer asked"),
            button=_("It is no longer asked"),
            take=take,
            words=requirement.words,
            words_label=_("Condition"),
        )

    def match(self, request, pk):
        """Its conditions against every park at home, the best first, each with the reason."""
        prospect = self.row(request, pk)
        parks = Park.objects.visible_to(request.user).standing().prefetch_related("offers")
        requirements = list(prospect.requirements.filter(dropped_on=None).order_by("pk"))
        today = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Match with parks"),
            "opts": self.opts,
            "original": prospect,
            "requirements": requirements,
            "matches": matching.match(requirements, parks, today),
            "today": today,
            "media": self.media,
        }
        return TemplateResponse(request, "investment/match.html", context)

    @method_decorator(csrf_protect)
    def enter_task(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        task = ProspectTask(prospect=prospect)
        form = follow.TaskForm(request.POST or None, instance=task, by=request.user)

        def take(typed):
            form.instance.due_on = typed["due_on"]
            followup.owe(form.instance, by=request.user, requirements=typed.get("answers") or ())
            return _("The task is entered.")

        return self.ask(
            request, prospect, form, title=_("Enter a task"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def settle_task(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        task = self._one_of(request, prospect.tasks.open(), "task")
        form = follow.SettleForm(request.POST or None, by=request.user, task=task)

        def take(typed):
            followup.settle(
                task,
                by=request.user,
                result=typed["result"],
                on=typed["on"],
                edition=typed.get("edition"),
                needed=typed["what"] == form.DONE,
            )
            return _("It is recorded.")

        return self.ask(
            request,
            prospect,
            form,
            title=_("Settle a task"),
            button=_("Keep"),
            take=take,
            words=str(task),
            words_label=task.get_kind_display(),
        )

    @method_decorator(csrf_protect)
    def give_policies(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        form = follow.GiveForm(request.POST or None, by=request.user)

        def take(typed):
            followup.hand_out(prospect, by=request.user, **typed)
            return _("It is recorded.")

        return self.ask(
            request, prospect, form, title=_("Hand out policies"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def invite(self, request, pk):
        """A new invitation, or by ``?reception=`` what became of one."""
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        reception = Reception(prospect=prospect)
        if "reception" in request.GET:
            reception = self._one_of(request, prospect.receptions.all(), "reception")
        form = follow.ReceptionForm(request.POST or None, instance=reception)

        def take(typed):
            followup.receive(form.instance, by=request.user)
            return _("It is recorded.")

        return self.ask(
            request,
            prospect,
            form,
            title=_("Invitation and reception"),
            button=_("Keep"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def enter_person(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CONTACT)
        form = follow.PersonForm(request.POST or None, instance=ContactPerson(prospect=prospect))

        def take(typed):
            followup.keep_person(form.instance, by=request.user)
            return _("The contact person is kept.")

        return self.ask(
            request, prospect, form, title=_("Enter a contact person"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def unmask(self, request, pk):
        """Somebody in full, once, by POST: that it was read is in the access log."""
        prospect = self.row(request, pk)
        self.need(request, followup.UNMASK)
        person = self._one_of(request, prospect.people.filter(erased_on=None), "person")
        if request.method != "POST":
            return redirect(self._url("change", prospect.pk))
        person = followup.unmask(person, by=request.user, request=request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Contact person"),
            "opts": self.opts,
            "original": prospect,
            "person": person,
            "media": self.media,
        }
        response = TemplateResponse(request, "investment/person.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @method_decorator(csrf_protect)
    def enter_name(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CHANGE)
        form = forms.NameForm(request.POST or None)

        def take(typed):
            prospects.also_called(prospect, by=request.user, name=typed["name"])
            return _("It is found by this name as well.")

        return self.ask(
            request, prospect, form, title=_("Enter another name"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def join(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, prospects.JOIN)
        form = forms.JoinForm(request.POST or None, prospect=prospect, by=request.user)

        def take(typed):
            prospects.join(prospect, by=request.user, **typed)
            return _("They are one firm now.")

        return self.ask(
            request, prospect, form, title=_("Join it to another one"), button=_("Join"), take=take
        )

    @method_decorator(csrf_protect)
    def link(self, request, pk):
        prospect = self.row(request, pk)
        self.need(request, followup.CHANGE)
        form = forms.LinkForm(request.POST or None, by=request.user)

        def take(typed):
            prospects.link(prospect, by=request.user, **typed)
            return _("It is linked with the register.")

        return self.ask(
            request,
            prospect,
            form,
            title=_("It is registered at home"),
            button=_("Link"),
            take=take,
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("intention"), ordering="intention")
    def shown_intention(self, prospect):
        return prospect.shown_intention

    @admin.display(description=gettext_lazy("when"), ordering="horizon_to")
    def shown_horizon(self, prospect):
        return prospect.shown_horizon

    @admin.display(description=gettext_lazy("next contact"), ordering="next_contact_on")
    def shown_next_contact(self, prospect):
        return prospect.shown_next_contact
