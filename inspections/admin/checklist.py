"""Checklists and their versions: designed as a draft, looked at as an inspector does, published."""

import json

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from inspections import checklist_files, shapes
from inspections.admin.pages import CSS
from inspections.forms import checklist as forms
from inspections.models import Checklist, ChecklistVersion
from inspections.services import checklists
from qualitysup import states
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, RefusalsOnTheForm, words_of
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin

CHANGE, PUBLISH = checklists.CHANGE, checklists.PUBLISH


class Acts:
    """Buttons that call a service, tell what came of it and lead somewhere."""

    def act(self, request, deed, told, back):
        try:
            done = deed()
        except REFUSALS as refusal:
            for words in words_of(refusal):
                self.message_user(request, words, messages.ERROR)
            return redirect(back)
        self.message_user(request, told, messages.SUCCESS)
        return redirect(done.get_absolute_url() if done is not None else back)


@admin.register(Checklist)
class ChecklistAdmin(Acts, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {"draft": "begin_draft", "retire": "retire"}
    change_form_template = "inspections/checklist.html"
    change_list_template = "inspections/checklist_list.html"

    list_display = ["name", "code", "purpose", "in_force", "has_draft", "retired_on"]
    list_filter = [("retired_on", admin.EmptyFieldListFilter)]
    ordering = ["code"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "purpose", "covers_all"]

    class Media:
        css = {"all": [*CSS, "inspections/checklist.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_urls(self):
        own = path(
            "import/",
            self.admin_site.admin_view(self.take_in),
            name="inspections_checklist_import",
        )
        return [own, *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        typed = form.cleaned_data
        if change:
            words = {name: typed[name] for name in ("name", "purpose", "covers_all")}
            checklists.rename(obj, by=request.user, **words)
            return
        version = checklists.begin(by=request.user, **typed)
        obj.pk = version.checklist_id
        obj._state.adding = False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["versions"] = obj.versions.for_list()
            context["may"] = {
                "change": request.user.has_perm(CHANGE) and obj.retired_on is None,
                "retire": request.user.has_perm(PUBLISH) and obj.retired_on is None,
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("version in force"), ordering="in_force_number")
    def in_force(self, checklist):
        return checklist.in_force_number or "—"

    @admin.display(description=gettext_lazy("draft"), boolean=True)
    def has_draft(self, checklist):
        return bool(checklist.draft_count)

    @method_decorator([csrf_protect, require_POST])
    def begin_draft(self, request, pk):
        checklist = self.row(request, pk)
        return self.act(
            request,
            lambda: checklists.draft(checklist, by=request.user),
            _("The draft begins with what the last version asks."),
            self._url("change", pk),
        )

    @method_decorator([csrf_protect, require_POST])
    def retire(self, request, pk):
        checklist = self.row(request, pk)
        return self.act(
            request,
            lambda: checklists.retire(checklist, by=request.user),
            _("The checklist is no longer used. What was found on it stays."),
            self._url("change", pk),
        )

    @method_decorator(csrf_protect)
    def take_in(self, request):
        """Read a file into a draft, or say by its path what is wrong with it."""
        self.need(request, "inspections.add_checklist")
        form = forms.ImportForm(request.POST or None, request.FILES or None)
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                data = checklists.read_json(form.cleaned_data["file"].read())
                version, is_new = checklists.take_in(data, by=request.user)
            except ValidationError as refusal:
                reasons = shapes.lines(refusal)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                words = _("Read into %s.") if is_new else _("Nothing is new: it says what %s says.")
                self.message_user(request, words % version, messages.SUCCESS)
                return redirect(version.get_absolute_url())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a checklist"),
            "opts": self.opts,
            "form": form,
            "reasons": reasons,
            "media": self.media,
        }
        return TemplateResponse(
            request, "inspections/checklist_import.html", context, status=409 if reasons else 200
        )


@admin.register(ChecklistVersion)
class ChecklistVersionAdmin(Acts, TaskPages, HistoryMixin, ReadOnlyAdmin):
    """A published version is a page to read; a draft is the designer's."""

    tasks = {
        "preview": "preview",
        "diff": "diff",
        "json": "export",
        "copy": "copy",
        "publish": "publish",
        "discard": "discard",
    }
    list_display = ["__str__", "shown_state", "published_on", "published_by", "note"]
    list_filter = [("checklist", admin.RelatedOnlyFieldListFilter)]
    ordering = ["checklist__code", "-number", "pk"]
    search_fields = ["checklist__code", "checklist__name"]

    class Media:
        css = {"all": [*CSS, "inspections/checklist.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("state"), ordering="published_on")
    def shown_state(self, version):
        if version.is_draft:
            return states.state(states.Tone.SOON, _("draft"))
        return states.state(states.Tone.GOOD, pgettext("of a checklist", "published"))

    @method_decorator(csrf_protect)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        version = self.row(request, object_id)
        if version.is_draft and request.user.has_perm(CHANGE):
            return self.design(request, version)
        return self._show(request, version, "inspections/checklist_version.html")

    def _show(self, request, version, template, status=200, **context):
        whole = ChecklistVersion.objects.whole().get(pk=version.pk)
        in_force = self._in_force(version)
        allowed = request.user.has_perm
        page = {
            **self.admin_site.each_context(request),
            "title": str(version),
            "opts": self.opts,
            "original": whole,
            "version": whole,
            "shown_state": self.shown_state(version),
            "in_force": in_force,
            "may": {
                "change": allowed(CHANGE),
                "publish": version.is_draft and allowed(PUBLISH),
                "discard": version.is_draft and allowed(CHANGE),
                "copy": allowed("inspections.add_checklist"),
            },
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, page, status=status)

    def _in_force(self, version):
        found = ChecklistVersion.objects.in_force(timezone.localdate())
        return found.filter(checklist=version.checklist_id).exclude(pk=version.pk).first()

    def design(self, request, version):
        """The whole draft on one page; a button moves things about, another one keeps them."""
        reasons, status = [], 200
        if request.method != "POST":
            designer = forms.Designer.of(ChecklistVersion.objects.whole().get(pk=version.pk))
            seen = checklists.seal(version)
        else:
            designer, seen = forms.Designer.typed(request.POST), request.POST.get("seen", "")
            doing = request.POST.get("do", "save")
            if doing not in ("save", "preview"):
                designer = self._moved(designer, doing)
            elif designer.is_valid():
                try:
                    checklists.edit(
                        version,
                        by=request.user,
                        sections=designer.contents,
                        note=designer.note.cleaned_data["note"],
                        seen=seen,
                    )
                except REFUSALS as refusal:
                    reasons, status = words_of(refusal), 409
                else:
                    self.message_user(request, _("The draft is kept."), messages.SUCCESS)
                    page = "preview" if doing == "preview" else "change"
                    return redirect(self._url(page, version.pk))
        return self._show(
            request,
            version,
            "inspections/checklist_designer.html",
            status=status,
            designer=designer,
            seen=seen,
            reasons=reasons,
            faulty=designer.data is not None and not designer.is_valid(),
        )

    def _moved(self, designer, doing):
        try:
            return designer.after(doing)
        except (ValueError, IndexError):
            raise Http404 from None

    @method_decorator(require_safe)
    def preview(self, request, pk):
        """What an inspector has on the phone."""
        return self._show(request, self.row(request, pk), "inspections/checklist_preview.html")

    @method_decorator(require_safe)
    def diff(self, request, pk):
        """What this version asks otherwise than the one in force, or than the one before it."""
        version = self.row(request, pk)
        before = self._in_force(version) if version.is_draft else None
        if before is None:
            earlier = version.checklist.versions.published().filter(number__lt=version.number)
            before = earlier.order_by("-number").first()
        found = []
        if before is not None:
            whole = ChecklistVersion.objects.whole().in_bulk([version.pk, before.pk])
            found = checklist_files.differences(whole[before.pk], whole[version.pk])
        return self._show(
            request, version, "inspections/checklist_diff.html", before=before, found=found
        )

    @method_decorator(require_safe)
    def export(self, request, pk):
        version = self.row(request, pk)
        whole = ChecklistVersion.objects.whole().get(pk=version.pk)
        text = json.dumps(checklist_files.written(whole), ensure_ascii=False, indent=1)
        response = HttpResponse(f"{text}\n", content_type="application/json; charset=utf-8")
        name = f"{version.checklist.code}-v{version.number}.json"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    @method_decorator(csrf_protect)
    def copy(self, request, pk):
        version = self.row(request, pk)
        self.need(request, "inspections.add_checklist")
        form = forms.CopyForm(request.POST or None)
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                begun = checklists.copy(version, by=request.user, **form.cleaned_data)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                self.message_user(request, _("Copied into a draft."), messages.SUCCESS)
                return redirect(begun.get_absolute_url())
        return self._show(
            request,
            version,
            "inspections/checklist_copy.html",
            status=409 if reasons else 200,
            form=form,
            reasons=reasons,
            title=_("Copy into a new checklist"),
        )

    @method_decorator([csrf_protect, require_POST])
    def publish(self, request, pk):
        version = self.row(request, pk)
        return self.act(
            request,
            lambda: checklists.publish(version, by=request.user),
            _("%s is in force.") % version,
            version.get_absolute_url(),
        )

    @method_decorator([csrf_protect, require_POST])
    def discard(self, request, pk):
        version = self.row(request, pk)
        return self.act(
            request,
            lambda: checklists.discard(version, by=request.user),
            _("The draft is thrown away."),
            reverse("admin:inspections_checklist_change", args=[version.checklist_id]),
        )
