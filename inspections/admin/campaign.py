from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from inspections import figures
from inspections.admin.participation import ParticipationInline, amount, percent, points
from inspections.admin.records import (
    ConsultationInline,
    QualityMeetingInline,
    WorkGroupInline,
    WorkGroupVisitInline,
)
from inspections.forms import campaign as forms
from inspections.forms.order import NotedForm
from inspections.models import Campaign, Participation, RectificationOrder
from inspections.services import campaigns
from inspections.workflow.campaign import missing_consultations
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import TownFilter
from qualitysup.regions.models import Division
from qualitysup.wording import listed

Stage = Campaign.State
SHOWN = 100


@admin.register(Campaign)
class CampaignAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "open": StepAction(campaigns.open_campaign),
        "close": StepAction(campaigns.close, forms.ConclusionOfCampaignForm),
        "cancel": StepAction(campaigns.cancel, NotedForm),
    }
    tasks = {
        "enterprises": "add_enterprises",
        "draft-orders": "draft_orders",
        "issue-drafts": "issue_drafts",
        "agree-halts": "agree_halts",
    }
    editable_states = (Stage.DRAFT, Stage.OPEN)
    draft = staticmethod(campaigns.draft)

    list_display = [
        "name",
        "product",
        "standard",
        "division",
        "shown_state",
        "enterprise_count",
        "open_count",
        "resumed_count",
    ]
    list_filter = ["state", TownFilter]
    ordering = ["-pk"]
    search_fields = ["name", "product"]
    export_columns = [
        "name",
        "state",
        "product",
        "standard",
        ("division__name", gettext_lazy("division")),
        "starts_on",
        "opened_on",
        "ends_on",
        "closed_on",
        ("enterprise_count", gettext_lazy("enterprises")),
        ("open_count", gettext_lazy("orders open")),
        ("resumed_count", gettext_lazy("production resumed")),
        "conclusion",
    ]

    class Media:
        css = {"all": ["inspections/inspections.css"]}

    form = forms.CampaignForm
    change_form_template = "inspections/campaign.html"
    autocomplete_fields = ["towns"]
    fields = [
        "name",
        "division",
        "product",
        "standard",
        "towns",
        "background",
        "starts_on",
        "ends_on",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.reaches(obj.division_id)
        )

    def get_readonly_fields(self, request, obj=None):
        return ["division", "opened_on", "closed_on", "conclusion"] if obj else []

    def get_fields(self, request, obj=None):
        ended = obj is not None and obj.state not in self.editable_states
        return [*self.fields, "opened_on", "closed_on", "conclusion"] if ended else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            # The model's own never changes and is no field of the form; this one is the form's.
            kwargs["fields"] = [name for name in self.fields if name != "division"]
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            division = form.base_fields["division"]
            division.queryset = Division.objects.visible_to(request.user)
            division.initial = request.user.home_id
            division.widget = AutocompleteSelect(
                Campaign._meta.get_field("division"), self.admin_site
            )
            division.widget.choices = division.choices
        return form

    def get_inlines(self, request, obj):
        if obj is None:
            return []
        return [
            ParticipationInline,
            ConsultationInline,
            QualityMeetingInline,
            WorkGroupInline,
            WorkGroupVisitInline,
        ]

    def save_model(self, request, obj, form, change):
        if not change:
            return super().save_model(request, obj, form, change)
        typed = form.cleaned_data
        return campaigns.save(obj, by=request.user, version=typed["version"], towns=typed["towns"])

    def save_related(self, request, form, formsets, change):
        # The towns are the service's; the form's own way would write them past it.
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        for row_form in formset.forms:
            row = row_form.instance
            if not row_form.has_changed():
                continue
            if isinstance(row, Participation):
                changed = {name: getattr(row, name) for name in row_form.changed_data}
                campaigns.record_figures(row, by=request.user, **changed)
            else:
                campaigns.keep_record(row, by=request.user)
        formset.save_m2m()

    # --- Work on the whole campaign --------------------------------------------------------------

    def held(self, request, pk, permission):
        """The campaign, for whoever works it: seeing that it reaches here is not enough."""
        campaign = self.row(request, pk)
        self.need(request, permission)
        if not request.user.reaches(campaign.division_id):
            raise PermissionDenied
        return campaign

    @method_decorator(csrf_protect)
    def add_enterprises(self, request, pk):
        """Find enterprises of the register by town, trade, product or name, and bring them in."""
        campaign = self.held(request, pk, "inspections.change_campaign")
        form = forms.AddEnterprisesForm(
            request.GET if "search" in request.GET else None, campaign=campaign, by=request.user
        )
        found = form.found()
        if request.method == "POST":
            chosen = (
                found[:SHOWN]
                if "everything" in request.POST
                else found.filter(
                    pk__in=[key for key in request.POST.getlist("enterprise") if key.isdecimal()]
                )
            )
            before = campaign.participations.count()
            try:
                campaigns.add_enterprises(campaign, chosen, by=request.user)
            except TransitionRefused as refusal:
                self.message_user(request, refusal.reason, messages.ERROR)
            else:
                added = campaign.participations.count() - before
                words = ngettext("%d enterprise added.", "%d enterprises added.", added) % added
                self.message_user(request, words, messages.SUCCESS)
            return redirect(request.get_full_path())
        page = Paginator(found, SHOWN).page(1)
        return TemplateResponse(
            request,
            "inspections/add_enterprises.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Add enterprises"),
                "opts": self.opts,
                "original": campaign,
                "form": form,
                "found": page,
                "total": page.paginator.count,
                "media": self.media,
            },
        )

    @method_decorator(csrf_protect)
    def draft_orders(self, request, pk):
        campaign = self.held(request, pk, "inspections.add_rectificationorder")

        def take(typed):
            drafted = len(campaigns.draft_orders(campaign, by=request.user, **typed))
            return ngettext("%d order drafted.", "%d orders drafted.", drafted) % drafted

        return self.ask(
            request,
            campaign,
            forms.DraftOrdersForm(request.POST or None, campaign=campaign),
            title=_("Draft orders for all enterprises"),
            button=_("Draft the orders"),
            take=take,
            basis="产品质量法 17；18号令 46",
        )

    @method_decorator(csrf_protect)
    def issue_drafts(self, request, pk):
        campaign = self.held(request, pk, "inspections.issue_rectificationorder")

        def take(typed):
            issued, refused = campaigns.issue_drafts(campaign, by=request.user, **typed)
            self._tell(request, refused)
            return _("%(done)d issued, %(refused)d refused.") % {
                "done": len(issued),
                "refused": len(refused),
            }

        return self.ask(
            request,
            campaign,
            forms.IssueDraftsForm(request.POST or None, campaign=campaign, by=request.user),
            title=_("Issue all drafts"),
            button=_("Issue all drafts"),
            take=take,
            basis="产品质量法 17；18号令 46",
        )

    @method_decorator(csrf_protect)
    def agree_halts(self, request, pk):
        campaign = self.held(request, pk, "inspections.halt_campaign")

        def take(typed):
            halted, refused = campaigns.agree_halts(campaign, by=request.user, **typed)
            self._tell(request, refused)
            return _("%(done)d halted, %(refused)d refused.") % {
                "done": len(halted),
                "refused": len(refused),
            }

        return self.ask(
            request,
            campaign,
            forms.AgreeHaltsForm(request.POST or None, campaign=campaign, by=request.user),
            title=_("Halt production as agreed"),
            button=_("Halt production"),
            take=take,
            basis="18号令 50",
            warnings=self._not_consulted(campaign),
        )

    def _not_consulted(self, campaign):
        missing = missing_consultations(campaign)
        if not missing:
            return []
        return [_("Consult first, and record it: %(bodies)s.") % {"bodies": listed(missing)}]

    def _tell(self, request, refused):
        """Why some were refused: one message for each reason, naming whom it concerns."""
        by_reason = {}
        for order, refusal in refused:
            by_reason.setdefault(refusal.reason, []).append(order.title)
        for reason, orders in by_reason.items():
            words = _("%(count)d refused: %(reason)s (%(cases)s)") % {
                "count": len(orders),
                "reason": reason,
                "cases": listed(orders),
            }
            self.message_user(request, words, messages.WARNING)

    # --- The page of a campaign ------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "beside": self._beside(request.user, obj),
                "figures": list(self._figures(request.user, obj)),
                "orders": self._orders(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _figures(self, user, campaign):
        """One line of words for each figure, over the enterprises that the person sees."""
        enterprises, found = figures.of(campaign.participations.visible_to(user))
        for figure in found:
            rate = figure.name == "pass_rate"
            yield {
                "label": figure.label,
                "before": amount(figure.before, decimals=1 if rate else 0),
                "after": amount(figure.after, decimals=1 if rate else 0),
                "growth": points(figure.growth) if rate else percent(figure.growth),
                "stated": _("%(stated)d of %(all)d")
                % {"stated": figure.stated, "all": enterprises},
            }

    def _beside(self, user, campaign):
        """What can be done with the whole campaign now: ``(address, words)``."""
        is_open = campaign.state == Stage.OPEN
        offered = [
            (
                "enterprises",
                _("Add enterprises"),
                "inspections.change_campaign",
                campaign.state in self.editable_states,
            ),
            (
                "draft_orders",
                _("Draft orders for all enterprises"),
                "inspections.add_rectificationorder",
                is_open,
            ),
            (
                "issue_drafts",
                _("Issue all drafts"),
                "inspections.issue_rectificationorder",
                is_open,
            ),
            ("agree_halts", _("Halt production as agreed"), "inspections.halt_campaign", is_open),
        ]
        return [
            (self._url(view, campaign.pk), words)
            for view, words, permission, fits in offered
            if fits and user.has_perm(permission) and user.reaches(campaign.division_id)
        ]

    def _orders(self, user, campaign):
        """The campaign's orders by state, each count with the list that it counts."""
        url = reverse("admin:inspections_rectificationorder_changelist")
        counted = (
            campaign.orders.visible_to(user).order_by().values_list("state").annotate(Count("pk"))
        )
        found = dict(counted)
        return [
            (
                RectificationOrder(state=state).shown_state,
                found[state],
                f"{url}?{urlencode({'campaign__id__exact': campaign.pk, 'state__exact': state})}",
            )
            for state in RectificationOrder.State
            if state in found
        ]

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprises"), ordering="enterprise_count")
    def enterprise_count(self, campaign):
        return campaign.enterprise_count

    @admin.display(description=gettext_lazy("orders open"), ordering="open_count")
    def open_count(self, campaign):
        return campaign.open_count

    @admin.display(description=gettext_lazy("production resumed"), ordering="resumed_count")
    def resumed_count(self, campaign):
        return campaign.resumed_count
