import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qualitysup.regions.admin import DEEP, BoundedPaginator
from qualitysup.regions.models import Division

pytestmark = pytest.mark.django_db


def test_every_page_has_the_rows_that_are_its_turn():
    towns = Division.objects.select_related("parent").order_by("-code")
    codes = list(towns.values_list("code", flat=True))
    pages = BoundedPaginator(towns, 3)

    assert pages.num_pages > DEEP
    for number in pages.page_range:
        shown = [town.code for town in pages.page(number)]
        assert shown == codes[3 * number - 3 : 3 * number], number


def test_a_deep_page_passes_over_keys_and_joins_only_what_it_shows():
    pages = BoundedPaginator(Division.objects.select_related("parent").order_by("code"), 2)
    page = pages.page(DEEP)

    with CaptureQueriesContext(connection) as asked:
        list(BoundedPaginator(pages.object_list, 2).page(DEEP))
    passing = [query["sql"] for query in asked.captured_queries if "OFFSET" in query["sql"]]

    assert page.has_previous()
    assert len(passing) == 1
    assert "JOIN" not in passing[0]
