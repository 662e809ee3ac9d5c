"""Who is drawn, and who goes there: a revealed seed applied to a frozen pool."""

from django.db import connection

from inspections import drawing

# The lowest keys of each stratum, found without sorting the rest; ``drawing.key`` is the same hash.
SELECT = """
    INSERT INTO inspections_drawnenterprise
        (draw_id, enterprise_id, division_id, public_id, party_name, risk_class, key, position,
         state, due_on, note)
    SELECT %(draw)s, enterprise.id, picked.division_code, picked.public_id, enterprise.name,
           picked.risk_class, encode(picked.key, 'hex'),
           row_number() OVER (ORDER BY picked.key, picked.public_id), 'to_check', %(due_on)s, ''
    FROM inspections_drawstratum AS stratum
    CROSS JOIN LATERAL (
        SELECT public_id, enterprise_key, risk_class, division_code,
               sha256(convert_to(%(before)s || public_id, 'UTF8')) AS key
        FROM inspections_drawcandidate AS candidate
        WHERE candidate.draw_id = %(draw)s AND candidate.risk_class = stratum.risk_class
        ORDER BY key, public_id
        LIMIT stratum.sample
    ) AS picked
    JOIN enterprises_enterprise AS enterprise ON enterprise.id = picked.enterprise_key
    WHERE stratum.draw_id = %(draw)s AND stratum.sample > 0
"""


# However many they are, one statement.
ASSIGN = """
    INSERT INTO inspections_drawninspector
        (drawn_id, person_id, badge_number, position, release_reason)
    SELECT *, '' FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::smallint[])
"""


def select(draw) -> None:
    """Draw the enterprises of a frozen pool and assign their inspectors. In the step's transaction.

    What has left the register meanwhile is drawn all the same: it ends as gone, not redrawn.
    """
    given = {
        "draw": draw.pk,
        "due_on": draw.ends_on,
        "before": f"{draw.seed}|{draw.pool_hash}|",
    }
    with connection.cursor() as cursor:
        cursor.execute(SELECT, given)
        draw.drawn_count = cursor.rowcount
    _assign(draw)


def _assign(draw):
    library = {row.badge_number: row for row in draw.library.filter(excluded="")}
    inspectors = [as_inspector(row) for row in library.values()]
    rows = draw.drawn.order_by("position")
    drawn = {row.public_id: row.pk for row in rows}
    pairs = drawing.assign(
        [as_drawn(row) for row in rows],
        inspectors,
        each=draw.inspectors_each,
        seed=draw.seed,
    )
    assigned = [
        (drawn[one.candidate], library[who.badge].person_id, who.badge, position)
        for one, chosen in pairs
        for position, who in enumerate(chosen, start=1)
    ]
    if assigned:
        with connection.cursor() as cursor:
            cursor.execute(ASSIGN, [list(column) for column in zip(*assigned, strict=True)])


def as_inspector(row) -> drawing.Inspector:
    return drawing.Inspector(row.badge_number, tuple(row.serves), frozenset(row.recused_from))


def as_drawn(row) -> drawing.Drawn:
    return drawing.Drawn(row.key, row.public_id, row.risk_class, row.division_id)
