import pytest
from qualitysup.documents.services import issuing

def test_first(order, case, officer):
    d = issuing.issue(case, order.code, by=officer)
    print(d, d.facts["number"])
    d2 = issuing.issue(case, order.code, by=officer)
    assert d2.seq == 2
