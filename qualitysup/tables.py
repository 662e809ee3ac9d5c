"""Operations of migrations that know how many tables this house has."""

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """Many operations on many models at once; those that are created may point at each other.

    After each single one Django renders every model anew that leads to it: with people and places
    that is nearly all of them, and minutes go by. Here they are rendered once, when all is known.
    No two may alter the same field, and none may need what another one took away.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self._on_tables():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self._on_tables()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _on_tables(self):
        """Without what only adds to a table that is created here: it is created whole."""
        made = {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
        return [
            each
            for each in self.operations
            if isinstance(each, CreateModel) or getattr(each, "model_name_lower", None) not in made
        ]

    def describe(self):
        return f"{len(self.operations)} operations together"
