"""The description of the API that is committed, so that a change of it is seen in review."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import include, path
from django.utils import translation
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from rest_framework.routers import DefaultRouter

from qualitysup.casework.api.urls import router

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
AGAIN = "It changed: bin/manage spectacular --lang en --file docs/openapi.yaml"


@pytest.fixture
def described(db):
    """The API as a bureau has it: without the case type of the tests."""
    bureau = DefaultRouter()
    for prefix, viewset, basename in router.registry:
        if not viewset.__module__.startswith("tests."):
            bureau.register(prefix, viewset, basename)
    patterns = [path("api/v1/", include(bureau.urls))]
    reset_generator_stats()
    with translation.override("en"):
        return SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)


def test_the_description_is_valid_and_raises_no_warning(described):
    validate_schema(described)

    assert described["openapi"] == "3.1.0"
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


def test_the_description_is_the_one_that_is_committed(described):
    with translation.override("en"):
        now = OpenApiYamlRenderer().render(described, renderer_context={}).decode()

    assert now == COMMITTED.read_text(encoding="utf-8"), AGAIN
