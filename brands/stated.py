"""What the honours, titles and leagues of a place say on a day, in the words of reports."""

from django.db.models import Count

from brands.models import Honour, LeagueEntry, RegionalTitle
from qualitysup.regions.models import Division
from qualitysup.reports.registry import Stated, Statements, register


def honours(lens) -> list[Stated]:
    """How many of each kind stood, by what is known of them now."""
    until = lens.period.until
    rows = lens.rows(Honour).as_of(until).once().order_by()
    counted = rows.values("kind__name").annotate(found=Count("pk")).order_by("-found", "kind__name")
    return [Stated(row["kind__name"], row["found"], "个", until, "荣誉登记册") for row in counted]


def titles(lens) -> list[Stated]:
    until = lens.period.until
    rows = lens.rows(RegionalTitle).held_on(until)
    count = rows.count()
    if not count:
        return []
    return [Stated("区域品牌和专业镇称号", count, "个", until, "区域称号登记册")]


def league(lens) -> list[Stated]:
    """For how many years on end a place of the person was first among the country's counties."""
    until = lens.period.until
    places = lens.rows(Division).filter(level=Division.Level.COUNTY).values("name")
    firsts = LeagueEntry.objects.filter(rank=1, year__lte=until.year, place__in=places)
    found = []
    for row in firsts.order_by("kind_id", "place", "-year").distinct("kind_id", "place"):
        years = LeagueEntry.objects.years_first(row.kind, row.place, until=until.year)
        name = f"{row.place}{row.kind}数量全国县级区域第一（连续）"
        found.append(Stated(name, len(years), "年", until, row.source))
    return found


register(
    Statements("brands", "brands.view_honour", honours, order=10),
    Statements("brands", "brands.view_regionaltitle", titles, order=20),
    Statements("brands", "brands.view_leagueentry", league, order=30),
)
