"""Registrations at the desk, and on the screen of whoever acts for a workshop."""

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises import timeline
from qualitysup.accounts.roles import Role
from qualitysup.casework import home
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.workshops.factories.registration import (
    ROAST,
    accepted,
    checked,
    desk,
    filed,
    granted,
    registered,
    unregistered,
    visited,
)
from tests.workshops.factories.zone import acts_for, ahead, category
from workshops.models import Application, Registration

pytestmark = pytest.mark.django_db
LIST = "/admin/workshops/application/"
REGISTRATIONS = "/admin/workshops/registration/"
Kind = Application.Kind


def page(application, part="change/"):
    return f"{LIST}{application.pk}/{part}"


def step(application, name):
    return page(application, f"step/{name}/")


def typed(made, *foods, **more):
    sent = {
        "workshop": made.pk,
        "filed_on": timezone.localdate().isoformat(),
        "explanation": "",
        "version": 0,
        "varieties-TOTAL_FORMS": len(foods),
        "varieties-INITIAL_FORMS": 0,
    }
    for place, (code, name) in enumerate(foods):
        sent |= {
            f"varieties-{place}-category": category(code).pk,
            f"varieties-{place}-name": name,
        }
    return sent | more


def taken(application, **more):
    """What the page of a step sends."""
    return {
        "on": timezone.localdate().isoformat(),
        "note": "",
        "version": application.version,
    } | more


@pytest.fixture
def browser():
    return browser_of(desk())


def test_an_application_is_worked_from_the_counter_to_the_certificate(browser):
    made = unregistered()
    response = browser.post(f"{LIST}add/?kind=new", typed(made, (ROAST, "烧鹅")), follow=True)
    application = Application.objects.get()
    assert response.status_code == 200
    assert [variety.name for variety in application.varieties.all()] == ["烧鹅"]

    assert "烧鹅" in browser.get(page(application)).content.decode()
    asked = browser.get(step(application, "accept")).content.decode()
    assert "食品小作坊登记受理通知书" in asked
    browser.post(step(application, "accept"), taken(application))
    application.refresh_from_db()
    assert application.state == "accepted"

    # What stands in the way of a grant is said where the button is.
    assert "The site has not been checked yet." in browser.get(page(application)).content.decode()
    visit = visited(application)
    browser.post(
        step(application, "check"), taken(application, visit=visit.pk, passed="yes", findings="")
    )
    application.refresh_from_db()
    response = browser.post(step(application, "grant"), taken(application), follow=True)

    application.refresh_from_db()
    assert application.state == "granted"
    assert "is done" in told(response)[0]
    shown = browser.get(f"{REGISTRATIONS}{application.registration_id}/change/").content.decode()
    assert application.registration.number in shown
    assert "last day to apply for the renewal" in shown
    assert "/pdf/" in shown


def test_a_renewal_that_is_late_is_refused_on_the_form_and_keeps_what_was_typed(browser):
    made = registered(until=ahead(20)).workshop
    response = browser.post(f"{LIST}add/?kind=renewal", typed(made, explanation="请予延续"))
    assert response.status_code == 200
    words = response.content.decode()
    assert "a new application is needed" in words
    assert "请予延续" in words
    assert not Application.objects.exists()


def test_a_late_change_is_taken_and_pointed_out_on_its_page_and_in_the_list(browser):
    made = registered(until=ahead(400)).workshop
    sent = typed(made, changes=["equipment"], changed_on=ahead(-30).isoformat(), new_name="")
    browser.post(f"{LIST}add/?kind=change", sent | {"new_address": ""})
    application = Application.objects.get()

    assert application.late
    assert "applied for late" in browser.get(page(application)).content.decode()
    assert "applied for late" in browser.get(LIST).content.decode()
    assert str(application.workshop) in browser.get(f"{LIST}?standing=late").content.decode()


def test_other_varieties_without_that_change_are_refused_in_words(browser):
    made = registered(until=ahead(400)).workshop
    sent = typed(made, (ROAST, "叉烧"), changes=["layout"], changed_on=ahead(0).isoformat())
    response = browser.post(f"{LIST}add/?kind=change", sent | {"new_name": "", "new_address": ""})
    assert "Other varieties are a change of varieties" in response.content.decode()
    assert not Application.objects.exists()


def test_a_filed_application_is_corrected_and_an_accepted_one_is_not(browser):
    application = filed()
    sent = typed(application.workshop, (ROAST, "叉烧"), explanation="更正")
    first = application.varieties.get()
    sent |= {
        "varieties-TOTAL_FORMS": 2,
        "varieties-INITIAL_FORMS": 1,
        "varieties-0-id": first.pk,
        "varieties-0-category": ROAST,
        "varieties-0-name": "烧鹅",
        "varieties-1-category": ROAST,
        "varieties-1-name": "叉烧",
    }
    browser.post(page(application), sent)
    application.refresh_from_db()
    assert application.explanation == "更正"
    assert {variety.name for variety in application.varieties.all()} == {"烧鹅", "叉烧"}

    application = accepted()
    response = browser.post(page(application), typed(application.workshop, explanation="晚了"))
    assert "no longer edited" in response.content.decode()


def test_a_check_offers_the_visits_since_the_application_came(browser):
    application = accepted()
    visited(application, days_ago=3)
    today = visited(application)
    field = browser.get(step(application, "check")).context["form"].fields["visit"]
    assert list(field.queryset) == [today]


def test_a_refusal_names_the_guard_and_an_override_takes_the_leader(leader):
    from workshops.models import Worker

    by = desk()
    application = checked(by=by)
    Worker.objects.create(workshop=application.workshop, name="李测试")
    browser = browser_of(leader)
    sent = taken(application)

    response = browser.post(step(application, "grant"), sent)
    assert response.status_code == 409
    assert "李测试" in response.content.decode()

    browser.post(step(application, "grant"), sent | {"override": "当日补证"})
    application.refresh_from_db()
    assert application.state == "granted"


def test_many_are_accepted_at_once_and_the_refused_say_why(browser):
    two = [filed(), filed()]
    empty = filed(foods=[])
    chosen = [*two, empty]
    response = browser.post(
        LIST,
        {
            "action": "step_accept",
            "_selected_action": [application.pk for application in chosen],
            "confirmed": "1",
            "on": timezone.localdate().isoformat(),
            "note": "",
        },
        follow=True,
    )
    assert "2 done." in told(response)
    assert any("no variety is named" in message for message in told(response))


def test_a_registration_is_cancelled_from_its_page_with_a_reason(browser):
    registration = registered(until=ahead(100))
    url = f"{REGISTRATIONS}{registration.pk}/cancel/"
    shown = browser.get(f"{REGISTRATIONS}{registration.pk}/change/").content.decode()
    assert "Apply for its renewal" in shown

    response = browser.post(url, {"because": "", "on": timezone.localdate().isoformat()})
    assert response.status_code == 200
    browser.post(url, {"because": "歇业", "on": timezone.localdate().isoformat()})

    registration.refresh_from_db()
    assert registration.state == "cancelled"
    shown = browser.get(f"{REGISTRATIONS}{registration.pk}/change/").content.decode()
    assert "歇业" in shown
    assert "Apply for its renewal" not in shown


def test_an_officer_neither_cancels_nor_decides(officer):
    registration = registered(until=ahead(100))
    browser = browser_of(officer)
    assert browser.get(f"{REGISTRATIONS}{registration.pk}/cancel/").status_code == 403
    application = checked()
    assert browser.get(step(application, "grant")).status_code == 403


def test_an_older_paper_is_entered_and_shown(browser):
    made = unregistered()
    browser.post(
        f"{REGISTRATIONS}add/",
        {
            "workshop": made.pk,
            "number": "粤坊登0001",
            "valid_from": ahead(-100).isoformat(),
            "valid_to": ahead(900).isoformat(),
        },
    )
    assert Registration.objects.get().number == "粤坊登0001"


@pytest.mark.parametrize(
    ("standing", "make"),
    [
        ("valid", lambda: registered(until=ahead(100))),
        ("expiring", lambda: registered(until=ahead(80))),
        ("expired", lambda: registered(until=ahead(-1))),
    ],
)
def test_registrations_are_found_by_how_they_stand(browser, standing, make):
    wanted = make()
    other = registered(until=ahead(100), since=ahead(50))
    found = browser.get(f"{REGISTRATIONS}?standing={standing}").context["cl"].queryset
    assert wanted in found
    assert other not in found


# --- Who sees what --------------------------------------------------------------------------------


def test_another_city_finds_nothing():
    application = granted()
    elsewhere = browser_of(
        UserFactory(roles=[Role.SECTION_HEAD], home_id=HUANGSHI, divisions=[HUANGSHI])
    )
    assert elsewhere.get(page(application)).status_code == 404
    assert elsewhere.get(step(application, "withdraw")).status_code == 404
    url = f"{REGISTRATIONS}{application.registration_id}/change/"
    assert elsewhere.get(url).status_code == 404


def test_an_operator_applies_in_the_browser_and_sees_only_their_own():
    made = unregistered()
    other = granted()
    operator = acts_for(made.enterprise)
    browser = browser_of(operator)

    shown = browser.get(f"{LIST}add/?kind=new")
    assert shown.status_code == 200
    assert [
        str(choice[1]) for choice in shown.context["adminform"].form.fields["workshop"].choices
    ][1:] == [str(made)]
    assert "filed_on" not in shown.context["adminform"].form.fields
    sent = typed(made, (ROAST, "烧鹅"))
    del sent["filed_on"]
    browser.post(f"{LIST}add/?kind=new", sent)
    application = Application.objects.exclude(pk=other.pk).get()
    assert application.created_by == operator
    assert application.filed_on == timezone.localdate()

    assert list(browser.get(LIST).context["cl"].queryset) == [application]
    assert browser.get(page(application)).status_code == 200
    assert browser.get(page(other)).status_code == 404
    steps = browser.get(page(application)).context["page"].next_steps
    assert [each.step.name for each in steps] == ["withdraw"]
    browser.post(step(application, "withdraw"), taken(application))
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_an_operator_cannot_name_another_workshop_on_the_form():
    made, other = unregistered(), unregistered()
    browser = browser_of(acts_for(made.enterprise))
    sent = typed(other, (ROAST, "烧鹅"))
    del sent["filed_on"]
    assert browser.post(f"{LIST}add/?kind=new", sent).status_code == 200
    assert not Application.objects.exists()


def test_an_operator_opens_their_certificate_and_no_other():
    own, other = granted(), granted()
    operator = acts_for(own.workshop.enterprise)
    browser = browser_of(operator)

    url = f"{REGISTRATIONS}{own.registration_id}/change/"
    shown = browser.get(url)
    [paper] = shown.context["page"].documents
    assert browser.get(reverse("documents:pdf", args=[paper.pk])).status_code == 200
    assert (
        browser.get(reverse("admin:documents_issueddocument_change", args=[paper.pk])).status_code
        == 200
    )
    assert "Apply for its renewal" in shown.content.decode()
    assert "Cancel" not in [words for _url, words in shown.context["beside"]]

    [theirs] = (
        browser_of(desk())
        .get(f"{REGISTRATIONS}{other.registration_id}/change/")
        .context["page"]
        .documents
    )
    assert browser.get(reverse("documents:pdf", args=[theirs.pk])).status_code == 404
    assert browser.get(f"{REGISTRATIONS}{other.registration_id}/change/").status_code == 404


# --- What waits, and what it costs ----------------------------------------------------------------


def waiting(person):
    return {each.worklist.key: each.count for each in home.board(person)}


def test_home_counts_what_waits_for_whom(officer, inspector, chief):
    filed()
    accepted()
    checked()
    late = registered(until=ahead(400)).workshop
    filed(late, kind=Kind.CHANGE, changes=["layout"], changed_on=ahead(-30))
    near, over = registered(until=ahead(60)), registered(until=ahead(-3))

    heads = waiting(chief)
    assert heads["applications-to-decide"] == 1
    assert heads["applications-late"] == 1
    assert heads["registrations-expiring"] == 1
    assert heads["registrations-expired"] == 1
    assert waiting(inspector)["applications-to-check"] == 1
    assert waiting(officer)["workshops.Application-awaiting"] == 2

    operators = waiting(acts_for(near.workshop.enterprise))
    assert operators["registrations-expiring"] == 1
    assert operators["registrations-expired"] == 0
    assert waiting(acts_for(over.workshop.enterprise))["registrations-expired"] == 1


def test_every_count_of_home_opens_the_list_that_it_counts(chief):
    accepted_renewal = accepted(registered(until=ahead(60)).workshop, kind=Kind.RENEWAL)
    late = registered(until=ahead(400)).workshop
    filed(late, kind=Kind.CHANGE, changes=["layout"], changed_on=ahead(-30))
    registered(until=ahead(-3))
    browser = browser_of(chief)

    for each in home.board(chief):
        if each.worklist.key.startswith(("applications-", "registrations-")):
            found = browser.get(each.url).context["cl"].queryset.count()
            assert found == each.count, each.worklist.key
    assert accepted_renewal.state == "accepted"


@pytest.mark.parametrize("url", [LIST, REGISTRATIONS])
def test_the_lists_cost_the_same_for_two_rows_and_for_twelve(browser, url):
    for _each in range(2):
        granted()
    few = queries(lambda: browser.get(url))
    for _each in range(10):
        granted()
    assert queries(lambda: browser.get(url)) == few


def test_the_page_of_an_enterprise_tells_of_its_registrations(officer, stranger):
    application = granted()
    enterprise = application.workshop.enterprise
    entries = timeline.of([enterprise.pk], officer)
    told_of = {entry.kind for entry in entries}
    assert {"registration", "application"} <= told_of
    assert any(application.registration.number in entry.title for entry in entries)
    assert not {"registration", "application"} & {
        entry.kind for entry in timeline.of([enterprise.pk], stranger)
    }


def test_the_export_carries_the_rows_of_the_screen(browser):
    registration = registered(until=ahead(100))
    response = browser.get(f"{REGISTRATIONS}export/csv/")
    assert registration.number in b"".join(response.streaming_content).decode("utf-8-sig")
