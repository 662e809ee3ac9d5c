from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Count
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from inspections import drawing, tasks
from inspections.documents.draw import certificate, notice_of
from inspections.forms import draw as forms
from inspections.models import Draw, DrawExclusion, DrawnEnterprise, Stratum
from inspections.services import draw_jobs, draws, pools, rolls
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin, csv_lines
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import TownFilter
from qualitysup.regions.models import Division

State = Draw.State
RATES = [(f"rate_{suffix}", f"number_{suffix}") for suffix in forms.SUFFIXES.values()]


@admin.register(Draw)
class DrawAdmin(ExportMixin, TaskPages, CaseAdmin):
    """A draw on one page: what was promised, what is in the pool, who was drawn, how it goes on."""

    steps = {
        "commit": StepAction(draws.commit, forms.MomentForm),
        "publish": StepAction(draws.publish, forms.MomentForm),
        "freeze": StepAction(tasks.freeze_pool, forms.MomentForm),
        "draw": StepAction(tasks.make_draw, forms.MomentForm),
        "begin": StepAction(draws.begin),
        "conclude": StepAction(draws.conclude, forms.ConclusionOfDrawForm),
        "cancel": StepAction(draws.cancel, forms.CancelDrawForm),
    }
    tasks = {
        "progress": "progress",
        "certificate": "certificate",
        "pool": "pool_file",
        "keys": "keys_file",
        "result": "result_file",
    }
    editable_states = (State.DRAFT,)
    draft = staticmethod(draws.draft)
    save_draft = staticmethod(draws.save_draft)

    list_display = [
        "name",
        "shown_state",
        "division",
        "starts_on",
        "ends_on",
        "pool_size",
        "drawn_count",
        "officer",
    ]
    list_filter = ["state", "mode", TownFilter]
    ordering = ["-pk"]
    search_fields = ["name"]
    export_columns = [
        "name",
        "state",
        "mode",
        ("division__name", gettext_lazy("division")),
        "basis",
        "starts_on",
        "ends_on",
        "commitment",
        "committed_at",
        "published_at",
        "pool_hash",
        "frozen_at",
        "pool_size",
        "left_out_count",
        "seed",
        "revealed_at",
        "drawn_count",
        "concluded_on",
    ]

    class Media:
        css = {"all": ["inspections/draw.css"]}

    form = forms.DrawForm
    change_form_template = "inspections/draw.html"
    autocomplete_fields = ["campaign"]
    fieldsets = [
        (
            gettext_lazy("1. What is checked"),
            {
                "fields": [
                    "name",
                    "division",
                    "items",
                    "basis",
                    "checklist",
                    ("starts_on", "ends_on"),
                    "inspectors_each",
                ]
            },
        ),
        (
            gettext_lazy("2. Among whom"),
            {"fields": ["mode", "industries", "risk_classes", "campaign"]},
        ),
        (
            gettext_lazy("3. How many of each risk class"),
            {
                "fields": RATES,
                "description": gettext_lazy(
                    "A rate in percent, rounded up, or a number in its stead."
                ),
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_urls(self):
        route = path(
            "count/", self.admin_site.admin_view(self.count), name="inspections_draw_count"
        )
        return [route, *super().get_urls()]

    # --- A draft ----------------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        drafted = obj.state in self.editable_states
        first, second, third = self.fieldsets
        shown = [name for name in first[1]["fields"] if name != "division"]
        rest = [third] if drafted or request.method == "POST" else []
        return [(first[0], {"fields": ["division", *shown]}), second, *rest]

    def get_readonly_fields(self, request, obj=None):
        return ["division"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        names = [
            name
            for _title, options in self.fieldsets
            for line in options["fields"]
            for name in ([line] if isinstance(line, str) else line)
        ]
        # The model's own division never changes and is no field of it; this one is the form's.
        own = {"division", "industries", "risk_classes", *(n for pair in RATES for n in pair)}
        kwargs["fields"] = [name for name in names if name not in own - {"industries"}]
        kwargs["fields"] += ["risk_classes"]
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in ("checklist", "campaign"):
            if widget := name in form.base_fields and form.base_fields[name].widget:
                widget.can_add_related = widget.can_change_related = False
                widget.can_view_related = False
        if obj is None:
            division = form.base_fields["division"]
            division.queryset = Division.objects.visible_to(request.user)
            division.initial = request.user.home_id
            division.widget = AutocompleteSelect(Draw._meta.get_field("division"), self.admin_site)
            division.widget.choices = division.choices
        return form

    def save_model(self, request, obj, form, change):
        typed = form.cleaned_data
        if change:
            self._check_editable(obj)
            draws.save_draft(obj, by=request.user, version=typed["version"], strata=form.strata())
            return
        own = {"version", *(name for pair in RATES for name in pair)}
        facts = {name: value for name, value in typed.items() if name not in own}
        obj.pk = draws.draft(by=request.user, strata=form.strata(), **facts).pk
        obj._state.adding = False
        obj.refresh_from_db()

    def count(self, request):
        """What the pool would be if it were frozen now, for the form that is being filled in."""
        if not request.user.has_perm("inspections.add_draw"):
            raise Http404
        draw = None
        if key := request.GET.get("draw", ""):
            draw = self.row(request, int(key) if key.isdecimal() else 0)
        form = self.get_form(request, draw, change=draw is not None)(request.GET, instance=draw)
        form.is_valid()
        return TemplateResponse(request, "inspections/draw_count.html", self._count(form))

    def _count(self, form):
        needed = {"starts_on", "ends_on", "inspectors_each", "industries", "risk_classes"}
        draw = form.instance
        if division := form.cleaned_data.get("division"):
            draw.division = division
        if needed & form.errors.keys() or not draw.division_id:
            faults = [fault for name in needed & form.errors.keys() for fault in form.errors[name]]
            return {"counted": False, "faults": faults if "name" in form.cleaned_data else []}
        rows = pools.within(draw).order_by().values_list("stratum", "reason")
        found = list(rows.annotate(Count("pk")))
        strata = []
        for risk_class, (rate, number) in form.strata().items():
            population = sum(n for of, why, n in found if of == risk_class and not why)
            sample = drawing.sample_size(population, rate=rate, number=number)
            if not draw.risk_classes or risk_class in draw.risk_classes:
                strata.append((Stratum(risk_class).label, population, sample))
        absent = pools.away(draw)
        library = [(who, pools.exclusion(draw, who, absent)) for who in pools.people(draw)]
        return {
            "counted": True,
            "strata": strata,
            "population": sum(row[1] for row in strata),
            "sample": sum(row[2] for row in strata),
            "left_out": by_reason((why, n) for _of, why, n in found if why),
            "inspectors": sum(not why for _who, why in library),
            "stay_home": [(who, why.label) for who, why in library if why],
        }

    # --- The page of a draw -----------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["count_url"] = reverse("admin:inspections_draw_count")
        if obj is not None:
            context |= self._parts(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _parts(self, draw):
        job = draw.jobs.first()
        if job is not None and job.state == job.State.DONE:
            job = None
        left_out = draw.exclusions.order_by().values_list("reason").annotate(Count("pk"))
        return {
            "notice": notice_of(draw),
            "job": job,
            "done": draw_jobs.progress(job) if job else 0,
            "strata": draw.strata.all(),
            "left_out": by_reason(left_out) if draw.pool_hash else [],
            "left_out_url": self._list("drawexclusion", draw),
            "library": draw.library.select_related("person"),
            "progress_rows": self._progress(draw),
            "sampled": draw.drawn.sampled().count() if draw.is_drawn else 0,
            "sampled_url": self._list("drawnenterprise", draw, standing="sampled"),
            "gone": draw.drawn.left_the_register().count() if draw.is_drawn else 0,
            "alike": Draw.objects.alike(draw).for_list()[:20],
        }

    def _progress(self, draw):
        """The drawn by state, each count with the list that it counts."""
        counted = dict(draw.drawn.order_by().values_list("state").annotate(Count("pk")))
        return [
            (
                DrawnEnterprise(state=state).shown_state,
                counted[state],
                self._list("drawnenterprise", draw, state__exact=state),
            )
            for state in DrawnEnterprise.State
            if state in counted
        ]

    def _list(self, model, draw, **filters):
        filters = {"draw__id__exact": draw.pk, **filters}
        return f"{reverse(f'admin:inspections_{model}_changelist')}?{urlencode(filters)}"

    def _step_taken(self, request, case, name):
        if name not in ("freeze", "draw"):
            return super()._step_taken(request, case, name)
        words = _("It is being done; this page shows how far it is.")
        self.message_user(request, words, messages.INFO)
        return redirect(case)

    def progress(self, request, pk):
        """Polled by ``draw.js`` until the job is finished."""
        job = self.row(request, pk).jobs.first()
        if job is None:
            raise Http404
        done = draw_jobs.progress(job)
        return JsonResponse({"done": done, "expected": job.expected, "finished": job.is_finished})

    # --- What an outsider checks it with ----------------------------------------------------------

    def certificate(self, request, pk):
        draw = self._drawn(request, pk)
        self._record(request, draw, AccessLog.Action.READ, "certificate")
        page = {
            **self.admin_site.each_context(request),
            "title": _("Certificate of the draw"),
            "opts": self.opts,
            "original": draw,
            "facts": certificate(draw),
            "media": self.media,
        }
        return TemplateResponse(request, "inspections/draw_certificate.html", page)

    def pool_file(self, request, pk):
        """The pool byte for byte as it was hashed."""
        draw = self.row(request, pk)
        if not draw.pool_hash:
            raise Http404
        return self._file(request, draw, "pool", pools.blocks(draw), draw.pool_size)

    def keys_file(self, request, pk):
        """Every candidate with its key, for a spreadsheet."""
        draw = self._drawn(request, pk)
        head = [_("candidate"), _("risk class"), pgettext("of a draw", "key")]
        lines = csv_lines(head, rolls.keys(draw))
        return self._file(request, draw, "keys", lines, draw.pool_size)

    def result_file(self, request, pk):
        """The result byte for byte as the certificate hashes it."""
        draw = self._drawn(request, pk)
        return self._file(request, draw, "result", rolls.lines(draw), draw.drawn_count)

    def _drawn(self, request, pk):
        draw = self.row(request, pk)
        if not draw.seed or not draw.pool_hash:
            raise Http404
        return draw

    def _file(self, request, draw, name, lines, count):
        self._record(request, draw, AccessLog.Action.EXPORT, name, count)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=f"{draw.code}-{name}.csv"
        )
        return response

    def _record(self, request, draw, action, what, count=None):
        access.record(
            by=request.user,
            action=action,
            target=draw,
            count=count,
            detail=what,
            request=request,
        )


def by_reason(counted) -> list[tuple[str, int]]:
    """Reasons in words with their counts, the most frequent first."""
    found = {}
    for reason, count in counted:
        found[reason] = found.get(reason, 0) + count
    return [
        (DrawExclusion.Reason(reason).label, count)
        for reason, count in sorted(found.items(), key=lambda row: -row[1])
    ]
