import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from enterprises.models import Enterprise
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.workshops.factories.workshop import (
    COOKED_MEAT,
    MILK,
    TOFU,
    HealthCertificateFactory,
    VarietyFactory,
    WorkerFactory,
    WorkshopFactory,
    category,
    forbidden_in_foshan,
)
from tests.workshops.factories.zone import UnitFactory, acts_for, moved_in
from workshops.models import Trade, Workshop
from workshops.services import register, relocations, varieties, workers

TODAY = timezone.localdate


def told(**facts):
    return {
        "name": "阿强烧腊档",
        "division": Division.objects.get(pk=BEIJIAO),
        "trade": Trade.objects.get(key="roast-meat"),
        "operator_name": "陈强",
    } | facts


def test_workshop_is_registered_with_its_enterprise_and_its_food(officer):
    workshop = register.register(by=officer, foods=[(category(COOKED_MEAT), "烧鹅")], **told())

    assert workshop.enterprise.name == "阿强烧腊档"
    assert workshop.enterprise.uscc is None
    assert workshop.division_id == BEIJIAO
    assert [str(variety) for variety in workshop.varieties.all()] == ["烧鹅"]
    assert workshop.history.get().pgh_label == "insert"


def test_forbidden_food_leaves_nothing_behind(officer):
    with pytest.raises(TransitionRefused):
        register.register(by=officer, foods=[(category(MILK), "酸奶")], **told())

    assert not Enterprise.objects.exists()
    assert not Workshop.objects.exists()


def test_enterprise_of_the_register_becomes_a_workshop_once(officer):
    firm = EnterpriseFactory(division_id=BEIJIAO)
    facts = told()
    for name in ("name", "division"):
        del facts[name]

    workshop = register.register(by=officer, enterprise=firm, **facts)

    assert workshop.division_id == BEIJIAO
    with pytest.raises(TransitionRefused) as refused:
        register.register(by=officer, enterprise=firm, **facts)
    assert refused.value.code == "registered"


def test_similar_name_is_asked_about_once(officer):
    register.register(by=officer, **told())

    with pytest.raises(ValidationError):
        register.register(by=officer, **told())
    register.register(by=officer, confirmed=True, **told())

    assert Workshop.objects.count() == 2


def test_place_outside_ones_divisions_is_refused(stranger):
    with pytest.raises(ValidationError):
        register.register(by=stranger, **told())


def test_inspector_does_not_register(inspector):
    with pytest.raises(TransitionRefused) as refused:
        register.register(by=inspector, **told())

    assert refused.value.code == "forbidden"


def test_stale_page_loses(officer):
    workshop = WorkshopFactory()
    first, second = Workshop.objects.get(), Workshop.objects.get()
    first.floor_area = 80
    register.change(first, by=officer, version=1)
    second.floor_area = 90

    with pytest.raises(TransitionRefused) as refused:
        register.change(second, by=officer, version=1)

    assert refused.value.code == "stale"
    workshop.refresh_from_db()
    assert workshop.floor_area == 80


def test_closing_ends_food_work_and_what_is_watched(officer):
    workshop = WorkshopFactory()
    VarietyFactory(workshop=workshop)
    worker = workers.join(
        workshop,
        by=officer,
        name="李四",
        number="健1",
        issued_on=TODAY(),
        valid_to=TODAY() + dt.timedelta(days=300),
    )

    register.close(workshop, by=officer, because="自行结业")

    workshop.refresh_from_db()
    assert (workshop.status, workshop.closed_on) == ("closed", TODAY())
    assert not workshop.varieties.open().exists()
    worker.refresh_from_db()
    assert worker.left_on == TODAY()
    assert not Deadline.objects.open().exists()
    with pytest.raises(TransitionRefused):
        register.close(workshop, by=officer, because="再次")
    with pytest.raises(TransitionRefused):
        varieties.begin(workshop, by=officer, category=category(TOFU), name="豆腐")


def test_workshop_goes_along_when_its_enterprise_moves(officer):
    certificate = HealthCertificateFactory()
    workshop = certificate.worker.workshop
    workers.watch(certificate, workshop, by=officer)
    firm = workshop.enterprise
    firm.division_id = CHENCUN
    firm.save()

    register.follow(firm)

    workshop.refresh_from_db()
    certificate.refresh_from_db()
    assert (workshop.division_id, certificate.division_id) == (CHENCUN, CHENCUN)
    assert Deadline.objects.open().get().division_id == CHENCUN


def test_move_into_a_zone_takes_the_register_along_and_leaving_ends_its_exceptions(
    django_capture_on_commit_callbacks, db
):
    desk = UserFactory(roles=["case_officer", "section_head"])
    entry = forbidden_in_foshan(TOFU, allowed_in_zone=True)
    unit = UnitFactory(fit_for=["04", "25"])
    with django_capture_on_commit_callbacks(execute=True):
        relocation = moved_in(unit, by=desk)
    made = relocation.workshop
    assert made.registrations.get().division_id == unit.division_id
    tofu = varieties.begin(made, by=desk, category=category(TOFU), name="豆腐")
    assert tofu.exception == entry

    with django_capture_on_commit_callbacks(execute=True):
        relocations.move_out(relocation, by=desk, note="搬离")

    tofu.refresh_from_db()
    assert tofu.until == TODAY()
    assert made.varieties.open().count() == 1


# --- Workers -------------------------------------------------------------------------------------


def certify(worker, by, number="健1", days=300):
    return workers.certify(
        worker,
        by=by,
        number=number,
        issued_on=TODAY() - dt.timedelta(days=10),
        valid_to=TODAY() + dt.timedelta(days=days),
    )


def test_last_day_of_a_health_certificate_is_a_deadline(officer):
    certificate = certify(WorkerFactory(), officer)

    deadline = Deadline.objects.of(certificate).get()
    assert (deadline.due_on, deadline.holder) == (certificate.valid_to, officer)
    assert "食品安全法 45" in deadline.rule.legal_basis


def test_next_certificate_meets_what_was_owed(officer):
    worker = WorkerFactory()
    old = certify(worker, officer, days=5)

    new = certify(worker, officer, number="健2", days=365)

    assert Deadline.objects.of(old).get().met_on == TODAY()
    assert Deadline.objects.of(new).open().get().due_on == new.valid_to


def test_older_certificate_entered_late_is_not_watched(officer):
    worker = WorkerFactory()
    certify(worker, officer, days=300)

    late = certify(worker, officer, number="健0", days=20)

    assert not Deadline.objects.of(late).exists()


def test_nobody_waits_for_the_certificate_of_who_left(officer):
    worker = WorkerFactory()
    certificate = certify(worker, officer)

    workers.leave(worker, by=officer)

    assert Deadline.objects.of(certificate).get().voided_at is not None
    with pytest.raises(TransitionRefused):
        certify(worker, officer, number="健2")


def test_operator_keeps_the_workers_of_its_own_workshop_and_of_no_other(db):
    own, other = WorkshopFactory(), WorkshopFactory()
    operator = acts_for(own.enterprise)

    worker = workers.add(own, by=operator, name="王五")
    with pytest.raises(TransitionRefused):
        workers.add(other, by=operator, name="赵六")
    with pytest.raises(TransitionRefused):
        varieties.begin(own, by=operator, category=category(TOFU), name="豆腐")

    # Whom the bureau reminds is somebody of the bureau.
    assert Deadline.objects.of(certify(worker, operator)).get().holder is None


def test_worker_without_a_valid_certificate_is_found(db):
    with_one = HealthCertificateFactory().worker
    WorkerFactory()
    expired = HealthCertificateFactory(valid_to=TODAY() - dt.timedelta(days=1)).worker
    left = WorkerFactory(left_on=TODAY())

    found = set(type(with_one).objects.without_certificate())

    assert expired in found
    assert with_one not in found
    assert left not in found
    assert len(found) == 2
