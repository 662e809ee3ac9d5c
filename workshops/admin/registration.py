"""Registrations of workshops: found, entered from older papers, cancelled and revoked."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.csrf import csrf_protect

from qualitysup import states
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.api.parts import deadlines_of
from qualitysup.casework.casepage import dated
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.documents.models import IssuedDocument
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin, TownFilter
from workshops import validity
from workshops.admin.application import PlainPickers, to_the_workshop
from workshops.forms import registration as forms
from workshops.models import Application, Registration, RegistrationPeriod
from workshops.services import registrations
from workshops.workflow.registration import CERTIFICATE

Kind = Application.Kind


class RegistrationStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("valid", gettext_lazy("valid today")),
            ("expiring", gettext_lazy("to be renewed soon")),
            ("expired", gettext_lazy("expired")),
        ]

    def queryset(self, request, rows):
        today = timezone.localdate()
        match self.value():
            case "valid":
                return rows.covering(today)
            case "expiring":
                return rows.expiring(validity.invited_before(on=today))
            case "expired":
                return rows.expired()
        return rows


class PeriodInline(ReadOnlyInline):
    model = RegistrationPeriod
    fields = readonly_fields = ["starts_on", "ends_on", "origin", "application"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("application").order_by("starts_on")


class ApplicationInline(ReadOnlyInline):
    model = Application
    verbose_name_plural = gettext_lazy("applications")
    fields = readonly_fields = ["of", "kind", "filed_on", "shown_state", "decided_on"]
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).order_by("pk")

    @admin.display(description=gettext_lazy("application"))
    def of(self, application):
        return format_html('<a href="{}">{}</a>', application.get_absolute_url(), application)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, application):
        return application.shown_state


class RegistrationPage:
    """What a registration shows beside its own fields: what is watched of it, and its papers."""

    def __init__(self, registration, *, by):
        self.registration, self.by = registration, by

    @cached_property
    def _deadlines(self):
        return deadlines_of(self.registration)

    @property
    def running(self):
        return [dated(deadline) for deadline in self._deadlines if deadline.is_open]

    @property
    def ended(self):
        return [dated(deadline) for deadline in self._deadlines if not deadline.is_open]

    @cached_property
    def documents(self):
        """Every certificate that was handed out, whichever application it came of."""
        papers = IssuedDocument.objects.filter(
            kind=CERTIFICATE,
            case_type=ContentType.objects.get_for_model(Application),
            case_id__in=self.registration.applications.values("pk"),
        )
        return papers.visible_to(self.by).for_list().order_by("issued_at", "pk")


@admin.register(Registration)
class RegistrationAdmin(
    RefusalsOnTheForm, ExportMixin, TaskPages, HistoryMixin, PlainPickers, ScopedAdmin
):
    """A registration is entered from an older paper, or comes of an application; never edited."""

    tasks = {"cancel": "cancel", "revoke": "revoke"}
    # It is on the page itself.
    view_on_site = False

    list_display = [
        "number",
        "workshop",
        "shown_state",
        "valid_from",
        "valid_to",
        "left",
        "officer",
        "division",
    ]
    list_filter = [RegistrationStandingFilter, "state", TownFilter]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A number, or the name, number or initials of the workshop")
    export_columns = [
        "number",
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("workshop__operator_name", gettext_lazy("operator")),
        ("division__name", gettext_lazy("division")),
        "valid_from",
        "valid_to",
        "state",
        "ended_on",
        "ended_because",
    ]

    form = forms.TakeOverForm
    change_form_template = "workshops/registration.html"
    autocomplete_fields = ["workshop"]
    SHOWN = [
        "number",
        "firm",
        "division",
        "valid_from",
        "valid_to",
        "renew_by",
        "officer",
        "ended_on",
        "ended_because",
    ]

    class Media:
        css = {"all": ["casework/case.css", "workshops/registration.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return forms.TakeOverForm.Meta.fields
        over = obj.state != Registration.State.IN_FORCE
        return [
            name
            for name in self.SHOWN
            if name not in (("renew_by",) if over else ("ended_on", "ended_because"))
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.SHOWN if obj else []

    def get_inlines(self, request, obj):
        return [PeriodInline, ApplicationInline] if obj else []

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        made = registrations.take_over(by=request.user, **form.cleaned_data)
        obj.pk = made.pk
        obj._state.adding = False
        obj.refresh_from_db()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["page"] = RegistrationPage(obj, by=request.user)
            context["beside"] = self._beside(request.user, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, registration):
        found = []
        if registration.state != Registration.State.IN_FORCE:
            return found
        if user.has_perm("workshops.add_application"):
            renewal, change = (
                Application.url_to_apply(kind, registration.workshop_id)
                for kind in (Kind.RENEWAL, Kind.CHANGE)
            )
            found = [(renewal, _("Apply for its renewal")), (change, _("Apply for a change"))]
        if user.has_perm("workshops.end_registration"):
            found += [
                (self._url("cancel", registration.pk), pgettext("a registration", "Cancel")),
                (self._url("revoke", registration.pk), pgettext("a registration", "Revoke")),
            ]
        return found

    @method_decorator(csrf_protect)
    def cancel(self, request, pk):
        return self._end(request, pk, _("Cancel the registration"), registrations.cancel)

    @method_decorator(csrf_protect)
    def revoke(self, request, pk):
        return self._end(request, pk, _("Revoke the registration"), registrations.revoke)

    def _end(self, request, pk, title, service):
        self.need(request, "workshops.end_registration")
        registration = self.row(request, pk)

        def take(typed):
            service(registration, by=request.user, **typed)
            return _("The registration has ended.")

        return self.ask(
            request,
            registration,
            forms.EndForm(request.POST or None),
            title=title,
            button=title,
            take=take,
            basis="食品安全法 36；行政许可法 69、70（未核实）",
        )

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, registration):
        return registration.shown_state

    @admin.display(description=gettext_lazy("days left"), ordering="valid_to")
    def left(self, registration):
        if registration.state != Registration.State.IN_FORCE:
            return "—"
        return states.days_left(registration.valid_to)

    @admin.display(description=gettext_lazy("workshop"))
    def firm(self, registration):
        return to_the_workshop(registration.workshop)

    @admin.display(description=gettext_lazy("renewal to be applied for by"))
    def renew_by(self, registration):
        window = validity.renewal_window(registration.valid_to, on=timezone.localdate())
        return window.last_day.isoformat()
