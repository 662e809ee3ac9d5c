"""Figures come by themselves: once a period, as their person sees things, marked beyond a bound."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from qualitysup.accounts.roles import Role
from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from qualitysup.reports import tasks
from qualitysup.reports.models import Subscription, SubscriptionLine
from qualitysup.reports.services import subscriptions
from tests.clock.factories import DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
# A Tuesday; the week before ended on the 15th.
TODAY = dt.date(2026, 11, 17)
WEEK = Period(dt.date(2026, 11, 9), dt.date(2026, 11, 15))


@pytest.fixture(autouse=True)
def _on_that_day(settings):
    settings.LANGUAGE_CODE = "en"
    now = dt.datetime(2026, 11, 17, 1, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False), translation.override("en"):
        yield


@pytest.fixture
def manager():
    return UserFactory(full_name="演示·科长", roles=[Role.SECTION_HEAD], email="chief@demo.invalid")


def overdue(place, count=1, due=dt.date(2026, 11, 10)):
    for _ in range(count):
        started = due - dt.timedelta(30)
        DeadlineFactory(due_on=due, nominal_on=due, started_on=started, division_id=place)


def subscribe(user, *keys, place=None, rhythm="weekly", name="每周", **bounds):
    subscription = Subscription(by=user, name=name, rhythm=rhythm, place_id=place)
    lines = [SubscriptionLine(indicator=key, **bounds) for key in keys]
    return subscriptions.keep(subscription, lines)


def told(user):
    return Notice.objects.filter(recipient=user, kind="figures")


# --- What it says ---------------------------------------------------------------------------------


def test_it_says_what_the_dashboard_says_to_the_same_person(manager):
    overdue(CHENCUN, 2)
    overdue(BEIJIAO, due=dt.date(2026, 10, 1))
    subscription = subscribe(manager, "overdue", "deadlines-met")

    digest = subscriptions.digest(subscription, WEEK)

    of_page = figures.measure(
        Lens(manager, WEEK), [registry.indicator(key) for key in ("overdue", "deadlines-met")]
    )
    assert [(line.figure, line.before) for line in digest.lines] == [
        (f"{one.figure} {one.indicator.unit}".strip(), str(one.before)) for one in of_page
    ]
    assert [line.url for line in digest.lines] == [one.url for one in of_page]
    assert digest.lines[0].figure == "3"
    assert digest.lines[0].before == "1"


def test_each_person_is_told_of_what_is_theirs():
    overdue(CHENCUN, 2)
    overdue(HUANGSHI, 5)
    found = []
    for division, place in ((SHUNDE, None), (SHUNDE, BEIJIAO), (HUANGSHI, None)):
        person = UserFactory(roles=[Role.SECTION_HEAD], divisions=[division], home_id=division)
        subscription = subscribe(person, "overdue", place=place)
        subscriptions.send(subscription.pk)
        found.append(told(person).get().body)

    assert [body.split(": ")[1].split(" ")[0] for body in found] == ["2", "0", "5"]


@pytest.mark.parametrize(
    ("bounds", "is_crossed"),
    [
        ({"above": 2}, True),
        ({"above": 3}, False),
        ({"below": 4}, True),
        ({"below": 3}, False),
        ({"above": 5, "below": 1}, False),
        ({}, False),
    ],
)
def test_a_figure_beyond_its_bound_is_marked_and_one_right_at_it_is_not(
    manager, bounds, is_crossed
):
    overdue(CHENCUN, 3)
    subscription = subscribe(manager, "deadlines-met", name="a")
    subscriptions.keep(
        subscription,
        [
            SubscriptionLine(indicator="deadlines-met"),
            SubscriptionLine(indicator="overdue", **bounds),
        ],
    )

    subscriptions.send(subscription.pk)

    notice = told(manager).get()
    assert notice.body.startswith("▲ Overdue: 3") is is_crossed
    assert ("1 figure beyond its bound" in notice.subject) is is_crossed


def test_what_is_not_known_crosses_nothing():
    line = SubscriptionLine(above=0, below=100)

    assert not line.is_crossed_by(None)


def test_a_figure_without_a_day_of_its_own_is_of_today(manager):
    one = next(one for one in registry.indicators_for(manager) if one.timing is None)

    line = subscriptions.digest(subscribe(manager, one.key), WEEK).lines[0]

    assert line.name.endswith("(today)")
    assert line.figure.startswith(str(figures.measure(Lens.of_today(manager), [one])[0].figure))


# --- Once, and only to whom it belongs ------------------------------------------------------------


def test_beat_that_came_twice_tells_once_and_next_week_again(
    manager, django_capture_on_commit_callbacks
):
    subscribe(manager, "overdue")

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            tasks.send_subscriptions()
    assert told(manager).count() == 1
    assert [message.subject for message in mail.outbox] == ["每周 2026-11-09 – 2026-11-15"]
    with time_machine.travel(dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC), tick=False):
        tasks.send_subscriptions()
    assert told(manager).count() == 2


def test_a_month_comes_on_the_first_and_after_a_standstill_the_last_one_only(manager):
    subscribe(manager, "overdue", rhythm="monthly")

    tasks.send_subscriptions()
    assert told(manager).get().subject == "每周 2026-10-01 – 2026-10-31"
    with time_machine.travel(dt.datetime(2027, 3, 5, 1, tzinfo=dt.UTC), tick=False):
        tasks.send_subscriptions()
    assert [one.subject for one in told(manager).order_by("created_at")] == [
        "每周 2026-10-01 – 2026-10-31",
        "每周 2027-02-01 – 2027-02-28",
    ]


def test_one_that_fails_keeps_none_of_the_others_back(manager, monkeypatch):
    first, second = (subscribe(manager, "overdue", name=name) for name in "ab")
    digest = subscriptions.digest

    def fails_for_the_first(subscription, period):
        if subscription == first:
            raise MemoryError
        return digest(subscription, period)

    monkeypatch.setattr(subscriptions, "digest", fails_for_the_first)
    with pytest.raises(MemoryError):
        subscriptions.send(first.pk)
    assert subscriptions.send(second.pk)
    assert told(manager).count() == 1

    monkeypatch.undo()
    # Nothing half-done was left: it is told now.
    assert subscriptions.due() == [first.pk]
    assert subscriptions.send(first.pk)
    assert told(manager).count() == 2


def test_who_lost_the_permission_is_told_nothing_of_it(manager):
    subscription = subscribe(manager, "overdue", "prospects-late")
    manager.roles = [Role.INSPECTOR]
    manager.save()

    assert not subscriptions.send(subscription.pk)
    assert not told(manager).exists()


def test_a_figure_that_is_no_longer_theirs_is_named_and_not_told(manager, monkeypatch):
    overdue(CHENCUN, 2)
    subscription = subscribe(manager, "overdue", "gone-since")
    monkeypatch.setattr(registry, "indicators_for", lambda user: [])

    lines = list(map(str, subscriptions.digest(subscription, WEEK).lines))

    assert lines == ["Overdue: is no longer yours to see", "gone-since: is no longer counted"]


def test_a_place_that_is_no_longer_theirs_ends_it_and_says_so_once(client):
    person = UserFactory(roles=[Role.SECTION_HEAD], divisions=[SHUNDE])
    overdue(CHENCUN, 7)
    subscription = subscribe(person, "overdue", place=CHENCUN)
    person.divisions.set([BEIJIAO])

    for _ in range(2):
        tasks.send_subscriptions()

    assert "is no longer sent" in told(person).get().subject
    assert "7" not in told(person).get().body
    subscription.refresh_from_db()
    assert not subscription.is_active
    client.force_login(person, backend=BACKEND)
    typed = {"name": "每周", "rhythm": "weekly", "place": BEIJIAO, "pick:overdue": "on"}
    client.post(f"/reports/subscriptions/{subscription.pk}/edit/", typed)
    assert subscriptions.due() == [subscription.pk]


@pytest.mark.parametrize("facts", [{"is_active": False}])
def test_who_left_and_what_is_paused_is_not_sent(manager, facts):
    subscribe(manager, "overdue")
    Subscription.objects.update(**facts)
    subscribe(UserFactory(roles=[Role.SECTION_HEAD], **facts), "overdue")

    tasks.send_subscriptions()

    assert not Notice.objects.exists()


def test_a_digest_costs_the_same_for_two_figures_and_for_twelve(manager):
    kept = [one.key for one in registry.indicators_for(manager) if one.is_kept][:12]

    def cost(name, keys):
        subscription = Subscription.objects.get(pk=subscribe(manager, *keys, name=name).pk)
        with CaptureQueriesContext(connection) as queries:
            subscriptions.digest(subscription, WEEK)
        return len(queries)

    cost("warm", kept)
    assert cost("a", kept[:2]) == cost("b", kept)


# --- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def browser(client, manager):
    client.force_login(manager, backend=BACKEND)
    return client


def test_figures_are_chosen_with_their_bounds_and_changed(browser, manager):
    typed = {"name": "每周", "rhythm": "weekly", "place": CHENCUN}
    overdue(CHENCUN, 3)

    answer = browser.post(
        "/reports/subscriptions/new/", typed | {"pick:overdue": "on", "above:overdue": "2.5"}
    )

    subscription = Subscription.objects.get()
    assert answer.headers["Location"] == f"/reports/subscriptions/{subscription.pk}/"
    assert subscription.place == Division.objects.get(pk=CHENCUN)
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "beyond its bound" in page
    # A bound alone chooses its figure.
    browser.post(
        f"/reports/subscriptions/{subscription.pk}/edit/", typed | {"below:deadlines-met": "10"}
    )
    assert [(one.indicator, one.below) for one in subscription.lines.all()] == [
        ("deadlines-met", 10)
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose at least one figure."),
        ({"pick:overdue": "on", "place": HUANGSHI}, "Select a valid choice"),
        ({"pick:overdue": "on", "rhythm": "daily"}, "Select a valid choice"),
        ({"pick:overdue": "on", "above:overdue": "many"}, "Enter a number"),
    ],
)
def test_what_cannot_be_sent_says_why(browser, typed, words):
    usual = {"name": "每周", "rhythm": "weekly", "place": ""}

    answer = browser.post("/reports/subscriptions/new/", usual | typed)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Subscription.objects.exists()


def test_more_than_anybody_reads_is_refused(browser, manager):
    every = {f"pick:{one.key}": "on" for one in registry.indicators_for(manager)}
    assert len(every) > subscriptions.MOST

    answer = browser.post(
        "/reports/subscriptions/new/", {"name": "每周", "rhythm": "weekly"} | every
    )

    assert "Choose at most 20 figures." in answer.content.decode()


def test_a_second_of_the_same_name_is_refused(browser, manager):
    subscribe(manager, "overdue")

    answer = browser.post(
        "/reports/subscriptions/new/", {"name": "每周", "rhythm": "weekly", "pick:overdue": "on"}
    )

    assert "You have a subscription of this name." in answer.content.decode()


def test_those_of_others_are_not_there(browser, chief):
    theirs = subscribe(chief, "overdue", name="他人的")

    assert "他人的" not in browser.get("/reports/subscriptions/").content.decode()
    for page in ("", "edit/"):
        assert browser.get(f"/reports/subscriptions/{theirs.pk}/{page}").status_code == 404
    for page in ("pause/", "delete/"):
        assert browser.post(f"/reports/subscriptions/{theirs.pk}/{page}").status_code == 404


def test_it_is_paused_resumed_and_deleted(browser, manager):
    subscription = subscribe(manager, "overdue")
    address = f"/reports/subscriptions/{subscription.pk}"

    browser.post(f"{address}/pause/")
    assert subscriptions.due() == []
    browser.post(f"{address}/pause/")
    assert subscriptions.due() == [subscription.pk]
    browser.post(f"{address}/delete/")
    assert not Subscription.objects.exists()


def test_the_notice_opens_the_digest_of_its_period(browser, manager):
    subscription = subscribe(manager, "overdue")
    subscriptions.send(subscription.pk)
    with time_machine.travel(dt.datetime(2026, 12, 9, 1, tzinfo=dt.UTC), tick=False):
        browser.force_login(manager, backend=BACKEND)
        page = browser.get(told(manager).get().url)

    assert "2026-11-09 – 2026-11-15" in page.content.decode()
    assert browser.get(f"/reports/subscriptions/{subscription.pk}/?until=soon").status_code == 200


def test_the_list_costs_the_same_for_two_and_for_twelve(browser, manager):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/reports/subscriptions/").status_code == 200
        return len(queries)

    for number in range(2):
        subscribe(manager, "overdue", name=f"{number:02}", place=CHENCUN)
    browser.get("/reports/subscriptions/")
    few = cost()
    for number in range(2, 12):
        subscribe(manager, "overdue", name=f"{number:02}", place=CHENCUN)
    assert cost() == few
    for number in range(12, 22):
        subscribe(manager, "overdue", name=f"{number:02}")
    second = browser.get("/reports/subscriptions/?page=2").content.decode()
    assert second.count('<th scope="row">') == 2
