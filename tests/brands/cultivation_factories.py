"""Firms on the way to an honour, at every stage of it, by people of the bureau."""

import datetime as dt

from django.utils import timezone

from brands.models import CultivationVisit
from brands.services import catalogues, commitments, cultivations, screenings
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division
from tests.brands.factories import kind
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory


def head():
    return UserFactory(roles=[Role.SECTION_HEAD])


def begun(*, by=None, enterprise=None, **facts):
    facts = {"product": "测试电饭锅", "year": timezone.localdate().year} | facts
    return cultivations.draft(
        by=by or head(),
        enterprise=enterprise or EnterpriseFactory(),
        kind=facts.pop("kind", None) or kind("guangdong-name-brand"),
        **facts,
    )


def recommended(*, by=None, **facts):
    by = by or head()
    return cultivations.recommend(
        begun(by=by, **facts), by=by, recommended_by="测试镇政府", because="产品有销路"
    )


def points(sheet, share=1.0) -> dict:
    return {row.pk: int(row.most * share) for row in sheet.criteria.all()}


def scored(cultivation, *, by=None, share=0.9):
    sheet = screenings.sheet_for(cultivation, on=timezone.localdate())
    return screenings.fill_in(cultivation, by=by or head(), points=points(sheet, share))


def screened(*, by=None, share=0.9, **facts):
    by = by or head()
    cultivation = recommended(by=by, **facts)
    scored(cultivation, by=by, share=share)
    return cultivations.screen(cultivation, by=by)


def issued(*, by=None, year=None):
    """The catalogue of Shunde, with everybody who was screened."""
    by = by or head()
    place = Division.objects.get(pk=SHUNDE)
    year = year or timezone.localdate().year
    return catalogues.freeze(catalogues.draft(by=by, division=place, year=year), by=by)


def catalogued(*, by=None, **facts):
    cultivation = screened(by=by, **facts)
    issued(by=by, year=cultivation.year)
    cultivation.refresh_from_db()
    return cultivation


def visit_of(cultivation, *, by=None, **facts):
    facts = {
        "visited_on": timezone.localdate(),
        "met": "总经理、质量负责人",
        "strengths": "工艺稳定，出口占七成",
    } | facts
    return cultivations.record_visit(
        CultivationVisit(cultivation=cultivation, **facts), by=by or head()
    )


def visited(*, by=None, **facts):
    by = by or head()
    cultivation = catalogued(by=by, **facts)
    visit_of(cultivation, by=by)
    return cultivations.visited(cultivation, by=by)


def cultivated(*, by=None, **facts):
    by = by or head()
    due_on = timezone.localdate() + dt.timedelta(days=60)
    return cultivations.begin(visited(by=by, **facts), by=by, due_on=due_on)


def ready(*, by=None, **facts):
    """Everything that the honour asks is met."""
    by = by or head()
    cultivation = cultivated(by=by, **facts)
    for commitment in cultivation.commitments.open():
        commitments.meet(commitment, by=by, result="见申报材料")
    return cultivation


def applied(*, by=None, **facts):
    by = by or head()
    return cultivations.apply(ready(by=by, **facts), by=by, application_number="测试申报1号")
