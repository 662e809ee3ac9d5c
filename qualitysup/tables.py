"""Operations of migrations that know how many tables this house has."""

from django.db.migrations.operations.base import Operation


class CreateTogether(Operation):
    """``CreateModel`` for many models at once; they may point at each other as they like.

    After each single one Django renders every model anew that leads to it: with people and places
    that is nearly all of them, and minutes go by. Here they are rendered once, when all are known.
    """

    serialization_expand_args = ["operations"]
    atomic = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.operations)} models"
