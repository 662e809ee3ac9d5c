"""Reading the trail: a record's history for its readers, everything for the auditor alone."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.functional import Promise

from qualitysup.accounts.roles import Role
from qualitysup.audit import selectors
from qualitysup.audit.actor import Door, acting
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.factories import BEIJIAO, HUANGSHI, UserFactory

CHANGES = "/admin/audit/accesslog/changes/"
LOG = "/admin/audit/accesslog/"


def history_of(errand):
    return f"/admin/errands/errand/{errand.pk}/history/"


def test_history_page_reads_old_to_new_in_words(signed_in, officer, chief):
    errand = ErrandFactory(what="bread", created_by=chief)
    with acting(chief, door=Door.API):
        Errand.objects.update(state=Errand.State.OUT, division_id=BEIJIAO, signed=False)
    with acting(None, door=Door.TASK, where="errands.sweep"):
        Errand.objects.update(what="butter")

    answer = signed_in(officer).get(history_of(errand), headers={"accept-language": "en"})

    by_task, by_chief, by_hand = answer.context["entries"]
    assert (by_task.who, by_task.door, by_task.where) == (
        "the system",
        "background task",
        "errands.sweep",
    )
    assert changed(by_task) == {"what": ("bread", "butter")}
    assert (by_chief.who, by_chief.door) == (str(chief), "API")
    assert changed(by_chief) == {
        "state": ("being written", "under way"),
        "division": ("陈村镇", "北滘镇"),
        "signed for": ("yes", "no"),
    }
    assert (by_hand.who, by_hand.door, by_hand.label) == ("directly in the database", "", "added")
    assert changed(by_hand)["created by"] == ("—", str(chief))
    page = answer.content.decode()
    assert "<del>bread</del>" in page
    assert "<script" not in page.partition('id="content-main"')[2].partition("</main>")[0]


def test_history_page_leaves_out_what_only_counted_the_version(signed_in, officer):
    errand = ErrandFactory(what="bread")
    Errand.objects.update(what="butter")
    Errand.objects.update(version=7)
    Errand.objects.update(what="jam", version=8)

    entries = signed_in(officer).get(history_of(errand)).context["entries"]

    assert [changed(entry) for entry in entries[:2]] == [
        {"what": ("butter", "jam")},
        {"what": ("bread", "butter")},
    ]
    assert [entry.kind for entry in entries] == ["errand"] * 3


def test_auditor_sees_that_somebody_counted_the_version_by_hand(signed_in, auditor):
    ErrandFactory(version=3)
    Errand.objects.update(version=7)

    newest = signed_in(auditor).get(CHANGES).context["entries"][0]

    assert changed(newest) == {"version": ("3", "7")}


# The errands of these tests are nobody's to read.
HISTORIES = {
    label: history
    for label, history in selectors.histories().items()
    if not label.startswith("errands.")
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_every_column_of_a_history_has_a_name_in_the_readers_language(history):
    for field in [*selectors.told_fields(history), *selectors.told_fields(history, silent=True)]:
        assert isinstance(field.verbose_name, Promise), field


def changed(entry):
    return {change.name: (change.old, change.new) for change in entry.changes}


def test_history_page_is_paged_and_its_last_entry_knows_what_was_before(signed_in, officer):
    errand = ErrandFactory(what="0")
    for number in range(1, 45):
        Errand.objects.update(what=str(number))
    browser = signed_in(officer)

    pages = [browser.get(history_of(errand), {"page": page}) for page in (1, 2, 3)]

    entries = [entry for page in pages for entry in page.context["entries"]]
    assert [len(page.context["entries"]) for page in pages] == [20, 20, 5]
    assert [changed(entry)["what"] for entry in entries[:-1]] == [
        (str(number - 1), str(number)) for number in range(44, 0, -1)
    ]


def test_history_page_costs_the_same_for_two_changes_and_twelve(
    signed_in, officer, django_assert_num_queries
):
    errand = ErrandFactory()
    browser = signed_in(officer)

    def change(number):
        with acting(UserFactory(), door=Door.PAGE):
            Errand.objects.update(what=str(number), created_by=UserFactory())

    change(0)
    browser.get(history_of(errand))
    with CaptureQueriesContext(connection) as first:
        browser.get(history_of(errand))
    for number in range(1, 11):
        change(number)
    with django_assert_num_queries(len(first)):
        assert len(browser.get(history_of(errand)).context["entries"]) == 12


def test_history_elsewhere_leads_nowhere(signed_in, officer):
    errand = ErrandFactory(division_id=HUANGSHI)

    answer = signed_in(officer).get(history_of(errand))

    assert answer.status_code == 404
    assert "entries" not in (answer.context or {})


def test_auditor_reads_a_history_without_working_cases(signed_in, auditor):
    errand = ErrandFactory()

    assert signed_in(auditor).get(history_of(errand)).status_code == 200


def test_who_may_not_see_the_case_may_not_see_its_history(signed_in, sysadmin):
    errand = ErrandFactory()

    assert signed_in(sysadmin).get(history_of(errand)).status_code == 403


@pytest.mark.parametrize("page", [LOG, CHANGES])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_nobody_but_the_auditor_reads_the_trail(role, page, signed_in, db):
    assert signed_in(UserFactory(roles=[role])).get(page).status_code == 403


def test_auditor_cannot_change_the_trail(signed_in, auditor):
    line = access.record(by=auditor, action=AccessLog.Action.READ)
    browser = signed_in(auditor)

    assert browser.get(LOG).status_code == 200
    assert browser.get(f"{LOG}add/").status_code == 403
    assert browser.post(f"{LOG}{line.pk}/change/", {"detail": ""}).status_code == 403
    assert browser.post(f"{LOG}{line.pk}/delete/", {"post": "yes"}).status_code == 403


def test_access_log_costs_the_same_for_two_lines_and_twelve(
    signed_in, auditor, django_assert_num_queries
):
    browser = signed_in(auditor)

    def write(times):
        for _ in range(times):
            access.record(by=UserFactory(), action=AccessLog.Action.READ, target=auditor)

    write(2)
    browser.get(LOG)
    with CaptureQueriesContext(connection) as first:
        browser.get(LOG)
    write(10)
    with django_assert_num_queries(len(first)):
        browser.get(LOG)


def test_access_log_is_filtered_by_person_action_and_door(signed_in, auditor, officer):
    access.record(by=officer, action=AccessLog.Action.EXPORT)
    access.record(by=auditor, action=AccessLog.Action.READ)

    browser = signed_in(auditor)

    for query in ({"by__id__exact": officer.pk}, {"action__exact": "export"}, {"q": "officer"}):
        shown = browser.get(LOG, query).context["cl"].result_list
        assert [line.action for line in shown] == ["export"], query


# --- All changes --------------------------------------------------------------------------------


def kinds(answer):
    return [(entry.kind, entry.label) for entry in answer.context["entries"]]


def test_all_changes_are_found_by_who_what_when_and_door(signed_in, auditor, officer):
    errand = ErrandFactory(created_by=officer)
    with acting(officer, door=Door.API):
        Errand.objects.update(what="cake")
    browser = signed_in(auditor)
    today = {"since": "2000-01-01", "until": "2100-01-01"}

    def found(**query):
        answer = browser.get(CHANGES, query, headers={"accept-language": "en"})
        assert answer.context["form"].is_valid()
        return kinds(answer)

    made, changed = ("errand", "added"), ("errand", "changed")
    assert found(what="errands.errand") == [changed, made]
    assert found(what="errands.errand", record=errand.pk, **today) == [changed, made]
    assert found(what="errands.errand", record=errand.pk + 1) == []
    assert found(what="errands.errand", who=officer.pk) == [changed]
    assert found(what="errands.errand", door="api") == [changed]
    assert found(what="errands.errand", door="directly") == [made]
    assert found(what="errands.errand", until="2000-01-01") == []
    assert ("person", "added") in found()


def test_all_changes_stay_inside_the_auditors_divisions(signed_in, auditor):
    ErrandFactory(division_id=HUANGSHI)

    assert kinds(signed_in(auditor).get(CHANGES, {"what": "errands.errand"})) == []


def test_wrong_filter_says_so_and_shows_nothing(signed_in, auditor):
    answer = signed_in(auditor).get(CHANGES, {"since": "yesterday", "what": "no.such"})

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"since", "what"}


def test_all_changes_are_paged_without_gap_or_double(auditor, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 4)
    for number in range(3):
        # One transaction, one time: the order among equals has to hold as well.
        ErrandFactory.create_batch(3, what=str(number))
        UserFactory()
    everything, after = [], None

    while True:
        entries, after = selectors.changes(auditor, after=after)
        everything += entries
        if after is None:
            break
        after = selectors.Place.parse(str(after))

    keys = [(entry.kind, entry.record_id, entry.label) for entry in everything]
    expected = sum(
        history.objects.visible_to(auditor).count() for history in selectors.histories().values()
    )
    assert len(keys) == len(set(keys)) == expected
    assert [entry.at for entry in everything] == sorted(
        (entry.at for entry in everything), reverse=True
    )


@pytest.mark.parametrize("text", ["", "x", "1_2", "20260101T000000.0_x_1", "9" * 400])
def test_broken_link_to_an_older_page_shows_the_newest(text):
    assert selectors.Place.parse(text) is None


def test_all_changes_cost_the_same_for_two_and_twelve(
    signed_in, auditor, django_assert_num_queries
):
    browser = signed_in(auditor)

    def change(times):
        for number in range(times):
            with acting(UserFactory(), door=Door.PAGE):
                ErrandFactory(what=str(number))

    change(2)
    browser.get(CHANGES, {"what": "errands.errand"})
    with CaptureQueriesContext(connection) as first:
        browser.get(CHANGES, {"what": "errands.errand"})
    change(10)
    with django_assert_num_queries(len(first)):
        assert len(kinds(browser.get(CHANGES, {"what": "errands.errand"}))) == 12


def test_reading_all_changes_is_written_down(signed_in, auditor):
    signed_in(auditor).get(CHANGES, {"door": "api"})

    line = AccessLog.objects.get(action="read")
    assert (line.by, line.detail) == (auditor, "changes door=api")


def test_admins_own_log_is_not_written(signed_in, officer):
    errand = ErrandFactory()

    signed_in(officer).post(
        f"/admin/errands/errand/{errand.pk}/change/", {"what": "cake", "parcels": 2, "version": 0}
    )

    assert not LogEntry.objects.exists()
