import json

from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.audit.admin import HistoryMixin
from qualitysup.documents import kinds, rendering
from qualitysup.documents.forms import ProofOfServiceForm, TemplateForm, VoidForm
from qualitysup.documents.models import (
    Agency,
    IssuedDocument,
    NumberSeries,
    ProofOfService,
    Template,
)
from qualitysup.documents.services import issuing, serving, templates
from qualitysup.documents.services.issuing import IssueRefused
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin

# Whoever serves papers; ``documents.add_proofofservice`` is for recording that they did.
SERVERS = (Role.CASE_OFFICER, Role.INSPECTOR, Role.SECTION_HEAD)


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return kinds.choices()

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class StandingFilter(admin.SimpleListFilter):
    title = pgettext_lazy("of a document", "standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("unserved", _("not served yet")), ("void", _("void"))]

    def queryset(self, request, queryset):
        match self.value():
            case "unserved":
                return queryset.unserved()
            case "void":
                return queryset.exclude(voided_at=None)
        return queryset


@admin.register(Agency)
class AgencyAdmin(HistoryMixin, ScopedAdmin):
    list_display = ["name", "short_name", "division", "phone"]
    list_select_related = ["division"]
    search_fields = ["name", "short_name"]
    autocomplete_fields = ["division"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(NumberSeries)
class NumberSeriesAdmin(ScopedAdmin):
    """Added by hand only to go on from a paper register in the middle of a year."""

    list_display = ["word", "year", "last", "taken_over"]
    list_filter = ["year"]
    search_fields = ["word"]
    fields = ["word", "year", "taken_over"]

    def get_fields(self, request, obj=None):
        return self.fields if obj is None else [*self.fields, "last"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Template)
class TemplateAdmin(ScopedAdmin):
    """Every version of every form; a new one is uploaded, an old one is never changed."""

    list_display = ["shown_kind", "version", "valid_from", "title", "word", "uploaded_by", "note"]
    list_filter = [KindFilter]
    form = TemplateForm
    readonly_fields = ["shown_kind", "files", "placeholders"]
    change_form_fields = [
        "shown_kind",
        "version",
        "title",
        "word",
        "valid_from",
        "note",
        "uploaded_by",
        "uploaded_at",
        "files",
        "content",
        "placeholders",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        return self.form.Meta.fields if obj is None else self.change_form_fields

    def get_changeform_initial_data(self, request):
        return {"valid_from": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        given = form.cleaned_data
        kept = templates.upload(
            given["kind"],
            given["data"],
            by=request.user,
            valid_from=given["valid_from"],
            title=given["title"],
            word=given["word"],
            note=given["note"],
        )
        obj.pk, obj.version, obj._state.adding = kept.pk, kept.version, False

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, template):
        return kinds.label(template.kind)

    @admin.display(description=_("files"))
    def files(self, template):
        return _links(
            (reverse("documents:template", args=[template.pk]), _("Word file")),
            (reverse("documents:template-sample", args=[template.pk]), _("filled as a sample")),
        )

    @admin.display(description=_("placeholders it may use"))
    def placeholders(self, template):
        if template.kind not in kinds.KINDS:
            return self.get_empty_value_display()
        names = rendering.placeholders(kinds.get(template.kind).sample)
        return format_html_join(" ", "<code>{}</code>", ([name] for name in names))


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(ReadOnlyAdmin):
    list_display = ["number", "shown_kind", "of_case", "issued_on", "issued_by", "served", "valid"]
    list_filter = [StandingFilter, KindFilter, "issued_on"]
    search_fields = ["number", "recipient"]
    search_help_text = _("Number, in whichever brackets, or party")
    fields = readonly_fields = [
        "number",
        "shown_kind",
        "of_case",
        "division",
        "issued_on",
        "issued_at",
        "issued_by",
        "template",
        "files",
        "docx",
        "pdf",
        "proof",
        "valid",
        "voided_at",
        "voided_by",
        "void_reason",
        "what_it_was_made_from",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    class Media:
        css = {"all": ["documents/admin.css"]}

    # --- Voiding ----------------------------------------------------------------------------

    def get_urls(self):
        route = path(
            "<path:object_id>/void/",
            self.admin_site.admin_view(self.void),
            name="documents_issueddocument_void",
        )
        return [route, *super().get_urls()]

    def void(self, request, object_id):
        document = self.get_object(request, object_id)
        if document is None:
            raise Http404
        if not request.user.has_perm("documents.void_issueddocument"):
            raise PermissionDenied
        form = VoidForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                issuing.void(document, by=request.user, reason=form.cleaned_data["reason"])
            except IssueRefused as refusal:
                form.add_error(None, refusal)
            else:
                words = _("%s is void; its number stays its own.") % document
                self.message_user(request, words, messages.SUCCESS)
                return redirect("admin:documents_issueddocument_change", document.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": document,
            "title": _("Void %s") % document,
            "form": form,
        }
        return TemplateResponse(request, "admin/documents/void.html", context)

    # --- Columns ----------------------------------------------------------------------------

    @admin.display(description=_("kind"), ordering="kind")
    def shown_kind(self, document):
        return document.get_kind_display()

    @admin.display(description=_("case"), ordering="recipient")
    def of_case(self, document):
        """The party's name, leading to the case. Asks for no case: a page shows fifty."""
        case_type = ContentType.objects.get_for_id(document.case_type_id)
        try:
            url = reverse(
                f"admin:{case_type.app_label}_{case_type.model}_change", args=[document.case_id]
            )
        except NoReverseMatch:
            return document.recipient
        return format_html('<a href="{}">{}</a>', url, document.recipient)

    @admin.display(description=_("served at"), ordering="served_at")
    def served(self, document):
        return document.served_at

    @admin.display(description=_("valid"), boolean=True, ordering="voided_at")
    def valid(self, document):
        return not document.is_void

    @admin.display(description=_("files"))
    def files(self, document):
        return _links(
            (reverse("documents:docx", args=[document.pk]), _("Word file")),
            (reverse("documents:pdf", args=[document.pk]), _("PDF")),
        )

    @admin.display(description=_("proof of service"))
    def proof(self, document):
        proof = document.proofs.standing().first()
        if proof is not None:
            url = reverse("admin:documents_proofofservice_change", args=[proof.pk])
            return _links((url, proof.get_manner_display()))
        if document.is_void or not kinds.has_to_be_served(document.kind):
            return self.get_empty_value_display()
        url = reverse("admin:documents_proofofservice_add")
        return _links((f"{url}?document={document.pk}", _("Record that it was served")))

    @admin.display(description=_("what it was made from"))
    def what_it_was_made_from(self, document):
        facts = json.dumps(document.facts, ensure_ascii=False, indent=2)
        return format_html('<pre class="made-from">{}</pre>', facts)


@admin.register(ProofOfService)
class ProofOfServiceAdmin(ScopedAdmin):
    list_display = ["document", "manner", "served_at", "receiver", "server", "second_server"]
    list_filter = ["manner"]
    search_fields = ["document__number", "document__recipient"]
    form = ProofOfServiceForm
    # One field with one label, and the phone's own clock to set it by.
    formfield_overrides = {
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        }
    }
    autocomplete_fields = ["document", "corrects"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        if search_term:
            papers = IssuedDocument.objects.numbered(search_term)
            return queryset.filter(document__in=papers), False
        return queryset, False

    def get_fields(self, request, obj=None):
        extra = [] if obj is None else ["recorded_by", "recorded_at", "printed"]
        return [*self.form.Meta.fields, *extra]

    def get_readonly_fields(self, request, obj=None):
        return [] if obj is None else self.get_fields(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name in ("server", "second_server"):
            field.queryset = User.objects.beside(request.user).holding(*SERVERS)
        return field

    def get_changeform_initial_data(self, request):
        return {"server": request.user.pk, **super().get_changeform_initial_data(request)}

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        kept = serving.record(by=request.user, **form.cleaned_data)
        obj.pk, obj._state.adding = kept.pk, False

    # --- The printed form -------------------------------------------------------------------

    def get_urls(self):
        route = path(
            "<path:object_id>/print/",
            self.admin_site.admin_view(self.print_proof),
            name="documents_proofofservice_print",
        )
        return [route, *super().get_urls()]

    def print_proof(self, request, object_id):
        proof = self.get_object(request, object_id)
        if proof is None or request.method != "POST":
            raise Http404
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            paper = serving.print_proof(proof, by=request.user)
        except IssueRefused as refusal:
            self.message_user(request, refusal.reason, messages.ERROR)
            return redirect("admin:documents_proofofservice_change", proof.pk)
        return redirect("admin:documents_issueddocument_change", paper.pk)

    @admin.display(description=_("printed proof"))
    def printed(self, proof):
        if proof.paper is None:
            return self.get_empty_value_display()
        url = reverse("admin:documents_issueddocument_change", args=[proof.paper_id])
        return _links((url, proof.paper))


def _links(*pairs):
    return format_html_join(" · ", '<a href="{}">{}</a>', pairs)
