"""What every part of the house promises, kept by walking the registries rather than by memory."""

import importlib
import pkgutil
import re
from pathlib import Path

import factory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from rest_framework import serializers
from rest_framework.routers import APIRootView

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import SEPARATED, Role, permissions_of
from qualitysup.casework.api.fields import VisibleRelatedField
from qualitysup.casework.api.problems import NothingHere
from qualitysup.casework.api.urls import router
from qualitysup.casework.api.viewsets import CaseViewSet, ScopedViewSet
from qualitysup.casework.models import Case, StepLog
from qualitysup.casework.workflow import WORKFLOWS
from qualitysup.regions.admin import ScopedAdmin
from qualitysup.regions.querysets import OpenQuerySet
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory

ROOT = Path(settings.BASE_DIR)
LABELS = {name: apps.get_containing_app_config(f"{name}.x").label for name in settings.KERNEL}
OURS = {*LABELS.values(), *settings.SUBJECTS}
MODELS = [model for model in apps.get_models() if model._meta.app_label in {*OURS, "errands"}]
# Tables that history keeps by itself.
WRITTEN_BY_US = [model for model in MODELS if not hasattr(model, "pgh_tracked_model")]
CASES = [model for model in MODELS if issubclass(model, Case)]
LOGS = [model for model in MODELS if issubclass(model, StepLog)]
ADMINS = list(admin.site._registry.values())

# Which way the house leans: a key points to something lower. Side by side is independent.
HEIGHTS = {
    "regions": 0,
    "accounts": 1,
    "audit": 2,
    "notices": 3,
    "documents": 3,
    "evidence": 3,
    "clock": 4,
    "casework": 5,
    "dashboard": 6,
    "reports": 7,
    "enterprises": 8,
    "inspections": 9,
    "standards": 9,
    "workshops": 10,
    "brands": 10,
    "investment": 10,
}

# Typed out on purpose: whoever opens another page to visitors has to say so here too.
PUBLIC = {
    "sign-in/",
    "sign-out/",
    "language/",
    "healthz",
    "readyz",
    "api/v1/schema/",
    "admin/login/",
    "public/results/",
    "public/results/csv/",
    "public/draws/",
    "public/draws/<int:pk>/",
    "public/draws/<int:pk>/pool/",
    "public/draws/<int:pk>/result/",
    "public/honours/",
    "public/honours/check/",
    # The field app's shell, which a phone opens without signal; it holds no record.
    "field/",
    "field/worker.js",
    "field/photos.js",
    "field/words.js",
    "field/manifest.webmanifest",
    # Whether the office has signed a phone out: asked with its own long number, also after that.
    "phones/<uuid:phone>/",
}
# They are not there until a bureau leader opens them.
CLOSED = [
    "public/results/",
    "public/results/csv/",
    "public/draws/",
    "public/draws/<int:pk>/",
    "public/draws/<int:pk>/pool/",
    "public/draws/<int:pk>/result/",
    "public/honours/",
    "public/honours/check/",
]


def name_of(thing):
    return str(getattr(thing, "_meta", None) or getattr(thing, "opts", None) or thing)


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def shows_nothing(queryset):
    try:
        str(queryset.query)
    except EmptyResultSet:
        return True
    return queryset.query.is_empty()


NOBODIES = {
    "anonymous": AnonymousUser(),
    "inactive": User(is_active=False, roles=[Role.CASE_OFFICER]),
}


# --- Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", WRITTEN_BY_US, ids=name_of)
def test_every_table_says_who_sees_its_rows(model):
    assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.parametrize("model_admin", ADMINS, ids=name_of)
def test_every_admin_page_is_scoped(model_admin):
    assert isinstance(model_admin, ScopedAdmin)


@pytest.mark.parametrize("nobody", NOBODIES.values(), ids=NOBODIES)
@pytest.mark.parametrize("model_admin", ADMINS, ids=name_of)
def test_every_admin_list_is_empty_for_nobody(model_admin, nobody, db):
    assert shows_nothing(model_admin.get_queryset(request_of(nobody)))


# Rows that belong to a person and not to a place, typed out on purpose.
PERSONAL = {
    "accounts.device",
    "enterprises.importjob",
    "inspections.resultstable",
    "notices.delivery",
}


@pytest.mark.parametrize("model_admin", ADMINS, ids=name_of)
def test_every_admin_list_is_empty_without_a_division_but_reference_data(model_admin, db):
    unassigned = UserFactory(divisions=[])

    queryset = model_admin.get_queryset(request_of(unassigned))

    if model_admin.opts.label_lower in PERSONAL:
        assert f'_id" = {unassigned.pk}' in str(queryset.query)
    else:
        is_reference = isinstance(model_admin.model._default_manager.all(), OpenQuerySet)
        assert is_reference or shows_nothing(queryset)


@pytest.mark.parametrize(
    "inline",
    [
        pytest.param(inline(model_admin.model, admin.site), id=f"{model_admin}-{inline.__name__}")
        for model_admin in ADMINS
        for inline in model_admin.inlines
    ],
)
def test_every_inline_list_is_empty_for_nobody(inline, db):
    assert shows_nothing(inline.get_queryset(request_of(NOBODIES["inactive"])))


VIEWSETS = [viewset for _, viewset, _ in router.registry]


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda viewset: viewset.__name__)
def test_every_api_route_is_scoped(viewset, db):
    assert issubclass(viewset, ScopedViewSet)
    view = viewset(request=request_of(NOBODIES["inactive"]), action="list")
    assert shows_nothing(view.get_queryset())


def input_shapes():
    """Every serializer that a case's API reads, with the fields inside it."""
    for viewset in VIEWSETS:
        if issubclass(viewset, CaseViewSet):
            pairs = [*viewset.steps.values(), viewset.draft, viewset.save_draft]
            for _, shape in filter(None, pairs):
                yield shape


def fields_of(serializer):
    for field in serializer.fields.values():
        yield field
        inner = getattr(field, "child", None) or getattr(field, "child_relation", None) or field
        if isinstance(inner, serializers.BaseSerializer):
            yield from fields_of(inner)
        elif inner is not field:
            yield inner


@pytest.mark.parametrize("shape", sorted(set(input_shapes()), key=str), ids=lambda s: s.__name__)
def test_what_the_api_is_told_names_only_rows_within_reach(shape):
    for field in fields_of(shape()):
        if isinstance(field, serializers.RelatedField) and not field.read_only:
            assert isinstance(field, VisibleRelatedField), field.field_name


# --- Who comes in --------------------------------------------------------------------------------


def routes(patterns=None, before=""):
    """Every address of the product as written in the URLconf, with its view."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


ROUTES = dict(routes())
EXAMPLES = {
    "kind": "csv",
    "uuid": "0199f3a0-0000-7000-8000-000000000000",
    "sha256": 64 * "a",
    "drf_format_suffix": ".json",
}


def address(route):
    """An address that the route answers."""
    route = re.sub(r"\(\?P<format>[^)]*\)/\?", "json", route)
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: EXAMPLES.get(m[1], "1"), route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda m: EXAMPLES.get(m[1], "1"), route)
    return "/" + route.removesuffix("$").replace("\\.", ".").replace(".*", "x").removesuffix("/?")


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_asks_a_visitor_to_sign_in_except_those_named_here(method, client, db):
    open_to_all = set()

    for route in ROUTES:
        response = getattr(client, method)(address(route))
        asked = response.status_code == 401 or (
            response.status_code == 302
            and response["Location"].partition("?")[0] in ("/sign-in/", "/admin/login/")
        )
        if not asked and response.status_code != 404:
            open_to_all.add(route)

    assert open_to_all <= PUBLIC


def test_no_address_is_left_out_of_the_walk(client, db):
    """An address that answers 404 to a visitor would hide behind the walk above."""
    hidden = [route for route in ROUTES if client.get(address(route)).status_code == 404]

    assert hidden == CLOSED


def test_every_api_view_has_a_permission():
    views = {view.cls for view in ROUTES.values() if hasattr(view, "cls")}
    unscoped = {view.__name__ for view in views if not issubclass(view, ScopedViewSet)}

    assert unscoped == {APIRootView.__name__, NothingHere.__name__, "SpectacularAPIView"}
    for view in views:
        names = {permission.__name__ for permission in view.permission_classes}
        assert view.__name__ == "SpectacularAPIView" or "AllowAny" not in names


# --- Which way it leans --------------------------------------------------------------------------


def foreign_keys():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.concrete and field.is_relation and field.related_model:
                yield pytest.param(model, field, id=f"{model._meta.label}.{field.name}")


@pytest.mark.parametrize(("model", "field"), list(foreign_keys()))
def test_keys_point_downward(model, field):
    label, target = model._meta.app_label, field.related_model._meta.app_label
    if label != target and label in HEIGHTS and target in OURS:
        assert HEIGHTS[target] < HEIGHTS[label]


def test_every_app_of_ours_has_a_place_in_the_house():
    assert HEIGHTS.keys() >= OURS


# --- Cases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", CASES, ids=name_of)
def test_every_case_has_a_workflow_a_log_and_a_page(model):
    workflow = WORKFLOWS[model._meta.label]
    states = {value for value, _ in model._meta.get_field("state").flatchoices}

    for step in workflow.steps.values():
        assert step.sources <= states, step.name
        assert step.target in states, step.name
    assert issubclass(model._meta.get_field("log").related_model, StepLog)
    assert not model._meta.get_field("state").editable
    assert not model._meta.get_field("version").editable
    assert admin.site.is_registered(model)
    assert hasattr(model, "get_absolute_url")


@pytest.mark.parametrize("model", CASES, ids=name_of)
def test_every_step_is_granted_to_somebody_who_works_cases(model):
    workflow = WORKFLOWS[model._meta.label]
    needed = {step.permission for step in workflow.steps.values()}
    needed |= {workflow.override_permission} - {""}
    workers = permissions_of([role for role in Role if role not in SEPARATED])

    assert needed <= workers
    for role in SEPARATED:
        assert not needed & permissions_of([role])


@pytest.mark.parametrize("model", LOGS, ids=name_of)
def test_every_step_log_is_append_only_by_trigger(model):
    assert {"append_only", "no_truncate"} <= {trigger.name for trigger in model._meta.triggers}


def sources(*ours):
    for folder in ours:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield pytest.param(path, id=str(path.relative_to(ROOT)))


OUR_SOURCES = list(sources("qualitysup", *settings.SUBJECTS))


# Services of rows that have a state and are no case: a draw's end is that of its drawn enterprises.
MOVED_AT_ONCE = {
    "brands/services/sweeps.py": "brands.SweepCell",
    "inspections/services/drawn.py": "inspections.DrawnEnterprise",
}


@pytest.mark.parametrize("path", OUR_SOURCES)
def test_nobody_moves_a_case_past_its_workflow(path):
    moved = re.search(r"\.update\([^)]*\bstate\s*=", path.read_text(encoding="utf-8"))

    no_case = MOVED_AT_ONCE.get(str(path.relative_to(ROOT)))
    assert not moved or (no_case and not issubclass(apps.get_model(no_case), Case))


# --- Tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [m for m in WRITTEN_BY_US if m not in LOGS and not m._meta.proxy], ids=name_of
)
def test_every_table_says_what_it_is_for(model):
    # Without one Django writes the fields there.
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize(
    "constraint",
    [
        pytest.param(constraint, id=f"{model._meta.label}-{constraint.name}")
        for model in WRITTEN_BY_US
        for constraint in model._meta.constraints
    ],
)
def test_every_constraint_is_named_for_its_rule(constraint):
    words = constraint.name.split("_")

    assert re.fullmatch(r"[a-z0-9_]{1,63}", constraint.name)
    assert len(words) >= 2
    assert words[-1] not in {"check", "uniq", "unique", "constraint", "idx"}


@pytest.mark.parametrize("viewset", VIEWSETS, ids=lambda viewset: viewset.__name__)
def test_every_api_list_has_one_order_for_all_rows(viewset):
    """The last column that is sorted by is unique, so a page neither repeats nor leaves out."""
    ordering = tuple(getattr(viewset, "ordering", None) or ["-pk"])
    last = ordering[-1].removeprefix("-")

    assert last == "pk" or viewset.queryset.model._meta.get_field(last).unique


# --- Lists stay quick ----------------------------------------------------------------------------

# Short tables, typed in by hand, where a plain search costs nothing.
SHORT = {"regions", "accounts", "clock", "documents", "audit", "errands"}
SHORT_TABLES = {
    "brands.catalogue",
    "brands.honourkind",
    "brands.leagueentry",
    "brands.requirement",
    "brands.sweep",
    "inspections.campaign",
    "inspections.checklist",
    "inspections.checklistversion",
    "standards.accreditation",
    "standards.standardprefix",
    "enterprises.industryclass",
    "workshops.foodcategory",
    "workshops.negativelist",
    "workshops.survey",
    "workshops.trade",
}


@pytest.mark.parametrize("path", OUR_SOURCES)
def test_no_search_folds_case_row_by_row(path):
    """``icontains`` and the like ask for UPPER(…) LIKE, which no index of ours serves."""
    assert not re.search(r"__(icontains|istartswith|iendswith)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "model_admin",
    [
        each
        for each in ADMINS
        if each.search_fields and each.opts.app_label not in SHORT
        if each.opts.label_lower not in SHORT_TABLES
    ],
    ids=name_of,
)
def test_the_search_of_a_long_list_can_use_an_index(model_admin, officer):
    # Where no enterprise is found, some lists need not ask at all.
    EnterpriseFactory(name="美的电器厂")
    queryset = model_admin.get_queryset(request_of(officer))

    found, _ = model_admin.get_search_results(request_of(officer), queryset, "美的")

    assert "UPPER(" not in str(found.query)


def factories():
    """The factory of every table that has one, by its table."""
    found = {}
    for module in pkgutil.walk_packages([ROOT / "tests"], "tests."):
        if ".factories" not in module.name:
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, factory.django.DjangoModelFactory):
                model = thing._meta.model
                if isinstance(model, type) and issubclass(model, models.Model):
                    found.setdefault(model, thing)
    return found


FACTORIES = factories()
# One agency and one public page a bureau, one scoring a month; whoever looks at an import sees only
# their own.
FEW = {
    "documents.agency",
    "enterprises.importjob",
    "inspections.publicpage",
    "inspections.riskrun",
}


@pytest.mark.parametrize(
    "model_admin",
    [each for each in ADMINS if each.model in FACTORIES and each.opts.label_lower not in FEW],
    ids=name_of,
)
def test_every_admin_list_costs_the_same_for_two_rows_and_twelve(model_admin, client, db):
    make, meta = FACTORIES[model_admin.model], model_admin.opts
    address = f"/admin/{meta.app_label}/{meta.model_name}/"
    view = f"{meta.app_label}.view_{meta.model_name}"
    roles = [role for role in Role if view in permissions_of([role])]
    assert roles, f"nobody may look at {meta.verbose_name_plural}"
    client.force_login(
        UserFactory(roles=roles[:1]), backend="qualitysup.accounts.backends.RoleBackend"
    )

    make.create_batch(2)
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as two:
        client.get(address)
    make.create_batch(10)
    with CaptureQueriesContext(connection) as twelve:
        response = client.get(address)

    assert len(response.context["cl"].result_list) >= 10
    assert [q["sql"] for q in twelve][len(two) :] == []
    assert len(twelve) == len(two)
