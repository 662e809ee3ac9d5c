"""The pages of a case in the admin, tried on a case type of the tests' own."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qualitysup.clock.models import Deadline
from tests.casework.errands import services
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.factories import CHENCUN, HUANGSHI

pytestmark = pytest.mark.django_db

LIST = "/admin/errands/errand/"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def as_(client):
    """A browser session as somebody."""

    def sign_in(user):
        client.force_login(user, backend="qualitysup.accounts.backends.RoleBackend")
        return client

    return sign_in


def page(errand):
    return f"{LIST}{errand.pk}/change/"


def step(errand, name):
    return f"{LIST}{errand.pk}/step/{name}/"


def typed(errand, **more):
    """What the form of a step sends."""
    return {"on": TODAY().isoformat(), "note": "", "version": errand.version} | more


def draft(errand, **more):
    """What the form of the draft sends."""
    facts = {"what": errand.what, "parcels": errand.parcels, "version": errand.version}
    return facts | ({"signed": "on"} if errand.signed else {}) | more


def words(response):
    """The page as a reader gets it: no tags, single spaces."""
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# --- The case on one page ------------------------------------------------------------------------


def test_a_case_elsewhere_is_not_found(admin_page):
    elsewhere = ErrandFactory(division_id=HUANGSHI)

    assert admin_page.get(step(elsewhere, "send")).status_code == 404
    assert admin_page.post(step(elsewhere, "send"), typed(elsewhere)).status_code == 404
    # Django sends whoever asks for the page of a row that is not there back to the index.
    assert admin_page.get(page(elsewhere)).status_code == 404


def test_the_page_offers_what_is_possible_and_says_why_the_rest_is_not(admin_page):
    errand = ErrandFactory(parcels=0)

    response = admin_page.get(page(errand))

    html = response.content.decode()
    assert f'href="{step(errand, "add")}"' in html
    assert re.search(r'<button[^>]*disabled[^>]*aria-describedby="why-send"', html)
    assert "There is nothing in it: 0 parcels." in words(response)
    assert "民法典 510" in words(response)


def test_a_step_that_can_be_overridden_is_offered_with_its_reason(as_, leader):
    errand = ErrandFactory(back=True, signed=False)

    response = as_(leader).get(page(errand))

    assert f'href="{step(errand, "receive")}"' in response.content.decode()
    assert "Nobody signed for it." in words(response)


def test_the_page_says_who_else_may_act(admin_page):
    response = admin_page.get(page(ErrandFactory(back=True)))

    assert "Receive (section head, bureau leader)" in words(response)


def test_the_page_shows_the_running_deadline_and_how_it_was_computed(admin_page, officer):
    errand = services.send(ErrandFactory(), by=officer)
    due_on = Deadline.objects.of(errand).get().due_on

    text = words(admin_page.get(page(errand)))

    assert f"{due_on:%Y-%m-%d}" in text
    assert "days left" in text
    assert f"The term starts on {TODAY():%Y-%m-%d}" in text


def test_a_deadline_that_is_met_is_folded_away(admin_page, officer):
    errand = services.bring_back(services.send(ErrandFactory(), by=officer), by=officer)

    text = words(admin_page.get(page(errand)))

    assert "No deadline is running." in text
    assert f"met on {TODAY()}" in text


def test_the_page_shows_every_step_taken(admin_page, officer, leader):
    errand = services.send(ErrandFactory(signed=False), by=officer, note="by bicycle")
    errand = services.bring_back(errand, by=officer)
    services.receive(errand, by=leader, override="seen on camera")

    text = words(admin_page.get(page(errand)))

    assert "Send out 民法典 510 being written → under way" in text.replace("&#x2192;", "→")
    assert "by bicycle" in text
    assert "Override: seen on camera" in text
    assert str(leader) in text


def test_the_flow_chart_lights_where_the_case_stands(admin_page):
    html = admin_page.get(page(ErrandFactory(back=True))).content.decode()

    current = re.search(r'<g class="flow-state is-current">.*?</g>', html, re.S)
    assert "brought back" in current[0]
    assert "style=" not in re.search(r"<svg class=\"flow.*?</svg>", html, re.S)[0]


def test_the_page_costs_the_same_however_long_the_log(
    admin_page, officer, django_assert_num_queries
):
    errand = ErrandFactory(out=True)
    services.add(errand, by=officer, parcels=1)
    admin_page.get(page(errand))
    with CaptureQueriesContext(connection) as first:
        admin_page.get(page(errand))
    for _ in range(10):
        services.add(errand, by=officer, parcels=1)

    with django_assert_num_queries(len(first)):
        admin_page.get(page(errand))


# --- Beginning and editing -----------------------------------------------------------------------


def test_a_case_is_begun_through_its_service(admin_page, officer):
    response = admin_page.post(f"{LIST}add/", {"what": "a press", "parcels": 2, "version": 0})

    errand = Errand.objects.get()
    assert response.status_code == 302
    assert (errand.what, errand.parcels, errand.created_by) == ("a press", 2, officer)


def test_a_draft_is_edited(admin_page):
    errand = ErrandFactory()

    admin_page.post(page(errand), draft(errand, what="another"))

    errand.refresh_from_db()
    assert (errand.what, errand.version) == ("another", 1)


def test_a_form_left_open_does_not_undo_an_edit_and_keeps_what_was_typed(admin_page):
    errand = ErrandFactory()
    left_open = draft(errand, what="typed long ago")
    admin_page.post(page(errand), draft(errand, what="another"))

    response = admin_page.post(page(errand), left_open)

    errand.refresh_from_db()
    assert errand.what == "another"
    assert response.status_code == 200
    assert "Look again first." in words(response)
    assert 'value="typed long ago"' in response.content.decode()


def test_a_form_left_open_does_not_undo_a_step_and_keeps_what_was_typed(admin_page, officer):
    errand = ErrandFactory()
    left_open = draft(errand, what="typed long ago")
    services.send(errand, by=officer)

    response = admin_page.post(page(errand), left_open)

    errand.refresh_from_db()
    assert (errand.state, errand.version) == (Errand.State.OUT, 1)
    assert "it is no longer edited" in words(response)
    assert 'value="typed long ago"' in response.content.decode()


def test_a_form_without_a_version_saves_nothing(admin_page):
    errand = ErrandFactory()
    sent = draft(errand, what="another")
    del sent["version"]

    admin_page.post(page(errand), sent)

    errand.refresh_from_db()
    assert errand.version == 0


def test_a_case_under_way_is_shown_and_not_edited(admin_page):
    html = admin_page.get(page(ErrandFactory(out=True))).content.decode()

    assert 'name="what"' not in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("field", ["state", "version", "division", "sent_on", "done_on"])
def test_what_a_step_decides_is_never_typed(field, admin_page):
    errand = ErrandFactory()
    before = getattr(Errand.objects.get(pk=errand.pk), field)

    html = admin_page.get(page(errand)).content.decode()
    admin_page.post(page(errand), draft(errand) | {"state": "done", "sent_on": "2026-01-01"})

    errand.refresh_from_db()
    assert field == "version" or f'name="{field}"' not in html
    assert field == "version" or getattr(errand, field) == before


def test_no_case_is_deleted(admin_page):
    errand = ErrandFactory(created_by__username="x")

    assert admin_page.post(f"{LIST}{errand.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Errand.objects.filter(pk=errand.pk).exists()


# --- One step ------------------------------------------------------------------------------------


def test_the_page_of_a_step_says_what_it_will_do(admin_page):
    text = words(admin_page.get(step(ErrandFactory(), "send")))

    assert "民法典 510" in text
    assert "Starts, if it is done today" in text
    assert f"The term starts on {TODAY():%Y-%m-%d}" in text


def test_pressing_the_button_takes_the_step(admin_page, officer):
    errand = ErrandFactory()

    response = admin_page.post(step(errand, "send"), typed(errand, note="by bicycle"), follow=True)

    errand.refresh_from_db()
    assert response.redirect_chain == [(page(errand), 302)]
    assert f"{errand}: “Send out” is done." in words(response)
    assert (errand.state, errand.log.get().by) == (Errand.State.OUT, officer)


def test_looking_at_a_step_does_not_take_it(admin_page):
    errand = ErrandFactory()

    admin_page.get(step(errand, "send"))

    errand.refresh_from_db()
    assert errand.state == Errand.State.DRAFT


def test_a_step_asks_what_it_needs_and_keeps_what_was_typed(admin_page):
    errand = ErrandFactory()

    response = admin_page.post(step(errand, "add"), typed(errand, note="two more"))

    assert response.status_code == 200
    assert "This field is required." in words(response)
    assert "two more" in words(response)
    admin_page.post(step(errand, "add"), typed(errand, parcels=2))
    errand.refresh_from_db()
    assert errand.parcels == 3


def test_a_refused_step_says_why_and_keeps_what_was_typed(admin_page):
    errand = ErrandFactory()

    response = admin_page.post(
        step(errand, "send"), typed(errand, on="2099-01-01", note="by bicycle")
    )

    assert response.status_code == 409
    assert "not before it" in words(response)
    assert "by bicycle" in words(response)
    assert 'value="2099-01-01"' in response.content.decode()
    errand.refresh_from_db()
    assert (errand.state, errand.log.count()) == (Errand.State.DRAFT, 0)


def test_a_service_that_wants_a_reason_says_so(admin_page):
    errand = ErrandFactory()

    response = admin_page.post(step(errand, "drop"), typed(errand))

    assert response.status_code == 409
    assert "Say in a few words why, or what." in words(response)


def test_the_wrong_person_is_refused_in_words(as_, chief):
    errand = ErrandFactory()

    for response in (
        as_(chief).get(step(errand, "send")),
        as_(chief).post(step(errand, "send"), typed(errand)),
    ):
        assert response.status_code == 403
        assert "You may not take this step." in words(response)


def test_a_step_in_the_wrong_state_offers_no_button(admin_page):
    response = admin_page.get(step(ErrandFactory(out=True), "send"))

    assert "is not possible in the state" in words(response)
    assert not re.search(r'<button[^>]*type="submit"[^>]*>\s*Send out', response.content.decode())


def test_a_step_from_a_page_that_is_out_of_date_is_refused(admin_page, officer):
    errand = ErrandFactory(out=True)
    services.add(Errand.objects.get(pk=errand.pk), by=officer, parcels=1)

    response = admin_page.post(step(errand, "add"), typed(errand, parcels=5))

    assert response.status_code == 409
    assert "Look at it again first." in words(response)
    errand.refresh_from_db()
    assert errand.parcels == 2


def test_a_step_without_a_version_is_not_taken(admin_page):
    errand = ErrandFactory()
    sent = typed(errand)
    del sent["version"]

    admin_page.post(step(errand, "send"), sent)

    errand.refresh_from_db()
    assert errand.state == Errand.State.DRAFT


def test_the_override_is_asked_for_only_where_something_stands_in_the_way(as_, leader):
    browser = as_(leader)
    free, hindered = ErrandFactory(back=True), ErrandFactory(back=True, signed=False)

    assert 'name="override"' not in browser.get(step(free, "receive")).content.decode()
    assert 'name="override"' in browser.get(step(hindered, "receive")).content.decode()

    browser.post(step(hindered, "receive"), typed(hindered, override="seen on camera"))
    assert hindered.log.get().override == "seen on camera"


def test_whoever_may_not_override_is_not_asked(as_, chief):
    errand = ErrandFactory(back=True, signed=False)
    browser = as_(chief)

    assert 'name="override"' not in browser.get(step(errand, "receive")).content.decode()
    response = browser.post(step(errand, "receive"), typed(errand, override="I know him"))

    assert response.status_code == 409
    errand.refresh_from_db()
    assert errand.state == Errand.State.BACK


def test_a_step_that_nobody_defined_is_not_found(admin_page):
    assert admin_page.get(step(ErrandFactory(), "burn")).status_code == 404


# --- One step for many ---------------------------------------------------------------------------


def choose(errands, name, **more):
    chosen = {"action": f"step_{name}", "_selected_action": [errand.pk for errand in errands]}
    return chosen | more


def test_a_step_for_many_asks_once_and_takes_each_by_itself(admin_page):
    errands = [*ErrandFactory.create_batch(12), ErrandFactory(parcels=0)]

    asked = admin_page.post(LIST, choose(errands, "send"))
    assert asked.status_code == 200
    assert "Send out: 13 cases" in words(asked)
    assert not Errand.objects.filter(state=Errand.State.OUT).exists()

    sent = choose(errands, "send", confirmed="1", on=TODAY().isoformat(), note="all together")
    done = admin_page.post(LIST, sent, follow=True)

    text = words(done)
    assert "12 done." in text
    assert f"1 refused: There is nothing in it: 0 parcels. ({errands[-1]})" in text
    assert Errand.objects.filter(state=Errand.State.OUT).count() == 12
    assert all(errand.log.count() == 1 for errand in errands[:12])
    assert not errands[-1].log.exists()


def test_a_step_for_many_keeps_what_was_typed_when_something_is_missing(admin_page):
    errands = ErrandFactory.create_batch(2)

    response = admin_page.post(
        LIST, choose(errands, "send", confirmed="1", on="", note="all together")
    )

    assert response.status_code == 200
    assert "all together" in words(response)
    assert not Errand.objects.filter(state=Errand.State.OUT).exists()


def test_only_steps_that_say_so_are_offered_for_many(admin_page):
    ErrandFactory()

    html = admin_page.get(LIST).content.decode()

    assert 'value="step_send"' in html
    assert 'value="step_drop"' in html
    assert 'value="step_add"' not in html
    assert 'value="delete_selected"' not in html


def test_a_step_for_many_is_offered_to_whoever_may_take_it(as_, chief):
    errand = ErrandFactory()
    browser = as_(chief)

    assert 'value="step_send"' not in browser.get(LIST).content.decode()
    browser.post(LIST, choose([errand], "send", confirmed="1", on=TODAY().isoformat()))

    errand.refresh_from_db()
    assert errand.state == Errand.State.DRAFT


def test_cases_elsewhere_are_not_reached_by_a_step_for_many(admin_page):
    here, there = ErrandFactory(), ErrandFactory(division_id=HUANGSHI)

    admin_page.post(
        LIST, choose([here, there], "send", confirmed="1", on=TODAY().isoformat(), note="")
    )

    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.state, there.state) == (Errand.State.OUT, Errand.State.DRAFT)


def test_a_step_for_too_many_at_once_says_how_many(admin_page, officer):
    Errand.objects.bulk_create(
        Errand(what="x", parcels=1, division_id=CHENCUN, created_by=officer) for _ in range(101)
    )

    response = admin_page.post(LIST, choose(Errand.objects.all(), "send"), follow=True)

    assert "Choose at most 100 cases at once." in words(response)


def test_the_list_costs_the_same_for_two_rows_and_twelve(admin_page, django_assert_num_queries):
    ErrandFactory.create_batch(2)
    admin_page.get(LIST)
    with CaptureQueriesContext(connection) as first:
        admin_page.get(LIST)
    ErrandFactory.create_batch(10)

    with django_assert_num_queries(len(first)):
        admin_page.get(LIST)


def test_a_step_on_an_earlier_day_starts_its_clock_there(admin_page):
    errand = ErrandFactory()
    day = TODAY() - dt.timedelta(days=2)

    admin_page.post(step(errand, "send"), typed(errand, on=day.isoformat()))

    assert Deadline.objects.of(errand).get().started_on == day
