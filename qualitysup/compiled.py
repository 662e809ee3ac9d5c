"""Expressions that are written into SQL once, where writing them takes longer than asking them."""

from django.db import connection
from django.db.models.expressions import RawSQL
from django.db.models.sql import Query


def compiled(model, expression) -> RawSQL:
    """The expression as SQL text, to annotate rows of this model with. Keep it: that is the point.

    It holds for queries that start from the model's table under its own name, as those do that a
    list or a detail page begins with.
    """
    query = Query(model)
    query.get_initial_alias()
    resolved = expression.resolve_expression(query)
    sql, params = query.get_compiler(connection=connection).compile(resolved)
    return RawSQL(sql, params, resolved.output_field)  # noqa: S611  the ORM wrote it
