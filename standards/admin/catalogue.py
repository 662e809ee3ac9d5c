"""The catalogue in the admin: found, in force or not, replaced by what, executed by whom."""

from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin
from standards.forms import catalogue as forms
from standards.models import Adoption, Classification, Standard
from standards.services import catalogue
from standards.services.versions import version_on
from standards.standard_page import StandardPage


class StandardStandingFilter(admin.SimpleListFilter):
    """How standards stand today, by the queries that worklists and the dashboard use."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("in-force", pgettext_lazy("of a standard", "in force")),
            ("upcoming", pgettext_lazy("of a standard", "not yet in force")),
            ("being-replaced", gettext_lazy("in force, and being replaced")),
            ("abolished", pgettext_lazy("of a standard", "abolished")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


class ClassFilter(admin.SimpleListFilter):
    """A field of ICS or a section of CCS, and all that lies in it; any class by its address."""

    title = gettext_lazy("class")
    parameter_name = "class"

    def lookups(self, request, model_admin):
        fields = Classification.objects.filter(key__regex=r"^(ICS\d{2}|CCS[A-Z])$")
        offered = [(row.key, f"{row.scheme} {row}") for row in fields]
        if self.value() and self.value() not in dict(offered):
            offered.insert(0, (self.value(), f"{self.value()[:3]} {self.value()[3:]}"))
        return offered

    def has_output(self):
        return True

    def queryset(self, request, rows):
        return rows.in_class(self.value()) if self.value() else rows


class AdoptionFilter(admin.SimpleListFilter):
    """采标: NEQ does not count."""

    title = gettext_lazy("adoption")
    parameter_name = "adopting"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("adopts an international standard"))]

    def queryset(self, request, rows):
        return rows.adopting() if self.value() == "yes" else rows


@admin.register(Standard)
class StandardAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Its number is typed once; what it replaces and adopts is recorded beside it."""

    tasks = {
        "replaces": "record_replaced",
        "adopts": "record_adopted",
        "text": "keep_text",
        "take-back": "take_back",
    }

    list_display = [
        "number",
        "name",
        "shown_status",
        "level",
        "nature",
        "in_force_on",
        "abolished_on",
    ]
    list_filter = [StandardStandingFilter, "level", "nature", AdoptionFilter, ClassFilter]
    date_hierarchy = "in_force_on"
    ordering = ["sort_key"]
    search_fields = ["^number"]
    search_help_text = gettext_lazy("Number in any spelling, name, or pinyin initials")
    change_list_template = "standards/standards.html"
    export_columns = [
        "number",
        "name",
        "name_en",
        "level",
        "nature",
        "issuer",
        "published_on",
        "in_force_on",
        "abolished_on",
    ]

    form = forms.StandardForm
    change_form_template = "standards/standard.html"

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_fields(self, request, obj=None):
        return [
            *(["number"] if obj is None else ["number", "level", "nature"]),
            *["name", "name_en", "issuer", "published_on", "in_force_on", "abolished_on"],
            *["ics", "ccs"],
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["number", "level", "nature"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        # Both are typed as words and kept as lists.
        obj.ics, obj.ccs = form.cleaned_data["ics"], form.cleaned_data["ccs"]
        (catalogue.correct if change else catalogue.enter)(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "page": StandardPage(obj, by=request.user),
                "beside": self._beside(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, standard):
        pages = []
        if user.has_perm(catalogue.REPLACE):
            pages.append((self._url("replaces", standard.pk), _("Record what it replaces")))
            pages.append((self._url("adopts", standard.pk), _("Record what it adopts")))
            if standard.replaces.exists() or standard.adoptions.exists():
                pages.append((self._url("take_back", standard.pk), _("Take a link back")))
        if user.has_perm("standards.change_standard"):
            pages.append((self._url("text", standard.pk), _("Keep its text")))
        if user.has_perm("standards.add_execution"):
            url = reverse("admin:standards_execution_add", query={"standard": standard.pk})
            pages.append((url, _("Enter a product made to it")))
        return pages

    # --- Beside it -------------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def record_replaced(self, request, pk):
        standard = self.row(request, pk)
        self.need(request, catalogue.REPLACE)

        def take(typed):
            row = catalogue.replace(standard, by=request.user, **typed)
            if row.old is None:
                return _("%s is not in the catalogue yet; its number is kept.") % row.old_number
            return _("It takes the place of %s.") % row.old.title

        return self.ask(
            request,
            standard,
            forms.ReplacesForm(request.POST or None),
            title=_("Record what it replaces"),
            button=_("Record"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def record_adopted(self, request, pk):
        standard = self.row(request, pk)
        self.need(request, catalogue.REPLACE)

        def take(typed):
            return _("It adopts %s.") % catalogue.adopt(standard, by=request.user, **typed)

        return self.ask(
            request,
            standard,
            forms.AdoptsForm(request.POST or None),
            title=_("Record what it adopts"),
            button=_("Record"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def keep_text(self, request, pk):
        standard = self.row(request, pk)
        self.need(request, "standards.change_standard")

        def take(typed):
            kept = catalogue.keep_text(standard, by=request.user, **typed)
            return _("“%s” is kept.") % kept

        return self.ask(
            request,
            standard,
            forms.TextForm(request.POST or None, request.FILES or None),
            title=_("Keep its text"),
            button=_("Keep"),
            take=take,
            words=_("It is seen where your bureau is, and nowhere else."),
            words_label=_("Who sees it"),
        )

    @method_decorator(csrf_protect)
    def take_back(self, request, pk):
        standard = self.row(request, pk)
        self.need(request, catalogue.REPLACE)

        def take(typed):
            adopts = isinstance(typed["link"], Adoption)
            back = catalogue.take_back_adoption if adopts else catalogue.take_back
            back(typed["link"], by=request.user)
            return _("The link is taken back; look whether its day of abolition is right.")

        return self.ask(
            request,
            standard,
            forms.TakeBackForm(request.POST or None, standard=standard),
            title=_("Take a link back"),
            button=_("Take it back"),
            take=take,
        )

    # --- Which edition applied -------------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view(self.applied)
        return [path("applied/", view, name="standards_standard_applied"), *super().get_urls()]

    def applied(self, request):
        """One number and one day: the edition that applied, with the link to it."""
        form = forms.AppliedForm(request.GET or None)
        found = None
        if request.GET and form.is_valid():
            found = version_on(form.cleaned_data["number"], form.cleaned_data["on"])
            if found is None:
                words = _("The catalogue has no single edition that applied on that day.")
                messages.warning(request, words)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Which edition applied on a day"),
            "opts": self.opts,
            "form": form,
            "found": found,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "standards/applied.html", context)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=pgettext_lazy("of a standard", "status"), ordering="in_force_on")
    def shown_status(self, standard):
        return standard.shown_status


def link(standard):
    return format_html(
        '<a class="nowrap" href="{}">{}</a>', standard.get_absolute_url(), standard.number
    )
