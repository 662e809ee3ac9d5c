"""The base of every case's admin pages: the case on one page, its steps, and steps for many."""

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Script
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework import casepage
from qualitysup.casework.casepage import CasePage
from qualitysup.casework.forms import CaseForm, RefusableForm, StepAction, StepForm
from qualitysup.casework.mywork import MyWorkFilter
from qualitysup.casework.workflow import WORKFLOWS, TransitionRefused
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.wording import in_a_row, listed

__all__ = ["CaseAdmin", "CaseForm", "StepAction", "StepForm"]

# More at once would keep the browser waiting: every one is a transaction, and maybe a document.
AT_ONCE = 100

REFUSALS = (TransitionRefused, ValidationError)


class RefusalsOnTheForm:
    """For admins whose ``save_model`` calls a service: a refusal shows up on the form."""

    form = RefusableForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return offered_to(form, request.user) if hasattr(form, "offer") else form

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except REFUSALS as refusal:
            # Everything is rolled back; the form is shown again with what was typed.
            request.refusal = ValidationError(words_of(refusal))
            return super().changeform_view(request, *args, **kwargs)


def offered_to(form, by):
    """A form that says what it ``offer``s to whom, with the choices that this person has."""

    class Offered(form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.offer(by)

    return Offered


class CaseAdmin(RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """A case moves only through its services; the form never edits its state.

    ``draft`` and ``save_draft`` are the services that begin a case from what was typed and that
    keep an edit of it: ``staticmethod(orders.save_draft)``.
    """

    steps: dict[str, StepAction] = {}
    editable_states = ()
    draft = None
    save_draft = None

    form = CaseForm
    change_form_template = "casework/case.html"

    class Media:
        css = {"all": ["casework/case.css"]}
        js = [Script("casework/case.js", type="module")]

    @property
    def workflow(self):
        return WORKFLOWS[self.model._meta.label]

    def get_list_filter(self, request):
        return [MyWorkFilter, *super().get_list_filter(request)]

    # --- The case on one page --------------------------------------------------------------------

    def has_add_permission(self, request):
        return self.draft is not None and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        # A form left open while the case moved on is refused by the service, and keeps what was
        # typed; so only looking is decided here.
        frozen = obj is not None and obj.state not in self.editable_states
        return super().has_change_permission(request, obj) and not (
            frozen and request.method in ("GET", "HEAD")
        )

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["page"] = CasePage(obj, by=request.user)
            context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        typed = dict(form.cleaned_data)
        version = typed.pop("version")
        if change:
            self._check_editable(obj)
            self.save_draft(obj, by=request.user, version=version)
        else:
            obj.pk = self.draft(by=request.user, **typed).pk
            obj._state.adding = False
            obj.refresh_from_db()

    def _check_editable(self, case):
        stored = type(case).objects.locked().get(pk=case.pk)
        if stored.state not in self.editable_states:
            raise TransitionRefused(
                "wrong_state",
                _("In the state “%s” it is no longer edited.") % stored.get_state_display(),
            )

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, case):
        return case.shown_state

    # --- One step --------------------------------------------------------------------------------

    def get_urls(self):
        route = path(
            "<path:object_id>/step/<slug:name>/",
            self.admin_site.admin_view(self.take_step),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [route, *super().get_urls()]

    @method_decorator(csrf_protect)
    def take_step(self, request, object_id, name):
        """A small page that says what the step does and asks what it needs; then the step."""
        case = self.get_object(request, object_id)
        if case is None or name not in self.steps:
            raise Http404
        refusal = self._refusal(case, name, request.user)
        if refusal is not None and refusal.code == "forbidden":
            raise PermissionDenied(refusal.reason)

        form = self._step_form(request, case, name, refusal)
        if request.method == "POST" and form.is_valid():
            try:
                moved = self.steps[name].service(case, by=request.user, **form.cleaned_data)
            except REFUSALS as found:
                refusal = found
                form = self._step_form(request, case, name, refusal)
            else:
                return self._step_taken(request, moved, name)
        return self._step_page(request, case, name, form, refusal)

    def _refusal(self, case, name, user):
        try:
            self.workflow.check(case, name, by=user)
        except TransitionRefused as refusal:
            return refusal
        return None

    def _step_form(self, request, case, name, refusal):
        return self.steps[name].form(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
            case=case,
            by=request.user,
            overrides=getattr(refusal, "overridable", False) or "override" in request.POST,
        )

    def _step_taken(self, request, case, name):
        step = self.workflow.steps[name]
        self.message_user(
            request,
            _("%(case)s: “%(step)s” is done.") % {"case": case, "step": step.label},
            messages.SUCCESS,
        )
        return redirect(self._url("change", case.pk))

    def _step_page(self, request, case, name, form, refusal):
        step = self.workflow.steps[name]
        words = dict(case._meta.get_field("state").flatchoices)
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "original": case,
            "step": step,
            "target": words[step.target],
            "form": form,
            "reasons": words_of(refusal) if refusal else [],
            # What a guard refuses today may have been done on an earlier day.
            "may_try": getattr(refusal, "code", "") not in ("wrong_state", "stale"),
            "starts": casepage.would_start(step),
            "ends": casepage.term_names(step.meets + step.voids),
            "document": casepage.document_name(step),
            "media": self.media + form.media,
        }
        status = 409 if refusal is not None and request.method == "POST" else 200
        return TemplateResponse(request, "casework/step.html", context, status=status)

    def _url(self, view, *args):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(f"{self.admin_site.name}:{name}", args=args)

    # --- One step for many -----------------------------------------------------------------------

    def get_actions(self, request):
        actions = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        for name, action in self.steps.items():
            step = self.workflow.steps[name]
            if action.bulk and request.user.has_perm(step.permission):
                actions[f"step_{name}"] = (_bulk(name), f"step_{name}", step.label)
        return actions

    def take_step_for_many(self, request, queryset, name):
        """Ask once what the step needs, then take it for each case in a transaction of its own."""
        step, action = self.workflow.steps[name], self.steps[name]
        cases = list(queryset.order_by("pk")[: AT_ONCE + 1])
        if len(cases) > AT_ONCE:
            text = ngettext(
                "Choose at most %d case at once.", "Choose at most %d cases at once.", AT_ONCE
            )
            self.message_user(request, text % AT_ONCE, messages.ERROR)
            return None
        confirmed = "confirmed" in request.POST
        form = action.form(request.POST if confirmed else None, by=request.user)
        if confirmed and form.is_valid():
            self._report(request, *self._take_each(cases, action, form, request.user))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.opts,
            "step": step,
            "cases": cases,
            "form": form,
            "action": f"step_{name}",
            "document": casepage.document_name(step),
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "casework/step_for_many.html", context)

    def _take_each(self, cases, action, form, user):
        if action.many:
            done, refused = action.many(cases, by=user, **form.cleaned_data)
            return done, [(case, in_a_row(words_of(refusal))) for case, refusal in refused]
        done, refused = [], []
        for case in cases:
            try:
                with transaction.atomic():
                    action.service(case, by=user, **form.cleaned_data)
            except REFUSALS as refusal:
                refused.append((case, in_a_row(words_of(refusal))))
            else:
                done.append(case)
        return done, refused

    def _report(self, request, done, refused):
        if done:
            self.message_user(request, _("%d done.") % len(done), messages.SUCCESS)
        by_reason = {}
        for case, reason in refused:
            by_reason.setdefault(reason, []).append(str(case))
        for reason, cases in by_reason.items():
            text = _("%(count)d refused: %(reason)s (%(cases)s)") % {
                "count": len(cases),
                "reason": reason,
                "cases": listed(cases),
            }
            self.message_user(request, text, messages.WARNING)


def _bulk(name):
    def take(model_admin, request, queryset):
        return model_admin.take_step_for_many(request, queryset, name)

    return take


def words_of(refusal) -> list[str]:
    """Why not, in words for a person."""
    if isinstance(refusal, TransitionRefused):
        return [refusal.reason]
    return [str(message) for message in refusal.messages]
