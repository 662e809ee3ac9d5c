import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from qualitysup.casework.home import board
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from standards.demo import institute as demo
from standards.models import Accreditation, Institute, InstituteFigure, Qualification
from standards.services import institutes
from tests.factories import UserFactory
from tests.standards.factories import (
    AccreditationFactory,
    InstituteFactory,
    QualificationFactory,
    desk,
)

pytestmark = pytest.mark.django_db

DAY = dt.date


def today():
    return timezone.localdate()


def in_days(count):
    return today() + dt.timedelta(count)


def accredited(**facts):
    facts = {
        "institute": InstituteFactory(),
        "kind": "cnas17020",
        "services": ["label"],
        "granted_on": today(),
        "valid_to": in_days(2191),
    } | facts
    return institutes.accredit(Accreditation(**facts), by=desk())


def owed(row):
    return dict(Deadline.objects.of(row).open().values_list("term", "due_on"))


# --- Figures -------------------------------------------------------------------------------------

# As the report of 2008 has them: 50余 and 3000余 are at least, 近千万元 is at most.
REPORTED = {
    "area": "3,500",
    "staff": "≥ 50",
    "experts": "5",
    "doctors": "2",
    "masters": "10",
    "engineers": "19",
    "leaders": "13",
    "assets": "≤ 1,000",
    "firms": "≥ 3,000",
}


def test_report_of_the_institute_is_reproduced_with_its_bounds(chief):
    UserFactory(username="standards")
    demo.load()

    institute = Institute.objects.get()
    shown = {row.key: row.shown for row in institute.figures.as_of(DAY(2008, 12, 31))}
    assert institute.founded == 2003
    assert shown == REPORTED
    assert not institute.figures.as_of(DAY(2008, 6, 29)).exists()


def test_later_word_counts_from_its_day_and_the_earlier_one_stays():
    institute = InstituteFactory()
    for year, value in ((2008, 50), (2020, 80)):
        institutes.state_figure(
            institute,
            by=desk(),
            key="staff",
            value=value,
            bound="≥",
            as_of=DAY(year, 6, 30),
            source="报告",
        )

    def staff(day):
        return [row.shown for row in institute.figures.as_of(day)]

    assert staff(DAY(2019, 1, 1)) == ["≥ 50"]
    assert staff(DAY(2021, 1, 1)) == ["≥ 80"]
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        InstituteFigure.objects.update(value=1)


# --- Accreditations ------------------------------------------------------------------------------


def test_last_day_and_assessments_are_deadlines():
    row = accredited(granted_on=today() - dt.timedelta(400), valid_to=in_days(1700))

    terms = owed(row)

    # The surveillance of the first year was before the entry.
    assert set(terms) == {
        "accreditation-expiry",
        "assessment-cnas17020-24",
        "assessment-cnas17020-48",
    }
    assert terms["accreditation-expiry"] == row.valid_to


def test_assessment_meets_the_one_that_is_owed_next_unless_it_failed():
    row = accredited()
    institutes.assess(row, by=desk(), done_on=today(), outcome="failed")
    assert "assessment-cnas17020-12" in owed(row)

    with pytest.raises(ValidationError):
        institutes.assess(row, by=desk(), done_on=today(), outcome="passed")
    other = accredited()
    institutes.assess(other, by=desk(), done_on=today(), outcome="passed")

    assert "assessment-cnas17020-12" not in owed(other)
    assert "assessment-cnas17020-24" in owed(other)


def test_renewal_is_a_row_of_its_own_and_nothing_is_owed_of_the_old_one():
    old = accredited(granted_on=today() - dt.timedelta(2000), valid_to=in_days(100))
    assert set(Accreditation.objects.expiring()) == {old}

    new = accredited(institute=old.institute, granted_on=today())

    assert not owed(old)
    assert owed(new)
    assert not Accreditation.objects.expiring().exists()


def test_certificate_that_is_entered_after_its_successor_owes_nothing():
    new = accredited()

    old = accredited(institute=new.institute, granted_on=today() - dt.timedelta(2000))

    assert not owed(old)
    assert owed(new)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        (DAY(2023, 12, 31), False),
        (DAY(2024, 1, 1), True),
        (DAY(2029, 12, 31), True),
        (DAY(2030, 1, 1), False),
    ],
)
def test_service_is_covered_while_the_certificate_stands(on, stands):
    row = AccreditationFactory(services=["label"])

    assert Accreditation.objects.covering("label", on).exists() is stands
    assert row.stood_on(on) is stands
    assert not Accreditation.objects.covering("barcode", on).exists()


def test_withdrawn_certificate_covers_nothing_from_its_day(chief):
    row = accredited()
    assert Accreditation.objects.covering("label", today()).exists()

    institutes.withdraw(row, by=chief, because="自愿注销")

    assert not Accreditation.objects.covering("label", today()).exists()
    assert not owed(row)
    with pytest.raises(TransitionRefused) as refused:
        institutes.withdraw(row, by=chief, because="又一次")
    assert refused.value.code == "ended"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"because": " "}, "no_reason"),
        ({"because": "注销", "on": DAY(2099, 1, 1)}, "future"),
        ({"because": "注销", "on": DAY(2020, 1, 1)}, "before_it_began"),
    ],
)
def test_end_is_recorded_with_a_reason_on_a_day_that_can_be(chief, given, code):
    with pytest.raises(TransitionRefused) as refused:
        institutes.withdraw(AccreditationFactory(), by=chief, **given)

    assert refused.value.code == code


def test_database_keeps_what_must_be_true():
    row = AccreditationFactory()

    for wrong in (
        {"valid_to": DAY(2023, 1, 1)},
        {"services": ["magic"]},
        {"withdrawn_on": DAY(2025, 1, 1)},
        {"kind": "iso"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Accreditation.objects.filter(pk=row.pk).update(**wrong)


def test_whoever_may_not_is_refused(inspector, officer):
    row = AccreditationFactory()

    for service, given in (
        (institutes.accredit, {}),
        (institutes.correct, {}),
        (institutes.assess, {"done_on": today(), "outcome": "passed"}),
        (institutes.withdraw, {"because": "注销"}),
    ):
        with pytest.raises(TransitionRefused) as refused:
            service(row, by=inspector, **given)
        assert refused.value.code == "forbidden"


# --- People --------------------------------------------------------------------------------------


def test_end_of_a_qualification_is_a_deadline_of_its_person():
    person = UserFactory()
    row = Qualification(
        institute=InstituteFactory(), person=person, kind="条码检验员", valid_to=in_days(100)
    )

    institutes.qualify(row, by=desk())
    row.valid_to = in_days(400)
    institutes.qualify(row, by=desk())

    (deadline,) = Deadline.objects.of(row).open()
    assert (deadline.holder, deadline.due_on) == (person, in_days(400))


# --- Doors ---------------------------------------------------------------------------------------


def test_institute_is_kept_on_its_pages(desk_page):
    institute = InstituteFactory()
    page = reverse("admin:standards_institute_change", args=[institute.pk])

    desk_page.post(
        reverse("admin:standards_institute_figure", args=[institute.pk]),
        {"key": "staff", "bound": "≥", "value": "50", "as_of": "2008-06-30", "source": "报告"},
    )
    desk_page.post(
        reverse("admin:standards_accreditation_add"),
        {
            "institute": institute.pk,
            "kind": "cnas17020",
            "services": ["label"],
            "granted_on": today().isoformat(),
            "valid_to": in_days(2000).isoformat(),
        },
    )
    row = Accreditation.objects.get()
    desk_page.post(
        reverse("admin:standards_accreditation_assess", args=[row.pk]),
        {"done_on": today().isoformat(), "outcome": "passed", "note": ""},
    )

    shown = desk_page.get(page).content.decode()
    assert "≥ 50" in shown
    assert row.get_absolute_url() in shown
    assert row.assessments.count() == 1
    assert desk_page.get(row.get_absolute_url()).status_code == 200


def test_withdrawal_is_asked_of_whoever_may(desk_page, client, chief):
    row = AccreditationFactory()
    page = reverse("admin:standards_accreditation_withdraw", args=[row.pk])
    assert desk_page.get(page).status_code == 403

    client.force_login(chief, backend="qualitysup.accounts.backends.RoleBackend")
    client.post(page, {"on": today().isoformat(), "because": "注销"})

    row.refresh_from_db()
    assert row.withdrawn_on == today()


def test_what_runs_out_waits_at_home_of_whoever_keeps_it(desk_officer, inspector):
    AccreditationFactory(valid_to=in_days(100))
    AccreditationFactory(valid_to=in_days(-1))
    QualificationFactory(valid_to=in_days(100))

    waiting = {each.worklist.key: each.count for each in board(desk_officer)}

    for key in ("accreditations-expiring", "accreditations-expired", "qualifications-expiring"):
        assert waiting[key] == 1
    assert "accreditations-expired" not in {e.worklist.key for e in board(inspector)}


def test_institute_elsewhere_is_not_there(stranger, officer):
    institute = InstituteFactory()
    AccreditationFactory(institute=institute)
    api = APIClient()

    api.force_authenticate(stranger)
    assert api.get(f"/api/v1/institutes/{institute.pk}/").status_code == 404
    api.force_authenticate(officer)
    found = api.get(f"/api/v1/institutes/{institute.pk}/").json()
    assert [row["kind"] for row in found["accreditations"]] == ["cnas17020"]
