"""Prospects in the admin: the list, the board, the forecast, and each firm on one page."""

from django.contrib import admin, messages
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from investment import board
from investment.admin.prospect_filters import (
    FigureFilter,
    HorizonFilter,
    PlaceFilter,
    StandingFilter,
)
from investment.admin.prospect_pages import ProspectPages
from investment.forms import prospect as forms
from investment.forms.fields import officers
from investment.models import Prospect, ProspectFigure, ProspectSite, TeamMember
from investment.prospect_page import ProspectPage
from investment.services import prospects
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedInline


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
        field.queryset = officers(request.user)
        return field


@admin.register(Prospect)
class ProspectAdmin(ExportMixin, ProspectPages, CaseAdmin):
    steps = {
        "talk": StepAction(prospects.talk, bulk=True),
        "sign": StepAction(prospects.sign, forms.SignForm),
        "start": StepAction(prospects.start),
        "fund": StepAction(prospects.fund, forms.FundForm),
        "produce": StepAction(prospects.produce),
        "close": StepAction(prospects.close, forms.CloseForm),
        "reopen": StepAction(prospects.reopen, forms.NotedForm),
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
