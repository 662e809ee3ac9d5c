"""Every change leaves a row that nobody can take away."""

import pghistory.core
import pgtrigger
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from qualitysup.accounts.models import User
from qualitysup.audit import selectors
from qualitysup.audit.actor import Door, acting
from qualitysup.audit.models import Person
from qualitysup.casework.models import Case
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_insert_update_and_delete_each_leave_the_row_as_it_was(db):
    errand = ErrandFactory(what="bread")
    errand.what = "butter"
    errand.save()
    key = errand.pk
    errand.delete()

    states = Errand.pgh_event_model.objects.filter(pgh_obj=key).order_by("pgh_id")

    assert [(state.pgh_label, state.what) for state in states] == [
        ("insert", "bread"),
        ("update", "butter"),
        ("delete", "butter"),
    ]


def test_change_by_hand_in_the_database_is_kept_without_a_name(db):
    errands = ErrandFactory.create_batch(3, what="bread")

    sql("UPDATE errands_errand SET what = 'cake'")

    for errand in errands:
        state = errand.history.get(pgh_label="update")
        assert (state.what, state.pgh_context, state.pgh_context_id) == ("cake", None, None)


def test_bulk_change_through_the_orm_is_kept_row_by_row_under_one_request(db, officer):
    errands = ErrandFactory.create_batch(3)

    with acting(officer, door=Door.COMMAND, where="tidy"):
        Errand.objects.update(what="cake")

    states = [errand.history.get(pgh_label="update") for errand in errands]
    assert {state.pgh_context["user"] for state in states} == {officer.pk}
    assert len({state.pgh_context_id for state in states}) == 1


def test_update_that_changes_nothing_is_no_history(db):
    errand = ErrandFactory()

    sql("UPDATE errands_errand SET what = what")

    assert not errand.history.filter(pgh_label="update").exists()


def test_upsert_keeps_what_it_added_and_what_it_changed(db):
    known = ErrandFactory(what="bread")
    columns = [field.column for field in Errand._meta.local_concrete_fields]
    copied = ", ".join(columns)
    shifted = copied.replace("id,", "id + n,", 1).replace("what", "'cake'")

    sql(
        f"INSERT INTO errands_errand ({copied}) SELECT {shifted} FROM errands_errand, "
        "generate_series(0, 1) AS n ON CONFLICT (id) DO UPDATE SET what = EXCLUDED.what"
    )

    assert known.history.get(pgh_label="update").what == "cake"
    assert Errand.objects.get(pk=known.pk + 1).history.get().what == "cake"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET what = 'nothing'",
        "UPDATE {table} SET pgh_context = '{{}}'",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE errands_errand CASCADE",
    ],
)
def test_history_cannot_be_changed_deleted_or_emptied(statement, db):
    ErrandFactory()
    table = Errand.pgh_event_model._meta.db_table

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        sql(statement.format(table=table))

    assert Errand.pgh_event_model.objects.count() == 1


def test_no_session_can_switch_the_history_off(db):
    errand = ErrandFactory(what="bread")
    names = [row[1].get_pgid(row[0]) for row in pgtrigger.registered()]

    sql("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(names) + "}")
    sql("UPDATE errands_errand SET what = 'cake'")

    assert errand.history.filter(what="cake").exists()
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        Errand.pgh_event_model.objects.all().delete()


def test_role_given_to_a_person_is_history_and_their_password_is_not(db):
    person = UserFactory(password="a-long-password")

    User.objects.filter(pk=person.pk).update(roles=["auditor"])

    states = selectors.history_of(Person.objects.get(pk=person.pk))
    assert [state.roles for state in states] == [["auditor"], ["case_officer"]]
    assert "password" not in {field.name for field in states.model._meta.fields}


def test_division_given_to_a_person_is_history(db):
    person = UserFactory(divisions=[CHENCUN])

    person.divisions.set([BEIJIAO])

    history = apps.get_model("audit", "PersonDivisionHistory").objects.filter(user=person)
    assert set(history.values_list("pgh_label", "division_id")) == {
        ("insert", CHENCUN),
        ("delete", CHENCUN),
        ("insert", BEIJIAO),
    }


@pytest.mark.parametrize("history", pghistory.core.event_models(), ids=lambda model: model.__name__)
def test_every_kept_table_has_its_triggers_in_the_database(history, db):
    for model in (history, history.pgh_tracked_model):
        for trigger in model_triggers(model):
            assert trigger.get_installation_status(model)[0] == "INSTALLED", (model, trigger)
    kept = {str(trigger.operation) for trigger in model_triggers(history.pgh_tracked_model)}
    guarded = {str(trigger.operation) for trigger in model_triggers(history)}
    assert kept >= {"INSERT", "UPDATE", "DELETE", "TRUNCATE"}
    assert guarded >= {"UPDATE OR DELETE", "TRUNCATE"}


def model_triggers(model):
    return [trigger for owner, trigger in pgtrigger.registered() if owner is model]


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, Case)],
    ids=lambda model: model.__name__,
)
def test_every_case_keeps_its_history(model):
    assert selectors.history_model(model) is not None


@pytest.mark.parametrize(
    ("division", "seen"), [(CHENCUN, True), (BEIJIAO, True), (HUANGSHI, False)]
)
def test_history_is_seen_where_its_row_lies(division, seen, officer):
    errand = ErrandFactory(division_id=division)

    visible = Errand.pgh_event_model.objects.visible_to(officer)

    assert visible.filter(pgh_obj=errand.pk).exists() == seen


def test_history_is_hidden_from_who_sees_nothing(db):
    ErrandFactory()
    assert not Errand.pgh_event_model.objects.visible_to(UserFactory(divisions=[])).exists()
