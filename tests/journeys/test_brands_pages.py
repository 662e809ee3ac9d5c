"""Every page of sweeps, cultivation, catalogues and honours, by day and night, on both screens."""

import pytest

from brands.services import catalogues
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division
from tests.brands import cultivation_factories as stage
from tests.brands.factories import RegionalTitleFactory, granted
from tests.brands.sweep_factories import BIJIANG, cell_of, found, group_of, under_way
from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories import PublicPageFactory
from tests.journeys.test_look import (
    assert_every_page_is_accessible_and_fits,
)

HERE = "/admin/brands/"


@pytest.fixture
def head(db):
    AgencyFactory(division_id=SHUNDE)
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def of_sweeps(head):
    sweep = under_way(by=head)
    group_of(sweep, head, by=head, division=BIJIANG)
    found(cell_of(sweep), by=head)
    return {
        "sweeps": f"{HERE}sweep/",
        "sweep": sweep.get_absolute_url(),
        "matrix": f"{HERE}sweep/{sweep.pk}/matrix/",
        "round": f"{HERE}sweep/{sweep.pk}/round/",
        "village": f"{HERE}sweep/{sweep.pk}/round/?village={BIJIANG}",
        "hand out": f"{HERE}sweep/{sweep.pk}/hand-out/",
        "cells": f"{HERE}sweepcell/",
        "cell": cell_of(sweep).get_absolute_url(),
        "candidate": f"{HERE}sweepcell/{cell_of(sweep).pk}/candidate/",
        "candidates": f"{HERE}sweepfinding/",
    }


@pytest.fixture
def of_cultivation(head):
    cultivation = stage.cultivated(by=head)
    screened = stage.screened(by=head)
    place = Division.objects.get(pk=SHUNDE)
    catalogue = catalogues.draft(by=head, division=place, year=screened.year)
    waiting = stage.recommended(by=head)
    return {
        "cultivations": f"{HERE}cultivation/",
        "cultivation": cultivation.get_absolute_url(),
        "points": f"{HERE}cultivation/{waiting.pk}/points/",
        "begin": f"{HERE}cultivation/{cultivation.pk}/step/apply/",
        "new cultivation": f"{HERE}cultivation/add/",
        "commitments": f"{HERE}commitment/",
        "catalogue": catalogue.get_absolute_url(),
        "sheets": f"{HERE}screeningsheet/",
        "requirements": f"{HERE}requirement/",
    }


@pytest.fixture
def of_honours(head):
    PublicPageFactory()
    honour, title = granted(by=head, number="测试名牌1号"), RegionalTitleFactory()
    return {
        "honours": f"{HERE}honour/",
        "honour": honour.get_absolute_url(),
        "new honour": f"{HERE}honour/add/",
        "kinds": f"{HERE}honourkind/",
        "kind": f"{HERE}honourkind/{honour.kind_id}/change/",
        "titles": f"{HERE}regionaltitle/",
        "title": title.get_absolute_url(),
        "league": f"{HERE}leagueentry/",
        "public": "/public/honours/",
        "check": "/public/honours/check/?number=测试名牌1号",
    }


@pytest.mark.parametrize("theme", ["of_sweeps", "of_cultivation", "of_honours"])
def test_every_page_is_accessible_and_fits(signed_in, head, request, theme):
    pages = request.getfixturevalue(theme)
    assert_every_page_is_accessible_and_fits(signed_in(head), pages)
