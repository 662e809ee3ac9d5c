from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.admin.filters import IndustryFilter
from enterprises.forms import DuplicateForm, EnterpriseForm, RiskForm
from enterprises.models import AnnualFigure, Contact, Enterprise, FormerName, Licence, Product
from enterprises.services import merging, register, risk
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.regions.admin import ScopedAdmin, ScopedInline, TownFilter

REFUSALS = (TransitionRefused, ValidationError)


class FormerNameInline(ScopedInline):
    model = FormerName


class ContactInline(ScopedInline):
    model = Contact


class ProductInline(ScopedInline):
    model = Product


class LicenceInline(ScopedInline):
    model = Licence


class AnnualFigureInline(ScopedInline):
    model = AnnualFigure


@admin.register(Enterprise)
class EnterpriseAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    form = EnterpriseForm

    list_display = [
        "page",
        "uscc",
        "division",
        "industry",
        "shown_risk",
        "shown_status",
        "established_on",
    ]
    list_display_links = None
    list_filter = [TownFilter, IndustryFilter, "risk_class", "status", "scale"]
    search_fields = ["search_text"]
    search_help_text = gettext_lazy("A piece of the name, the code, or pinyin initials (md → 美的)")
    ordering = ["-pk"]
    export_columns = [
        "uscc",
        "name",
        ("division__code", gettext_lazy("division code")),
        "division__name",
        ("industry__code", gettext_lazy("industry code")),
        "industry__name",
        "address",
        "lng",
        "lat",
        "legal_representative",
        "phone",
        "scale",
        "status",
        "established_on",
        "risk_class",
        "risk_reason",
    ]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "uscc",
                    "division",
                    "industry",
                    "status",
                    "scale",
                    "not_a_duplicate",
                    "seen_version",
                ]
            },
        ),
        (
            gettext_lazy("Where and who"),
            {
                "fields": [
                    "address",
                    ("lng", "lat"),
                    "legal_representative",
                    "phone",
                    "established_on",
                ]
            },
        ),
    ]
    autocomplete_fields = ["division", "industry"]
    inlines = [ProductInline, AnnualFigureInline, LicenceInline, ContactInline, FormerNameInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by, form.refusal = request.user, getattr(request, "refusal", None)
        return form

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSALS as refusal:
            # Everything is rolled back; the form is shown again with what was typed.
            request.refusal = ValidationError(getattr(refusal, "reason", None) or refusal.messages)
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        register.save(
            obj,
            by=request.user,
            version=form.cleaned_data["seen_version"] if change else None,
            confirmed=form.cleaned_data["not_a_duplicate"],
        )

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            register.touch(form.instance)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def page(self, enterprise):
        return format_html('<a href="{}">{}</a>', enterprise.get_absolute_url(), enterprise.name)

    @admin.display(description=gettext_lazy("risk class"), ordering="risk_class")
    def shown_risk(self, enterprise):
        return enterprise.shown_risk

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def shown_status(self, enterprise):
        return enterprise.shown_status

    # --- Risk class and merging ----------------------------------------------------------------

    def get_urls(self):
        return [
            path(
                "<int:pk>/risk/",
                self.admin_site.admin_view(self.set_risk),
                name="enterprises_enterprise_risk",
            ),
            path(
                "<int:pk>/merge/",
                self.admin_site.admin_view(self.merge),
                name="enterprises_enterprise_merge",
            ),
            *super().get_urls(),
        ]

    def set_risk(self, request, pk):
        enterprise = self._found(request, pk, "enterprises.assess_enterprise")
        form = RiskForm(
            request.POST or None,
            initial={"risk_class": enterprise.risk_class, "reason": enterprise.risk_reason},
        )
        if request.method == "POST" and form.is_valid():
            try:
                risk.assess(enterprise, by=request.user, **form.cleaned_data)
            except REFUSALS as refusal:
                form.add_error(None, getattr(refusal, "reason", refusal))
            else:
                self.message_user(request, _("The risk class is set."), messages.SUCCESS)
                return redirect(enterprise)
        return self._page(
            request, "enterprises/risk.html", _("Set the risk class"), enterprise, form=form
        )

    def merge(self, request, pk):
        """First which row is the duplicate, then what would move, then the merge."""
        survivor = self._found(request, pk, "enterprises.merge_enterprise")
        given = request.POST or request.GET
        form = DuplicateForm(
            given if "duplicate" in given else None, survivor=survivor, by=request.user
        )
        moves = duplicate = None
        if form.is_bound and form.is_valid():
            duplicate = form.cleaned_data["duplicate"]
            try:
                if request.method == "POST":
                    merging.merge(survivor, duplicate, by=request.user)
                    words = _("“%(duplicate)s” is merged into this enterprise.")
                    self.message_user(request, words % {"duplicate": duplicate}, messages.SUCCESS)
                    return redirect(survivor)
                moves = merging.preview(survivor, duplicate, by=request.user)
            except REFUSALS as refusal:
                form.add_error(None, getattr(refusal, "reason", refusal))
        return self._page(
            request,
            "enterprises/merge.html",
            _("Merge a duplicate"),
            survivor,
            form=form,
            duplicate=duplicate,
            moves=moves,
        )

    def _found(self, request, pk, permission):
        enterprise = self.get_object(request, str(pk))
        if enterprise is None:
            raise Http404
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return enterprise

    def _page(self, request, template, title, enterprise, *, form, **more):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "enterprise": enterprise,
            "form": form,
            "media": self.media + form.media,
            "changelist": reverse("admin:enterprises_enterprise_changelist"),
            **more,
        }
        return TemplateResponse(request, template, context)
