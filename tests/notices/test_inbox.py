import pytest
from django.urls import reverse
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.notices import views
from qualitysup.notices.models import Delivery, Kind, Notice, Preference
from qualitysup.notices.services import delivery, inbox
from tests.factories import UserFactory

BACKEND = "qualitysup.accounts.backends.RoleBackend"


@pytest.fixture
def person(db):
    return UserFactory(email="chen@example.com")


@pytest.fixture
def browser(client, person):
    client.force_login(person, backend=BACKEND)
    return client


def shown(response):
    return [notice.subject for notice in response.context["notices"]]


def test_the_inbox_shows_what_is_unread_newest_first(browser, person, owe):
    for n in range(3):
        owe(person, topic=f"deadline:{n}", subject=f"事项 {n}")
    inbox.read(Notice.objects.get(topic="deadline:1"))

    assert shown(browser.get(reverse("inbox"))) == ["事项 2", "事项 0"]
    assert shown(browser.get(reverse("inbox"), {"show": "all"})) == ["事项 2", "事项 1", "事项 0"]


def test_opening_a_notice_marks_it_read_and_leads_to_its_page(browser, person, owe):
    notice = owe(person, url="/admin/clock/deadline/")[0]

    response = browser.post(reverse("inbox-open", args=[notice.pk]))

    assert response.url == "/admin/clock/deadline/"
    assert inbox.unread_count(person) == 0
    read_at = Notice.objects.get().read_at
    browser.post(reverse("inbox-open", args=[notice.pk]))
    assert Notice.objects.get().read_at == read_at


def test_a_notice_is_opened_by_a_button_and_not_by_following_a_link(browser, person, owe):
    notice = owe(person)[0]

    assert browser.get(reverse("inbox-open", args=[notice.pk])).status_code == 405
    assert browser.get(reverse("inbox-read-all")).status_code == 405
    assert inbox.unread_count(person) == 1


def test_the_notice_of_somebody_else_is_not_found(browser, owe):
    notice = owe(UserFactory(), subject="别人的事")[0]

    assert browser.post(reverse("inbox-open", args=[notice.pk])).status_code == 404
    assert browser.get(reverse("inbox-older", args=[notice.pk])).status_code == 404
    assert "别人的事" not in browser.get(reverse("inbox"), {"show": "all"}).content.decode()
    assert Notice.objects.get().read_at is None


def test_marking_all_as_read_leaves_the_others_alone(browser, person, owe):
    other = UserFactory()
    owe(person, other)

    browser.post(reverse("inbox-read-all"))

    assert (inbox.unread_count(person), inbox.unread_count(other)) == (0, 1)


def test_every_notice_is_on_exactly_one_page_even_of_the_same_moment(
    browser, person, owe, monkeypatch
):
    monkeypatch.setattr(views, "PAGE", 4)
    for n in range(10):
        owe(person, topic=f"deadline:{n}", subject=f"{n}")
    Notice.objects.update(created_at=timezone.now())

    found, page = [], reverse("inbox")
    while page:
        response = browser.get(page)
        found += shown(response)
        older = response.context["older"]
        page = older and reverse("inbox-older", args=[older.pk])

    assert sorted(found) == [str(n) for n in range(10)]


def test_a_page_costs_the_same_for_two_notices_and_twelve(
    browser, person, owe, django_assert_num_queries
):
    for n in range(2):
        owe(person, topic=f"deadline:{n}")
    browser.get(reverse("inbox"))
    with django_assert_num_queries(4) as two:  # session, person, unread count, notices
        browser.get(reverse("inbox"))
    for n in range(2, 12):
        owe(person, topic=f"deadline:{n}")
    with django_assert_num_queries(len(two)):
        assert len(shown(browser.get(reverse("inbox")))) == 12


def test_an_empty_inbox_says_so(browser):
    assert "Everything is read." in browser.get(reverse("inbox")).content.decode()


def test_what_a_notice_says_is_shown_as_text(browser, person, owe):
    owe(person, subject="<script>alert(1)</script>", body="<b>x</b>")

    page = browser.get(reverse("inbox")).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_nobody_signed_in_sees_no_inbox(client):
    assert client.get(reverse("inbox")).status_code == 302


def test_the_count_beside_the_bell_stops_at_a_hundred(person, django_assert_num_queries):
    Notice.objects.bulk_create(
        Notice(recipient=person, topic=f"t{n}", kind=Kind.REMINDER, subject="x") for n in range(120)
    )

    with django_assert_num_queries(1):
        assert inbox.unread_count(person) == inbox.COUNTED == 100


# --- What I am sent ------------------------------------------------------------------------------


def test_choosing_what_to_be_sent(browser, person):
    page = browser.get(reverse("notice-preferences")).content.decode()
    assert page.count("checked") == len(inbox.CHOOSABLE)

    browser.post(reverse("notice-preferences"), {"wanted": ["decision:email"]})

    page = browser.get(reverse("notice-preferences")).content.decode()
    assert page.count("checked") == 1
    assert (person.pk, "reminder", "email") in Preference.objects.refused_by([person.pk])


@pytest.mark.parametrize("sent", ["overdue:email", "escalation:email", "nonsense", "a:b:c", ""])
def test_nothing_can_be_switched_that_is_not_a_choice(browser, person, sent):
    response = browser.post(reverse("notice-preferences"), {"wanted": [sent]})

    assert response.status_code == 302
    kinds = set(Preference.objects.values_list("kind", flat=True))
    assert kinds == set(inbox.CHOOSABLE)


def test_the_chat_is_offered_where_there_is_one(browser, settings):
    assert "always" in browser.get(reverse("notice-preferences")).content.decode()
    settings.CHAT_CHANNELS = ["json://127.0.0.1:1/"]

    assert "chat" in browser.get(reverse("notice-preferences")).content.decode()


# --- The ways out, for whoever keeps the system running ------------------------------------------


@pytest.fixture
def sysadmin(db):
    return UserFactory(username="sysadmin", roles=[Role.SYSTEM_ADMINISTRATOR])


def test_the_administrator_sees_how_deliveries_stand_but_not_what_they_say(
    client, sysadmin, person, owe
):
    owe(person, subject="某某公司 责令改正", body="某某公司")
    client.force_login(sysadmin, backend=BACKEND)
    row = Delivery.objects.get()

    listed = client.get(reverse("admin:notices_delivery_changelist"))
    page = client.get(reverse("admin:notices_delivery_change", args=[row.pk]))

    assert listed.status_code == page.status_code == 200
    assert str(person) in listed.content.decode()
    assert "某某公司" not in listed.content.decode() + page.content.decode()


def test_deliveries_are_listed_by_how_they_stand(client, sysadmin, person, owe, mailoutbox):
    owe(person, topic="sent")
    delivery.resend()
    owe(person, topic="waiting")
    owe(person, topic="gone")
    Delivery.objects.filter(notice__topic="gone").update(given_up_at=timezone.now())
    client.force_login(sysadmin, backend=BACKEND)

    for standing, topic in [("sent", "sent"), ("pending", "waiting"), ("given-up", "gone")]:
        page = client.get(reverse("admin:notices_delivery_changelist"), {"standing": standing})
        assert [row.notice.topic for row in page.context["cl"].result_list] == [topic]


def test_a_case_officer_does_not_see_deliveries(client, person, owe):
    owe(person)
    client.force_login(person, backend=BACKEND)

    assert client.get(reverse("admin:notices_delivery_changelist")).status_code == 403


def test_what_is_mine_is_seen_by_nobody_else(person, sysadmin, owe):
    owe(person)

    for queryset in (Notice.objects, Delivery.objects):
        assert queryset.visible_to(person).count() == 1
        assert not queryset.visible_to(UserFactory()).exists()
    assert not Notice.objects.visible_to(sysadmin).exists()
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()
    assert not Notice.objects.visible_to(person).exists()
