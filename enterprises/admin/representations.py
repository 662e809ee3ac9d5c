from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from enterprises.forms import EndForm, RepresentationForm
from enterprises.models import Representation
from enterprises.services import representations
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import PARTIES
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.states import Tone, state


class ActingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("now", gettext_lazy("in force")), ("over", gettext_lazy("ended"))]

    def queryset(self, request, rows):
        match self.value():
            case "now":
                return rows.in_force_now()
            case "over":
                return rows.ended()
        return rows


@admin.register(Representation)
class RepresentationAdmin(TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Accounts of parties: entered here and ended here."""

    tasks = {"end": "end"}

    list_display = ["user", "firm", "valid_from", "valid_to", "shown_state", "named_by"]
    list_filter = [ActingFilter]
    ordering = ["-pk"]
    search_fields = ["user__full_name"]
    search_help_text = gettext_lazy("What finds the enterprise, or the name of the account")

    form = RepresentationForm
    change_form_template = "enterprises/representation.html"
    autocomplete_fields = ["enterprise"]

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        later = ["valid_to", "named_by"] if obj else []
        return ["user", "enterprise", "valid_from", *later]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "user" in form.base_fields:
            seen = User.objects.visible_to(request.user).holding(*PARTIES)
            form.base_fields["user"].queryset = seen.order_by("full_name", "pk")
        return form

    def has_change_permission(self, request, obj=None):
        """Who acts for whom is not rewritten: it is ended, and named anew."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        typed = form.cleaned_data
        named = representations.name(
            typed["user"], typed["enterprise"], by=request.user, valid_from=typed["valid_from"]
        )
        obj.pk, obj._state.adding = named.pk, False
        obj.refresh_from_db()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if (
            obj is not None
            and obj.valid_to is None
            and request.user.has_perm(representations.CHANGE)
        ):
            context["end_url"] = self._url("end", obj.pk)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def end(self, request, pk):
        self.need(request, representations.CHANGE)
        representation = self.row(request, pk)

        def take(typed):
            representations.end(representation, by=request.user, **typed)
            return _("From the next day on this account sees nothing of the enterprise.")

        return self.ask(
            request,
            representation,
            EndForm(request.POST or None),
            title=_("The account acts for the enterprise no longer"),
            button=_("End it"),
            take=take,
        )

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, representation):
        firm = representation.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)

    @admin.display(description=gettext_lazy("how it stands"), ordering="valid_to")
    def shown_state(self, representation):
        if representation.is_in_force:
            return state(Tone.GOOD, _("in force"))
        return state(Tone.PLAIN, _("ended") if representation.valid_to else _("not yet"))
