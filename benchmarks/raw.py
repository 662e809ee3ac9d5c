"""The yardstick: the least that answers the same requests from the same PostgreSQL.

A bare WSGI application of psycopg and orjson: no sign-in, no scoping by person, no audit, no
checks beyond the database's constraints. It is kept honest: same filter, same rows, same total,
same answer (``benchmarks.api`` compares them before it measures). What it writes goes into tables
with the same columns, constraints and indexes, but without the triggers that keep history.

It stays what it is when ours gets quicker.
"""

import os
import threading
from urllib.parse import parse_qs

import orjson
import psycopg
from psycopg.rows import dict_row

from enterprises import search

SHUNDE = "440606%"
TABLES = {
    "raw_enterprise": "enterprises_enterprise",
    "raw_order": "inspections_rectificationorder",
    "raw_log": "inspections_rectificationorderlog",
}


def make_tables(connection):
    """What the writes go to: the same rows, indexes and checks, no triggers."""
    for table, like in TABLES.items():
        connection.execute(f"CREATE TABLE {table} (LIKE {like} INCLUDING ALL)")
        connection.execute(f"INSERT INTO {table} SELECT * FROM {like}")
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
        connection.execute(f"ANALYZE {table}")


def lists(of, parts):
    """What hangs on a row: a JSON list of each part's rows, in the same statement."""
    return ", ".join(
        f"(SELECT coalesce(json_agg(part), '[]') FROM (SELECT {columns} FROM {table}"
        f" WHERE {of} ORDER BY {order}) part) AS {name}"
        for name, (table, columns, order) in parts.items()
    )


# --- Enterprises ---------------------------------------------------------------------------------

ROW = """
    e.id, e.uscc, e.name, json_build_object('code', d.code, 'name', d.name) AS division,
    CASE WHEN i.code IS NOT NULL THEN json_build_object('code', i.code, 'name', i.name) END
        AS industry,
    e.address, e.legal_representative, e.scale, e.status, e.established_on, e.risk_class, e.lng,
    e.lat, e.version, e.updated_at
"""
PLACES = """
    JOIN regions_division d ON d.code = e.division_id
    LEFT JOIN enterprises_industryclass i ON i.code = e.industry_id
"""
# As ours has it: the index for what few have, the cheap look first for what many have.
MATCHES = "strpos(e.search_text, %(term)s) <> 0 AND grams(e.search_text) @> %(grams)s"
FOUND = f"e.merged_into_id IS NULL AND e.division_id LIKE %(inside)s AND {MATCHES}"
ENTERPRISES = f"""
    SELECT {ROW} FROM enterprises_enterprise e {PLACES} WHERE {FOUND} ORDER BY e.id DESC LIMIT 50
"""
ENTERPRISES_COUNT = f"""
    SELECT count(*) AS found
    FROM (SELECT 1 FROM enterprises_enterprise e WHERE {FOUND} LIMIT 1001) counted
"""
PARTS = {
    "former_names": (
        "enterprises_formername", "name, used_from, used_to", "used_to DESC, id DESC",
    ),
    "contacts": ("enterprises_contact", "name, duty, phone, email", "id"),
    "products": ("enterprises_product", "name, category, standard", "id"),
    "figures": (
        "enterprises_annualfigure", "year, kind, bound, value::text, source",
        "year DESC, kind, source",
    ),
    "licences": (
        "enterprises_licence", "kind, number, scope, issuer, valid_from, valid_to", "id",
    ),
}  # fmt: skip
DETAIL = f"""
    {ROW}, e.phone, e.risk_reason, e.merged_into_id AS merged_into, e.created_at,
    {lists("enterprise_id = e.id", PARTS)}
"""
ENTERPRISE = f"""
    SELECT {DETAIL} FROM enterprises_enterprise e {PLACES}
    WHERE e.id = %s AND e.division_id LIKE %s
"""
NEW_ENTERPRISE = f"""
    WITH e AS (
        INSERT INTO raw_enterprise (uscc, name, division_id, industry_id, address,
            legal_representative, phone, scale, status, established_on, risk_class, risk_reason,
            name_key, search_text, version, created_at, updated_at)
        VALUES (%(uscc)s, %(name)s, %(division)s, %(industry)s, %(address)s,
            %(legal_representative)s, %(phone)s, %(scale)s, %(status)s, %(established_on)s, '', '',
            %(key)s, %(text)s, 1, now(), now())
        RETURNING *
    )
    SELECT {DETAIL} FROM e {PLACES}
"""


def sought(asked):
    term = search.normalise(asked["search"][0])
    return {"inside": SHUNDE, "term": term, "grams": search.grams(term)}


def enterprises(asked):
    given = sought(asked)
    rows = run(ENTERPRISES, given, prepare=False).fetchall()
    found = run(ENTERPRISES_COUNT, given, prepare=False).fetchone()["found"]
    return page(rows, found)


def enterprise(pk):
    return run(ENTERPRISE, [pk, SHUNDE]).fetchone()


def new_enterprise(given):
    given["key"] = search.name_key(given["name"])
    given["text"] = search.text_for([given["name"]], given["uscc"])
    return run(NEW_ENTERPRISE, given).fetchone()


# --- Rectification orders ------------------------------------------------------------------------

ORDER_ROW = """
    o.id, o.number, o.state, o.version,
    json_build_object('id', e.id, 'name', e.name, 'uscc', e.uscc) AS enterprise, o.party_name,
    o.division_id AS division, o.campaign_id AS campaign, o.test_result_id AS test_result,
    o.product, o.standard, u.full_name AS officer, o.issued_on,
    (SELECT w.due_on FROM clock_deadline w JOIN clock_termrule r ON r.id = w.rule_id
     WHERE w.case_type_id = {case_type} AND w.case_id = o.id AND w.met_on IS NULL
     AND w.voided_at IS NULL AND r.duty <> 'lapse' ORDER BY w.due_on LIMIT 1) AS due_on,
    o.closed_on
"""
PARTIES = """
    JOIN enterprises_enterprise e ON e.id = o.enterprise_id
    JOIN accounts_user u ON u.id = o.officer_id
"""
ORDERS = f"""
    SELECT {ORDER_ROW} FROM inspections_rectificationorder o {PARTIES}
    WHERE o.division_id LIKE %(inside)s AND {MATCHES}
    ORDER BY o.id DESC LIMIT 50
"""
ORDERS_COUNT = f"""
    SELECT count(*) AS found FROM (
        SELECT 1 FROM inspections_rectificationorder o
        JOIN enterprises_enterprise e ON e.id = o.enterprise_id
        WHERE o.division_id LIKE %(inside)s AND {MATCHES} LIMIT 1001
    ) counted
"""


REINSPECTION_PARTS = """
    (SELECT coalesce(json_agg(part), '[]') FROM (
        SELECT item_id AS item, passed, finding FROM inspections_reinspectionitem
        WHERE reinspection_id = inspections_reinspection.id ORDER BY item_id
    ) part) AS findings,
    (SELECT coalesce(json_agg(full_name), '[]') FROM inspections_reinspection_inspectors
     JOIN accounts_user ON accounts_user.id = user_id
     WHERE reinspection_id = inspections_reinspection.id) AS inspectors
"""
ORDER_PARTS = {
    "items": (
        "inspections_orderitem",
        "id, position, kind, requirement, clause, percent_done, measures, verified_on", "position",
    ),
    "reinspections": (
        "inspections_reinspection",
        "round, called_on, planned_on, held_on, report_number, passed, note," + REINSPECTION_PARTS,
        "id",
    ),
    "halts": (
        "inspections_halt",
        "kind, scope, started_on, planned_until, requirements, override, ended_on", "id",
    ),
    "objections": (
        "inspections_objection",
        "id, filed_on, due_on, reasons, decision, decided_on, decision_reasons", "id",
    ),
}  # fmt: skip
# The sentence that explains each due date is left out: only the kernel can count days.
CASE_PARTS = {
    "deadlines": (
        "clock_deadline",
        "term, started_on, nominal_on, due_on, window_from, provisional, paused, met_on, voided_at",
        "id",
    ),
    "documents": (
        "documents_issueddocument", "id, number, kind, issued_on, voided_at", "issued_at",
    ),
}  # fmt: skip
ORDER = f"""
    SELECT {ORDER_ROW}, o.findings, o.violated, o.basis, o.party_uscc, o.party_address,
        o.party_representative, o.reported_on, o.escalated_on, o.announced_on, o.announcement,
        o.filed_on, o.hearing_notified_on, o.hearing_requested_on, o.hearing_notice_on,
        o.hearing_on, o.legal_review, o.halted_on, o.halt_months, o.halt_until, o.passed_on,
        {lists("order_id = o.id", ORDER_PARTS)},
        {lists("case_type_id = {case_type} AND case_id = o.id", CASE_PARTS)}
    FROM inspections_rectificationorder o {PARTIES}
    WHERE o.id = %s AND o.division_id LIKE %s
"""
SUBMIT = f"""
    WITH o AS (
        UPDATE raw_order SET state = 'submitted', version = version + 1
        WHERE id = %(pk)s AND state = 'draft' AND division_id LIKE %(inside)s
            AND EXISTS (SELECT 1 FROM inspections_orderitem WHERE order_id = raw_order.id)
        RETURNING *
    ), logged AS (
        INSERT INTO raw_log (case_id, by_id, "on", at, name, from_state, to_state, legal_basis,
            note, override)
        SELECT id, officer_id, current_date, now(), 'submit', 'draft', 'submitted', '18号令 46',
            '', '' FROM o
    ) SELECT {ORDER_ROW} FROM o {PARTIES}
"""


def orders(asked):
    given = sought(asked)
    rows = run(ORDERS, given, prepare=False).fetchall()
    found = run(ORDERS_COUNT, given, prepare=False).fetchone()["found"]
    return page(rows, found)


def order(pk):
    return run(ORDER, [pk, SHUNDE]).fetchone()


def submit(pk):
    return run(SUBMIT, {"pk": pk, "inside": SHUNDE}).fetchone()


# --- The application -----------------------------------------------------------------------------

LOCAL = threading.local()


def page(rows, found):
    return {"count": min(found, 1000), "count_is_exact": found <= 1000, "results": rows}


def run(sql, given, prepare=None):
    """Prepared from the fifth time on, but for a search: its plan depends on what is searched."""
    connection = getattr(LOCAL, "connection", None)
    if connection is None:
        connection = LOCAL.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row,
            options="-c timezone=Asia/Shanghai",
        )  # fmt: skip
        of_orders = "app_label = 'inspections' AND model = 'rectificationorder'"
        found = connection.execute(f"SELECT id FROM django_content_type WHERE {of_orders}")
        LOCAL.case_type = str(found.fetchone()["id"])
    return connection.execute(sql.replace("{case_type}", LOCAL.case_type), given, prepare=prepare)


def application(environ, start_response):
    body, status = answer(environ, environ["PATH_INFO"].strip("/").split("/")[2:])
    data = orjson.dumps(body, default=str)
    start_response(
        status, [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
    )
    return [data]


def answer(environ, path):
    match environ["REQUEST_METHOD"], *path:
        case "GET", "enterprises":
            return enterprises(parse_qs(environ["QUERY_STRING"])), "200 OK"
        case "GET", "enterprises", pk:
            return enterprise(pk), "200 OK"
        case "POST", "enterprises":
            return new_enterprise(orjson.loads(environ["wsgi.input"].read())), "201 Created"
        case "GET", "rectification-orders":
            return orders(parse_qs(environ["QUERY_STRING"])), "200 OK"
        case "GET", "rectification-orders", pk:
            return order(pk), "200 OK"
        case "POST", "rectification-orders", pk, "submit":
            return submit(pk), "200 OK"
    return None, "404 Not Found"
