from django.db import connection, models
from django.db.migrations import operations as migrate
from django.db.migrations.state import ModelState, ProjectState

from qualitysup.tables import Together

FILLED = models.CheckConstraint(name="cup_is_filled", condition=~models.Q(tea=""))
BY_TEA = models.Index(fields=["tea"], name="cup_by_tea")


def key():
    return ("id", models.BigAutoField(primary_key=True))


def leads_to(model):
    return models.ForeignKey(model, models.CASCADE, null=True, related_name="+")


def service():
    """A cup and a saucer that point at each other, and what only adds to the cup."""
    return Together(
        [
            migrate.CreateModel("Cup", [key(), ("saucer", leads_to("tea.Saucer"))]),
            migrate.CreateModel("Saucer", [key(), ("cup", leads_to("tea.Cup"))]),
            migrate.AddField("cup", "tea", models.CharField(max_length=20, default="green")),
            migrate.AddConstraint("cup", FILLED),
            migrate.AddIndex("cup", BY_TEA),
        ]
    )


def states(operation, before=None):
    before = before or ProjectState()
    after = before.clone()
    operation.state_forwards("tea", after)
    return before, after


def forwards(operation, before, after):
    with connection.schema_editor() as editor:
        operation.database_forwards("tea", editor, before, after)


def columns(table):
    with connection.cursor() as cursor:
        return {
            column.name for column in connection.introspection.get_table_description(cursor, table)
        }


def rules(table):
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, table)


def tables():
    return {name for name in connection.introspection.table_names() if name.startswith("tea_")}


def test_models_that_point_at_each_other_are_created_whole(db):
    forwards(service(), *states(service()))

    assert columns("tea_cup") == {"id", "saucer_id", "tea"}
    assert {"cup_is_filled", "cup_by_tea"} <= set(rules("tea_cup"))
    leading = [rule["foreign_key"] for rule in rules("tea_saucer").values() if rule["foreign_key"]]
    assert leading == [("tea_cup", "id")]


def test_backwards_nothing_is_left(db):
    operation = service()
    before, after = states(operation)
    forwards(operation, before, after)

    with connection.schema_editor() as editor:
        operation.database_backwards("tea", editor, after, before)

    assert tables() == set()


def test_what_is_there_already_is_changed_as_ever(db):
    _nothing, there = states(service())
    forwards(service(), _nothing, there)
    operation = Together(
        [
            migrate.AddField("saucer", "chipped", models.BooleanField(default=False)),
            migrate.RemoveConstraint("cup", "cup_is_filled"),
        ]
    )

    forwards(operation, *states(operation, there))

    assert columns("tea_saucer") == {"id", "cup_id", "chipped"}
    assert "cup_is_filled" not in rules("tea_cup")


def test_each_model_is_rendered_once(db, monkeypatch):
    rendered, render = [], ModelState.render

    def count(state, apps):
        rendered.append(state.name)
        return render(state, apps)

    monkeypatch.setattr(ModelState, "render", count)
    operation = service()
    # As ``migrate`` has it: what was there before is rendered already.
    before = ProjectState()
    assert before.apps
    after = before.clone()
    operation.state_forwards("tea", after)

    forwards(operation, before, after)

    assert sorted(rendered) == ["Cup", "Saucer"]
