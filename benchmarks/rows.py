"""The rows that benchmarks run on: a bureau's, as many as wanted, by ``INSERT … SELECT``.

Row ``n`` of each table is about enterprise ``n``, so that twenty thousand and a million have the
same mixture. Triggers are off while they are written: no history, no guards.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import CharField, TextField

FIRST = list("启恒宏永顺荣嘉泰昌德信义和盛佳诚明远华丰兴达旺隆鑫瑞祥康安宁美")
SECOND = list("衡锋力锐轩晟煌腾翔骏驰宇泽润源沛朗毅坤乾铭钧铠霖岚岳川海洲航的")
TRADES = [
    "锻压机械", "塑料机械", "木工机械", "家用电器", "电风扇", "燃气具", "木质家具", "涂料",
    "塑胶管业", "卫生洁具", "食品", "豆制品", "五金制品", "模具", "包装材料", "纺织",
]  # fmt: skip
FORMS = ["有限公司", "实业有限公司", "厂", "制造有限公司"]
# One in ten is elsewhere, and nobody of Shunde sees it.
TOWNS = [
    "440606101000", "440606102000", "440606103000", "440606104000", "440606105000",
    "440606106000", "440606004000", "440606005000", "440606003000", "420204000000",
]  # fmt: skip
TOWN = f"(ARRAY{TOWNS})[1 + n / 7 % {len(TOWNS)}]"
# A full page of campaigns among twenty thousand orders.
ORDERS_A_CAMPAIGN = 400


def people():
    """The demo's people and agencies: one person a role."""
    from qualitysup.accounts import demo as accounts
    from qualitysup.documents import demo as agencies

    accounts.load(say=lambda words: None)
    agencies.load()


def person(username):
    from qualitysup.accounts.models import User

    return User.objects.get(username=username)


def token(username):
    from knox.models import AuthToken

    return AuthToken.objects.create(person(username), expiry=timedelta(days=1))[1]


def bureau(first, last):
    """Rows ``first`` to ``last`` of everything."""
    enterprises(first, last)
    campaigns(first // ORDERS_A_CAMPAIGN + 1, last // ORDERS_A_CAMPAIGN)
    orders(first, last)
    notices(first, last)
    settle()


# --- Tables --------------------------------------------------------------------------------------


def enterprises(first, last):
    from enterprises import search
    from enterprises.models import Enterprise

    letters = {one: search.initials(one)[0] for one in {*FIRST, *SECOND, *"".join(TRADES + FORMS)}}
    source = f"""
        SELECT n, name, '91440606MA' || lpad(n::text, 8, '0') AS uscc,
            translate(name, '{"".join(letters)}', '{"".join(letters.values())}') AS initials
        FROM {numbers(first, last)}, LATERAL (
            SELECT (ARRAY{FIRST})[1 + n % 31] || (ARRAY{SECOND})[1 + n / 31 % 31]
                || (ARRAY{TRADES})[1 + n % 16] || (ARRAY{FORMS})[1 + n / 961 % 4] AS name
        ) AS named
    """
    with without_index(Enterprise, "enterprise_grams"):
        fill(
            Enterprise, source, id="n", uscc="uscc", name="name", division_id=TOWN,
            industry_id="'3422'", address="'演示路' || n || '号'",
            legal_representative="'测试法人'", phone="'0757-00000000'", scale="'small'",
            status="CASE WHEN n % 20 = 0 THEN 'cancelled' ELSE 'operating' END",
            established_on="date '2000-01-01' + n % 9000", name_key="name || n",
            search_text="lower(uscc) || '|' || name || '|' || initials", version="1",
            created_at="now()", updated_at="now()",
        )  # fmt: skip


def campaigns(first, last):
    from inspections.models import Campaign, Participation

    fill(
        Campaign, numbers(first, last), id="n", name="'整治第' || n || '号'", state="'open'",
        product="'锻压机械'", standard="'GB 17120'", division_id="'440606000000'",
        created_by_id=id_of("officer"), starts_on="current_date - 200",
        opened_on="current_date - 200", version="2", created_at="now()",
    )  # fmt: skip
    fill(
        Participation, numbers((first - 1) * 100 + 1, last * 100), id="n", enterprise_id="n",
        campaign_id="1 + (n - 1) / 100", added_on="current_date - 200", pass_rate_before="60",
    )  # fmt: skip


def orders(first, last, *, drafts=0):
    """Nine of ten ended, some in draft, the rest on their way; with all that hangs on them.

    The first ``drafts`` are drafts in any case.
    """
    from inspections.models import Halt, OrderItem, RectificationOrder, TestResult
    from inspections.models.order import RectificationOrderLog

    fill(
        TestResult, numbers(first, last), only="n % 5 = 0 OR n % 1001 = 1", id="n",
        division_id=TOWN, enterprise_id="n", report_number="'检' || n",
        laboratory="'演示检验所'", product="'锻压机械'", standard="'GB 17120'",
        tested_on="current_date - 120 - n % 900", notified_on="current_date - 110 - n % 900",
        passed="false", failed_items="'护罩'", recorded_by_id=id_of("officer"),
        has_order="n % 5 = 0",
    )  # fmt: skip
    source = f"""
        SELECT n, state, state IN ('draft', 'submitted') AS unissued, state = 'closed' AS closed,
            CASE state WHEN 'closed' THEN current_date - 200 - n % 1000
                ELSE current_date - n / 100 % 70 END AS day
        FROM {numbers(first, last)}, LATERAL (
            SELECT CASE WHEN n <= {drafts} OR n % 100 < 2 THEN 'draft'
                WHEN n % 100 < 3 THEN 'submitted' WHEN n % 100 < 9 THEN 'issued'
                WHEN n % 100 < 10 THEN 'reported' WHEN n % 100 < 11 THEN 'halted'
                ELSE 'closed' END AS state
        ) AS standing
    """
    fill(
        RectificationOrder, source, id="n", state="state", division_id=TOWN, enterprise_id="n",
        officer_id=id_of("officer"), created_by_id=id_of("officer"),
        campaign_id=f"CASE WHEN n % 10 = 0 THEN 1 + (n - 1) / {ORDERS_A_CAMPAIGN} END",
        test_result_id="CASE WHEN n % 5 = 0 THEN n END",
        number="CASE WHEN unissued THEN '' ELSE '顺市监责改〔2019〕' || n || '号' END",
        party_name="CASE WHEN unissued THEN '' ELSE '演示企业' || n END",
        product="'锻压机械'", standard="'GB 17120'", findings="'护罩缺失'",
        violated="'第二十六条'", basis="'第十七条'",
        issued_on="CASE WHEN unissued THEN NULL ELSE day END",
        passed_on="CASE WHEN closed THEN day + 60 END",
        closed_on="CASE WHEN closed THEN day + 61 END",
        halted_on="CASE state WHEN 'halted' THEN day END",
        halt_until="CASE state WHEN 'halted' THEN day + 60 END",
        version="1", created_at="now()",
    )  # fmt: skip
    fill(
        OrderItem, source, id="n", order_id="n", position="1", kind="'equipment'",
        requirement="'装上护罩'", percent_done="CASE WHEN closed THEN 100 ELSE 0 END",
        verified_on="CASE WHEN closed THEN day + 60 END",
    )  # fmt: skip
    fill(
        Halt, source, only="n % 5 = 0 AND NOT unissued", id="n", order_id="n", division_id=TOWN,
        kind="CASE state WHEN 'halted' THEN 'voluntary' ELSE 'automatic' END", scope="'product'",
        started_on="day", ordered_by_id=id_of("officer"),
        ended_on="CASE WHEN closed THEN day + 61 END",
    )  # fmt: skip
    taken = {"case_id": "n", "on": "day", "at": "now()", "legal_basis": "'18号令 46'"}
    fill(
        RectificationOrderLog, source, only="state <> 'draft' OR n % 100 = 0", **taken,
        by_id=id_of("officer"), name="CASE WHEN unissued THEN 'submit' ELSE 'issue' END",
        from_state="'draft'", to_state="CASE WHEN unissued THEN 'submitted' ELSE 'issued' END",
    )  # fmt: skip
    fill(
        RectificationOrderLog, source, only="state = 'draft' AND n % 100 = 0", **taken,
        by_id=id_of("chief"), name="'send_back'", from_state="'submitted'", to_state="'draft'",
    )  # fmt: skip
    order_deadlines(source, "correct", 60, only="NOT unissued")
    order_deadlines(source, "reinspect", 75, only="NOT unissued AND NOT closed")


def order_deadlines(source, term, days, *, only):
    from inspections.models import RectificationOrder

    deadlines(
        source, term, RectificationOrder, only=only, due_on=f"day + {days}", started_on="day",
        met_on="CASE WHEN closed THEN day + 60 END",
        next_reminder_at=f"CASE WHEN NOT closed THEN now() + interval '{days} days' END",
    )  # fmt: skip


def deadlines(source, term, model, *, due_on, only="true", **columns):
    from django.contrib.contenttypes.models import ContentType

    from qualitysup.clock.models import Deadline, TermRule

    rule = TermRule.objects.filter(term=term).order_by("-pk")[0]
    case_type = ContentType.objects.get_for_model(model)
    fill(
        Deadline, source, only=only, case_type_id=str(case_type.pk), case_id="n", division_id=TOWN,
        holder_id=id_of("officer"), title="'演示企业' || n || ' · 锻压机械'",
        path="'/admin/inspections/rectificationorder/' || n || '/change/'",
        rule_id=str(rule.pk), term=f"'{term}'", provisional="false", paused="false",
        nominal_on=due_on, due_on=due_on, alarm_on=due_on, **columns,
    )  # fmt: skip


def notices(first, last):
    """Spread over everybody, one in ten of them not read yet."""
    from qualitysup.accounts.models import User
    from qualitysup.notices.models import Notice

    people = User.objects.count()
    source = f"""
        SELECT n, id AS person FROM {numbers(first, last)} JOIN (
            SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_user
        ) AS people ON place = n % {people}
    """
    fill(
        Notice, source, id="gen_random_uuid()", recipient_id="person", topic="'deadline ' || n",
        stage="'-7'", kind="'reminder'", about="current_date", subject="'期限将至 ' || n",
        url="'/'", division_id=TOWN, created_at="now() - n * interval '1 minute'",
        read_at=f"CASE WHEN n / {people} % 10 > 0 THEN now() END",
    )  # fmt: skip


# --- How they are written ------------------------------------------------------------------------


def numbers(first, last):
    return f"generate_series({first}, {last}) AS n"


def id_of(username):
    return f"(SELECT id FROM accounts_user WHERE username = '{username}')"


def fill(model, source, *, only="true", **columns):
    """``INSERT … SELECT`` these expressions from the source; text that is not named stays empty."""
    texts = {
        field.column: "''"
        for field in model._meta.local_concrete_fields
        if isinstance(field, CharField | TextField) and not field.null
    }
    columns = texts | columns
    names = ", ".join(f'"{name}"' for name in columns)
    if "SELECT" in source:
        source = f"({source}) AS source"
    table = model._meta.db_table
    execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())}"
        f" FROM {source} WHERE {only}"
    )
    execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    if columns.get("id") == "n":
        execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def execute(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def without_index(model, name):
    """Filling a table first and its index after is several times quicker."""
    index = next(index for index in model._meta.indexes if index.name == name)
    with connection.schema_editor() as editor:
        editor.remove_index(model, index)
    yield
    execute("SET maintenance_work_mem = '512MB'")
    with connection.schema_editor() as editor:
        editor.add_index(model, index)


def settle():
    """Statistics and visibility as autovacuum would have them, so that nothing waits for it."""
    execute("VACUUM ANALYZE")
