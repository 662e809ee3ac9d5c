from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from inspections.forms.sample import PlanForm
from inspections.models import Laboratory, SamplingPlan, SuperiorSampling
from inspections.querysets.sampling import by_town
from inspections.services import sampling
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedAdmin, TownFilter


@admin.register(Laboratory)
class LaboratoryAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["name", "cma_number", "cma_valid_to", "contact", "phone"]
    ordering = ["name", "pk"]
    fields = ["name", "cma_number", "cma_valid_to", "contact", "phone", "address"]

    def save_model(self, request, obj, form, change):
        sampling.keep_laboratory(obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(SamplingPlan)
class SamplingPlanAdmin(ExportMixin, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Plan against done, product by product; the page of one says in which towns."""

    list_display = [
        "name",
        "product",
        "ordered_by",
        "starts_on",
        "ends_on",
        "batches",
        "drawn",
        "failed",
        "missing",
    ]
    list_filter = ["ordered_by", TownFilter]
    date_hierarchy = "starts_on"
    ordering = ["-starts_on", "-pk"]
    search_fields = ["name", "product"]
    export_columns = [
        "name",
        "product",
        "standard",
        ("division__name", gettext_lazy("division")),
        "ordered_by",
        "superior",
        "starts_on",
        "ends_on",
        "batches",
        ("drawn_count", gettext_lazy("drawn")),
        ("tested_count", gettext_lazy("tested")),
        ("failed_count", gettext_lazy("failed")),
    ]

    form = PlanForm
    change_form_template = "inspections/sampling_plan.html"
    autocomplete_fields = ["division"]
    fields = [
        "name",
        "division",
        "product",
        "standard",
        ("starts_on", "ends_on"),
        "ordered_by",
        "superior",
        "batches",
        "times_per_enterprise",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return queryset.search(search_term), False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or request.user.reaches(obj.division_id)
        )

    def save_model(self, request, obj, form, change):
        sampling.keep_plan(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["towns"] = by_town(obj.samples.visible_to(request.user).drawn())
            context["samples_url"] = samples_of(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("drawn"), ordering="drawn_count")
    def drawn(self, plan):
        return format_html('<a href="{}">{}</a>', samples_of(plan), plan.drawn_count)

    @admin.display(description=gettext_lazy("failed"), ordering="failed_count")
    def failed(self, plan):
        url = samples_of(plan, standing="failed")
        return format_html('<a href="{}">{}</a>', url, plan.failed_count)

    @admin.display(description=gettext_lazy("still to draw"))
    def missing(self, plan):
        return max(plan.batches - plan.drawn_count, 0)


def samples_of(plan, **more) -> str:
    filters = urlencode({"plan__id__exact": plan.pk} | more)
    return f"{reverse('admin:inspections_sample_changelist')}?{filters}"


@admin.register(SuperiorSampling)
class SuperiorSamplingAdmin(RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """What the superior authority sampled itself: it is not sampled again here (产品质量法 15)."""

    list_display = ["enterprise", "product", "authority", "sampled_on", "division"]
    list_filter = [TownFilter]
    ordering = ["-sampled_on", "-pk"]
    search_fields = ["product"]
    search_help_text = gettext_lazy("A product, or what finds the enterprise")
    autocomplete_fields = ["enterprise"]
    fields = ["enterprise", "product", "authority", "sampled_on", "source"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        by_enterprise = queryset.filter(enterprise__in=Enterprise.objects.search(search_term))
        return queryset.filter(product__contains=search_term) | by_enterprise, False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        sampling.record_superiors(obj, by=request.user)
