from pathlib import Path

import pytest

from qualitysup.documents import kinds
from qualitysup.documents.services import issuing, templates
from tests.documents.factories import AgencyFactory
from tests.factories import StationFactory

PAPER = Path(__file__).resolve().parents[2] / "inspections" / "paper"


@pytest.fixture
def agency(db):
    return AgencyFactory()


@pytest.fixture
def case(db):
    """Anything that is somewhere can be the case of a paper; the kernel has no subject."""
    return StationFactory()


@pytest.fixture
def order_kind(monkeypatch):
    """A kind as a subject registers it; whatever is passed on replaces a fact of the sample."""
    monkeypatch.setattr(kinds, "KINDS", dict(kinds.KINDS))
    sample = kinds.Kind("", "", "", dict, PAPER / "rectification_order.docx").sample
    return kinds.register(
        kinds.Kind(
            code="order_of_a_test",
            title="责令改正通知书",
            word="责改",
            facts=lambda case, **extra: sample | extra,
            template=PAPER / "rectification_order.docx",
        )
    )


@pytest.fixture
def order(order_kind, agency):
    """The kind, its form and the agency are there: it can be issued."""
    templates.install_shipped()
    return order_kind


@pytest.fixture
def issued(order, case, officer):
    return issuing.issue(case, order.code, by=officer)
