"""The quick registry of triggers: it knows what pgtrigger's own would find out."""

import pgtrigger
import pgtrigger.registry
import pytest

from qualitysup.audit.registry import Registry
from qualitysup.regions.models import Division

Original = pgtrigger.registry._Registry


@pytest.fixture
def trigger():
    made = pgtrigger.Protect(name="nothing_leaves", operation=pgtrigger.Delete)
    made.register(Division)
    yield made
    made.unregister(Division)


def test_its_indexes_say_what_pgtrigger_would_compute(trigger):
    ours = pgtrigger.registry._registry

    assert isinstance(ours, Registry)
    assert ours.by_db_table == Original.by_db_table.fget(ours)
    assert ours.pg_function_names == Original.pg_function_names.fget(ours)
    assert trigger.get_pgid(Division) in ours.pg_function_names


def test_a_name_that_is_taken_is_refused_until_it_is_free_again(trigger):
    other = pgtrigger.Protect(name="nothing_leaves", operation=pgtrigger.Update)

    with pytest.raises(KeyError, match="already used"):
        other.register(Division)
    trigger.unregister(Division)
    other.register(Division)

    assert pgtrigger.registered(other.get_uri(Division))[0][1] is other
    other.unregister(Division)
    trigger.register(Division)
