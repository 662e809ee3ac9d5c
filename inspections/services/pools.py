"""The pool of a draw: who is in it, who is left out and why, frozen and hashed.

Set-based: a million candidates are written by one ``INSERT … SELECT`` and hashed as they stream by.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db import connection
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections import drawing
from inspections.models import (
    DrawCandidate,
    DrawExclusion,
    DrawInspector,
    Leave,
    Participation,
    Recusal,
    Visit,
)
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.clock.counting import add_months
from qualitysup.clock.models import TermRule
from qualitysup.regions.models import Division
from qualitysup.wording import in_a_row, listed

Reason = DrawExclusion.Reason
# What is checked by plan; a complaint, a re-inspection or a consultation is no such check.
PLANNED = (Visit.Kind.PATROL, Visit.Kind.DRAW, Visit.Kind.CAMPAIGN)
STATUS_REASONS = {
    Enterprise.Status.CANCELLED: Reason.DEREGISTERED,
    Enterprise.Status.REVOKED: Reason.REVOKED,
    Enterprise.Status.RESCINDED: Reason.REVOKED,
    Enterprise.Status.MOVED_OUT: Reason.MOVED_OUT,
}
TEXT = CharField()
NAMED = 5


def public_id(of: str = ""):
    """What a candidate is called in public: its credit code, or its number in the register."""
    return Coalesce(F(f"{of}uscc"), Concat(Value("E"), Cast(f"{of}pk", TEXT)), output_field=TEXT)


def within(draw):
    """Every enterprise of the register within the bounds of a draw, in the pool or not.

    With ``public``, ``stratum``, ``reason`` and ``detail``; no reason means a candidate.
    """
    rows = Enterprise.objects.filter(Enterprise.objects.within(draw.division.prefix))
    if draw.industries:
        of_industries = Q()
        for code in draw.industries:
            of_industries |= Q(pk__in=Enterprise.objects.in_industry(code).values("pk"))
        rows = rows.filter(of_industries)
    if draw.campaign_id:
        chosen = Participation.objects.filter(campaign=draw.campaign_id)
        rows = rows.filter(pk__in=chosen.values("enterprise"))
    rows = rows.annotate(
        public=public_id(),
        stratum=Coalesce(NullIf("risk_class", Value("")), Value(drawing.NOT_ASSESSED)),
    )
    if draw.risk_classes:
        rows = rows.filter(stratum__in=draw.risk_classes)
    return _with_reasons(rows, draw)


def _with_reasons(rows, draw):
    checked = _lately_checked(draw)
    recused = _too_often_recused(draw)
    by_status = [When(status=status, then=Value(why)) for status, why in STATUS_REASONS.items()]
    return rows.annotate(
        reason=Case(
            When(merged_into__isnull=False, then=Value(Reason.MERGED)),
            *by_status,
            When(Exists(checked), then=Value(Reason.CHECKED)),
            When(pk__in=recused, then=Value(Reason.RECUSED)),
            default=Value(""),
            output_field=TEXT,
        ),
        detail=Case(
            When(merged_into__isnull=False, then=F("merged_into__name")),
            When(
                reason=Reason.CHECKED,
                then=Cast(Subquery(checked.values("started_at__date")[:1]), TEXT),
            ),
            default=Value(""),
            output_field=TEXT,
        ),
    )


def _lately_checked(draw):
    """Visits on the same items within the months that the law leaves an enterprise in peace.

    食品生产经营监督检查管理办法 art. 42; without a checklist any check by plan counts.
    """
    rule = TermRule.objects.in_force("no-repeat", draw.day)
    since = add_months(draw.day, -rule.amount)
    visits = Visit.objects.finished().filter(
        enterprise=OuterRef("pk"), kind__in=PLANNED, started_at__date__gt=since
    )
    if draw.checklist_id:
        visits = visits.filter(checklist_version__checklist=draw.checklist_id)
    return visits.order_by("-started_at")


def _too_often_recused(draw) -> list[int]:
    """Enterprises that recusals leave with fewer inspectors than have to go."""
    recused, absent = recusals(draw), away(draw)
    if not recused:
        return []
    library = [who for who in people(draw) if not exclusion(draw, who, absent)]
    found = []
    places = Enterprise.objects.filter(pk__in=recused).values_list("pk", "division_id")
    for key, division in places.order_by("pk"):
        serving = [who for who in library if division.startswith(tuple(who.division_prefixes))]
        if sum(who.pk not in recused[key] for who in serving) < draw.inspectors_each:
            found.append(key)
    return found


# --- Inspectors ----------------------------------------------------------------------------------


def people(draw) -> list[User]:
    """The inspectors whose divisions meet the draw's, whether or not they may go."""
    prefix = draw.division.prefix
    inspectors = User.objects.holding(Role.INSPECTOR).prefetch_related("divisions")
    found = []
    for person in inspectors.order_by("pk"):
        person.division_codes = [division.pk for division in person.divisions.all()]
        if any(p.startswith(prefix) or prefix.startswith(p) for p in person.division_prefixes):
            found.append(person)
    return found


def away(draw) -> set[int]:
    """Who is on leave for more than half of the days of the checks."""
    days = Counter()
    for leave in Leave.objects.filter(starts_on__lte=draw.ends_on, ends_on__gte=draw.starts_on):
        first, last = max(leave.starts_on, draw.starts_on), min(leave.ends_on, draw.ends_on)
        days[leave.person_id] += (last - first).days + 1
    whole = (draw.ends_on - draw.starts_on).days + 1
    return {person for person, count in days.items() if 2 * count > whole}


def recusals(draw) -> dict[int, set[int]]:
    """By enterprise, who is recused from it on any day of the checks."""
    found = defaultdict(set)
    for row in Recusal.objects.during(draw.starts_on, draw.ends_on):
        found[row.enterprise_id].add(row.inspector_id)
    return found


def exclusion(draw, person, absent) -> str:
    """Why an inspector is not in the library of a draw, or ""."""
    why = DrawInspector.Exclusion
    badge = person.badge_number
    # A pool file is read by commas and lines.
    if not badge or person.badge_valid_to is None or any(c in badge for c in ",\n\r"):
        return why.NO_BADGE
    if not person.has_valid_badge(draw.day):
        return why.EXPIRED
    if not person.has_valid_badge(draw.ends_on):
        return why.EXPIRES
    return why.AWAY if person.pk in absent else ""


# --- Freezing ------------------------------------------------------------------------------------


def freeze(draw) -> None:
    """Write both libraries of a committed draw, size its strata, and hash the whole.

    Call it in the step's transaction; a refusal takes everything back.
    """
    _write(DrawCandidate, draw, within(draw).filter(reason=""), "stratum", "division_id")
    _write(DrawExclusion, draw, within(draw).exclude(reason=""), "name", "reason", "detail")
    _write_library(draw)
    _size_strata(draw)
    _check_coverage(draw)
    draw.pool_size = draw.candidates.count()
    draw.left_out_count = draw.exclusions.count()
    refuse_if(draw.pool_size == 0, "empty_pool", _("No enterprise lies within these bounds."))
    draw.pool_hash, draw.frozen_at = hashed(draw), timezone.now()


COLUMNS = {"stratum": "risk_class", "division_id": "division_code"}


def _write(model, draw, rows, *columns):
    """One ``INSERT … SELECT`` of what the register holds now."""
    selected = (
        rows.order_by()
        .annotate(of_draw=Value(draw.pk))
        .values_list("of_draw", "public", "pk", *columns)
    )
    sql, params = selected.query.sql_with_params()
    names = ["draw_id", "public_id", "enterprise_key", *(COLUMNS.get(c, c) for c in columns)]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) {sql}", params)


def _write_library(draw):
    recused, absent = recusals(draw), away(draw)
    names = dict(
        Enterprise.objects.filter(pk__in=recused)
        .annotate(public=public_id())
        .values_list("pk", "public")
    )
    by_person = defaultdict(list)
    for key, inspectors in recused.items():
        for inspector in inspectors:
            by_person[inspector].append(names[key])
    DrawInspector.objects.bulk_create(
        DrawInspector(
            draw=draw,
            person=person,
            badge_number=person.badge_number,
            badge_valid_to=person.badge_valid_to,
            serves=person.division_prefixes,
            recused_from=sorted(by_person[person.pk]),
            excluded=exclusion(draw, person, absent),
        )
        for person in people(draw)
    )


def _size_strata(draw):
    counted = Counter(
        dict(draw.candidates.order_by().values_list("risk_class").annotate(Count("pk")))
    )
    for stratum in draw.strata.all():
        stratum.population = counted[stratum.risk_class]
        stratum.sample = drawing.sample_size(
            stratum.population, rate=stratum.rate, number=stratum.number
        )
        stratum.save(update_fields=["population", "sample"])


def _check_coverage(draw):
    """Nobody is drawn whom fewer inspectors serve than have to go."""
    serving = [tuple(row.serves) for row in draw.library.filter(excluded="")]
    codes = draw.candidates.order_by().values_list("division_code", flat=True).distinct()
    bare = [
        code
        for code in codes
        if sum(code.startswith(prefixes) for prefixes in serving) < draw.inspectors_each
    ]
    if bare:
        places = Division.objects.filter(pk__in=sorted(bare)[:NAMED])
        said = [
            _("Fewer than %(each)d inspectors with a badge in force serve %(places)s.")
            % {"each": draw.inspectors_each, "places": listed(places)}
        ]
        if len(bare) > NAMED:
            said.append(_("And %d more places.") % (len(bare) - NAMED))
        raise TransitionRefused("too_few_inspectors", in_a_row(said))


# --- The pool as a file ---------------------------------------------------------------------------

# Each part in the order of its bytes, so that the same pool is always the same file.
TABLES = (
    """SELECT 'X,' || public_id || ',' || reason FROM inspections_drawexclusion
       WHERE draw_id = %s ORDER BY public_id, id""",
    """SELECT 'C,' || public_id || ',' || risk_class || ',' || division_code
       FROM inspections_drawcandidate WHERE draw_id = %s ORDER BY public_id""",
)


def blocks(draw) -> Iterator[bytes]:
    """The pool file: all that a draw depends on but its seed; memory does not grow with it."""
    yield "".join(f"{line}\n" for line in _head(draw)).encode()
    for sql in TABLES:
        yield from _copied(sql, draw.pk)


def lines(draw) -> Iterator[bytes]:
    """The pool file line by line."""
    rest = b""
    for block in blocks(draw):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield line + b"\n"


def _head(draw):
    yield f"D,{draw.code},{draw.inspectors_each}"
    for stratum in sorted(draw.strata.all(), key=lambda row: row.risk_class):
        yield f"S,{stratum.risk_class},{stratum.population},{stratum.sample}"
    library = sorted(draw.library.filter(excluded=""), key=lambda row: row.badge_number)
    for row in library:
        yield f"I,{row.badge_number},{' '.join(row.serves)}"
    for row in library:
        for candidate in row.recused_from:
            yield f"R,{row.badge_number},{candidate}"


def _copied(sql, draw_id):
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT", (draw_id,)) as copy,
    ):
        for block in copy:
            yield bytes(block)


def hashed(draw) -> str:
    """The SHA-256 of the pool file as the rows make it now."""
    stream = drawing.Hashed(blocks(draw))
    for _block in stream:
        pass
    return stream.hexdigest()
