import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enterprises.models import Representation
from enterprises.services import merging
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.lists import list_url
from standards.models import Drafting, StatedFigure
from standards.services import drafting_intake, draftings
from tests.dashboard.watching import measure
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.clients import queries
from tests.standards.factories import (
    DraftingFactory,
    StandardFactory,
    StatedFigureFactory,
    desk,
    entered,
)

pytestmark = pytest.mark.django_db

HEADER = ["标准号", "起草单位", "统一社会信用代码", "排名", "角色", "起草人", "来源"]


def figures_of(user):
    """By its name what the dashboard shows this person of a figure."""
    return {
        each.indicator.key: each.figure
        for subject in measure(user).values()
        for each in subject["figures"]
    }


# --- Counted -------------------------------------------------------------------------------------


def test_standard_is_counted_once_however_many_took_part(officer):
    national, sector = entered("GB/T 1-2010"), entered("QB/T 2-2010")
    association = entered("T/SDMA 1-2020")
    for place, standard in ((1, national), (2, national), (2, sector), (3, association)):
        DraftingFactory(standard=standard, place=place)

    rows = Drafting.objects.visible_to(officer)

    assert rows.standards() == 3
    assert rows.reported().standards() == 2
    assert rows.led().standards() == 1


def test_editions_of_one_series_are_two_standards(officer):
    firm = EnterpriseFactory()
    for number in ("GB/T 1-2010", "GB/T 1-2020"):
        DraftingFactory(enterprise=firm, standard=entered(number))

    assert Drafting.objects.visible_to(officer).standards() == 2


def test_what_a_report_states_stands_beside_what_is_counted(leader):
    StatedFigureFactory(value=170, bound="≥", as_of=dt.date(2008, 6, 30))
    DraftingFactory(standard=entered("GB/T 1-2010"), place=1)

    shown = figures_of(leader)

    assert shown["standards-drafted-stated"] == "≥ 170 (顺德区)"
    assert shown["standards-drafted-reported"] == 1
    assert shown["standards-led"] == 1


def test_without_a_stated_figure_nothing_is_shown(leader, stranger):
    StatedFigureFactory(key="filing", value=5000)

    assert figures_of(leader)["standards-drafted-stated"] is None


def test_latest_word_by_a_day_counts(leader):
    for year, value in ((2006, 120), (2008, 170), (2010, 200)):
        StatedFigureFactory(value=value, as_of=dt.date(year, 6, 30))

    stated = StatedFigure.objects.visible_to(leader)

    assert stated.latest("drafting", dt.date(2009, 1, 1)).shown == "≥ 170"
    assert stated.latest("drafting", dt.date(2001, 1, 1)) is None


def test_leagues_lead_to_their_rows(desk_page, desk_officer):
    first = EnterpriseFactory(industry_id="3422", name="顺德甲锻压厂")
    second = EnterpriseFactory(industry_id="3854", name="顺德乙电器厂")
    for firm, count in ((first, 2), (second, 1)):
        DraftingFactory.create_batch(count, enterprise=firm)
    tables = {
        breakdown.key: lines
        for subject in measure(desk_officer).values()
        for breakdown, lines in subject["tables"]
    }

    for key in ("drafting-by-enterprise", "drafting-by-town", "drafting-by-trade"):
        assert tables[key]
        for line in tables[key]:
            shown = desk_page.get(line.url).context["cl"].queryset
            assert shown.standards() == line.figure
    assert [line.label for line in tables["drafting-by-enterprise"]] == [first.name, second.name]


# --- Entered -------------------------------------------------------------------------------------


def test_place_is_one_enterprises():
    drafting = DraftingFactory(place=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        DraftingFactory(standard=drafting.standard, place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftingFactory(standard=drafting.standard, enterprise=drafting.enterprise)
    with pytest.raises(IntegrityError), transaction.atomic():
        DraftingFactory(place=0)


def test_desk_enters_it_and_sees_the_people_others_do_not(desk_page, client, officer):
    firm, standard = EnterpriseFactory(), StandardFactory()

    desk_page.post(
        reverse("admin:standards_drafting_add"),
        {
            "enterprise": firm.pk,
            "standard": standard.pk,
            "place": "1",
            "persons": "演示甲, 演示乙",
            "source": "前言",
        },
    )

    drafting = Drafting.objects.get()
    assert drafting.persons == ["演示甲", "演示乙"]
    page = drafting.get_absolute_url()
    assert "演示甲" in desk_page.get(page).content.decode()
    client.force_login(officer, backend="qualitysup.accounts.backends.RoleBackend")
    assert "演示甲" not in client.get(page).content.decode()
    history = reverse("admin:standards_drafting_history", args=[drafting.pk])
    assert "演示甲" not in client.get(history).content.decode()
    api = APIClient()
    api.force_authenticate(officer)
    assert "演示甲" not in api.get(f"/api/v1/draftings/{drafting.pk}/").content.decode()


def test_correction_keeps_enterprise_and_standard():
    drafting = DraftingFactory()
    other = EnterpriseFactory()
    standing = drafting.enterprise

    drafting.enterprise, drafting.place = other, 3
    draftings.correct(drafting, by=desk())

    drafting.refresh_from_db()
    assert (drafting.enterprise, drafting.place) == (standing, 3)


def test_whoever_may_not_is_refused(inspector, stranger):
    for service, row in (
        (draftings.enter, DraftingFactory.build(enterprise=EnterpriseFactory())),
        (draftings.keep_stated, StatedFigureFactory.build()),
    ):
        with pytest.raises(TransitionRefused) as refused:
            service(row, by=inspector)
        assert refused.value.code == "forbidden"


def test_drafting_is_seen_in_its_place_and_by_its_own_account(officer, stranger):
    account = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    own, other = DraftingFactory(), DraftingFactory()
    Representation.objects.create(user=account, enterprise=own.enterprise, named_by=desk())

    assert set(Drafting.objects.visible_to(officer)) == {own, other}
    assert not Drafting.objects.visible_to(stranger).exists()
    assert list(Drafting.objects.visible_to(account)) == [own]


def test_api_list_costs_the_same_for_two_rows_and_for_twelve(officer):
    api = APIClient()
    api.force_authenticate(officer)
    for route, make in (("draftings", DraftingFactory), ("stated-figures", StatedFigureFactory)):
        make.create_batch(2)
        api.get(f"/api/v1/{route}/")
        few = queries(lambda route=route: api.get(f"/api/v1/{route}/"))
        make.create_batch(10)
        assert queries(lambda route=route: api.get(f"/api/v1/{route}/")) == few


# --- Merged --------------------------------------------------------------------------------------


def test_merge_of_two_units_of_one_standard_counts_it_once(chief):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory()
    shared = StandardFactory()
    for firm in (survivor, duplicate):
        DraftingFactory(enterprise=firm, standard=shared)
    alone = DraftingFactory(enterprise=duplicate)

    merging.merge(survivor, duplicate, by=chief)

    assert Drafting.objects.count() == 3
    assert Drafting.objects.counted().filter(enterprise=survivor).count() == 2
    assert Drafting.objects.counted().standards() == 2
    alone.refresh_from_db()
    assert alone.enterprise == survivor


# --- Imported ------------------------------------------------------------------------------------


@pytest.fixture
def known():
    entered("GB/T 1-2010")
    return EnterpriseFactory(name="顺德宏力锻压机械厂")


def taken(rows, by=None):
    reader = drafting_intake.Reader(HEADER)
    read = [reader.read(number, row) for number, row in enumerate(rows, start=2)]
    batch = drafting_intake.compare(read, by=by)
    drafting_intake.write(batch, by=by)
    return batch


def row(**changed):
    cells = {
        "标准号": "GB／T 1—2010",
        "起草单位": "顺德宏力锻压机械厂",
        "排名": "第2",
        "起草人": "演示甲、演示乙",
        "来源": "前言",
    } | changed
    return [cells.get(header, "") for header in HEADER]


def test_table_is_taken_in_and_twice_is_once(known):
    for expected in ([1, 0, 0, 0], [0, 0, 1, 0]):
        batch = taken([row()])
        counts = [len(getattr(batch, n)) for n in ("created", "updated", "unchanged", "rejected")]
        assert counts == expected
    drafting = Drafting.objects.get()
    assert (drafting.enterprise, drafting.place) == (known, 2)
    assert drafting.persons == ["演示甲", "演示乙"]


def test_role_alone_says_who_led_and_a_table_corrects(known):
    taken([row(排名="")])
    batch = taken([row(排名="", 角色="主持起草")])

    assert len(batch.updated) == 1
    assert Drafting.objects.get().leads


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"标准号": "1-2010"}, "1-2010"),
        ({"标准号": "GB/T 9-2010"}, "GB/T 9"),
        ({"起草单位": ""}, "name|名称"),
        ({"起草单位": "没有的厂"}, "没有的厂"),
        ({"统一社会信用代码": "123"}, "123|18"),
        ({"排名": "若干"}, "若干"),
        ({"来源": ""}, "source|来源"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(known, changed, words):
    batch = taken([row(**changed)])

    ((_candidate, reason),) = batch.rejected
    assert re.search(words, reason)
    assert not Drafting.objects.exists()


def test_same_place_twice_and_same_row_twice_are_refused(known):
    other = EnterpriseFactory(name="顺德启衡锻压机械厂")

    batch = taken([row(), row(), row(起草单位=other.name)])

    assert len(batch.created) == 1
    assert [candidate.number for candidate, _ in batch.rejected] == [3, 4]


def test_row_of_another_place_is_refused(known, stranger):
    assert len(taken([row()], by=stranger).rejected) == 1


def test_day_of_the_standard_is_on_the_timeline(known, admin_page):
    drafting = DraftingFactory(
        enterprise=known, place=1, standard=entered("GB/T 7-2019", timezone.localdate())
    )

    page = admin_page.get(known.get_absolute_url()).content.decode()

    assert drafting.get_absolute_url() in page
    assert list_url(Drafting)
