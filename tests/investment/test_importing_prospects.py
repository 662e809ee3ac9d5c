"""Tables of prospects: figures in every spelling, words that stay words, one firm."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from enterprises.models import ImportJob
from investment import columns
from investment.models import Prospect, ProspectFigure
from investment.services.reading import Reader
from tests.enterprises.workbooks import xlsx
from tests.investment.factories import entered

NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
HEADER = ["企业", "别名", "年度", "去年销售（亿元）", "今年计划", "意向", "意向说明", "原文"]
SHIPPED = Path(settings.BASE_DIR) / "investment/data/report_visits.csv"


def taken(tmp_path, officer, *rows, header=HEADER, options=()):
    path = xlsx(tmp_path / "a.xlsx", [header, *rows])
    out = StringIO()
    arguments = ["--as", officer.username, "--json", *options]
    call_command("import_prospects", path, *arguments, stdout=out)
    return counts(out)


def counts(out):
    found = json.loads(out.getvalue())
    assert found.pop("rows") == sum(found.values())
    return found


def reasons():
    job = ImportJob.objects.latest("pk")
    return list(job.rejected_rows.order_by("number").values_list("reason", flat=True))


def row(name="示例客商", also="", last=None, plan=None, intention="近期"):
    return [name, also, 2026, last, plan, intention, "有意向", "原话"]


# --- What a column says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("企业名称", "name"),
        ("投资意向", "intention"),
        ("去年销售总额（亿元）", "sales:-1"),
        ("上年度销售收入", "sales:-1"),
        ("2007年销售额", "sales:2007"),
        ("今年计划（亿元）", "sales_plan:0"),
        ("2008年计划销售", "sales_plan:2008"),
        ("走访记录", "verbatim"),
        ("序号", None),
        ("计划生育", None),
    ],
)
def test_columns_are_recognised(header, meaning):
    assert columns.recognise(header) == meaning


@pytest.mark.parametrize(
    ("said", "bound", "value", "words"),
    [
        ("570亿", "=", 5_700_000, "570亿"),
        ("5.7 billion", "=", 570_000, "5.7 billion"),
        ("57亿元", "=", 570_000, "57亿元"),
        ("8000万元", "=", 8_000, "8000万元"),
        ("超过3亿元", "≥", 30_000, "超过3亿元"),
        ("近24亿元", "≈", 240_000, "近24亿元"),
        ("略有增长", "=", None, "略有增长"),
        (35, "=", 350_000, ""),
    ],
)
def test_one_column_has_figures_and_words_in_every_spelling(said, bound, value, words):
    reader = Reader(["企业", "2026年销售（亿元）"])
    candidate = reader.read(2, ["示例客商", said])
    assert candidate.errors == []
    assert candidate.figures == {("sales", 2026): (bound, value, words)}


@pytest.mark.parametrize(
    ("header", "said", "reason"),
    [
        ("2026年销售", "570", "has no unit"),
        ("2026年销售（亿元）", "57亿美元", "is not a figure"),
        ("去年销售（亿元）", "57", "Last year of which year?"),
    ],
)
def test_a_figure_that_nobody_can_add_up_is_refused_with_what_to_do(header, said, reason):
    candidate = Reader(["企业", header]).read(2, ["示例客商", said])
    assert reason in candidate.errors[0]
    assert candidate.figures == {}


# --- What becomes of rows -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
class TestImporting:
    def test_twice_changes_nothing(self, tmp_path, officer):
        rows = [row("示例甲客商", last="5.7 billion"), row("示例乙客商", plan="略有增长")]
        assert taken(tmp_path, officer, *rows) == NOTHING | {"created": 2}
        assert taken(tmp_path, officer, *rows) == NOTHING | {"unchanged": 2}
        assert ProspectFigure.objects.count() == 2
        assert Prospect.objects.warm().filter(owner=officer).count() == 2

    def test_a_dry_run_keeps_nothing(self, tmp_path, officer):
        assert taken(tmp_path, officer, row(), options=["--dry-run"])["created"] == 1
        assert not Prospect.objects.exists()

    def test_the_same_firm_under_three_names_is_one(self, tmp_path, officer):
        entered(officer, name="示例客商")
        rows = [
            row("示例客商有限公司", also="晨星家电、SL电器", last=3),
            row("晨星家电"),
            row("SL 电器"),
        ]
        assert taken(tmp_path, officer, *rows) == NOTHING | {"updated": 1, "rejected": 2}
        assert all("is the same firm" in reason for reason in reasons())
        firm = Prospect.objects.get()
        assert firm.names.count() == 3
        assert firm.figures.get().value == 30_000

    def test_names_of_two_firms_are_to_be_joined_first(self, tmp_path, officer):
        entered(officer, name="甲家电")
        entered(officer, name="乙家电")
        assert taken(tmp_path, officer, row("甲家电", also="乙家电"))["rejected"] == 1
        assert "Join them first" in reasons()[0]

    def test_another_figure_of_the_same_year_is_corrected_by_hand(self, tmp_path, officer):
        taken(tmp_path, officer, row(last=3))
        assert taken(tmp_path, officer, row(last=4))["rejected"] == 1
        assert "is entered as" in reasons()[0]
        assert ProspectFigure.objects.get().value == 30_000

    def test_a_class_that_is_none_is_refused(self, tmp_path, officer):
        assert taken(tmp_path, officer, row(intention="也许"))["rejected"] == 1
        assert "近期" in reasons()[0]
        assert not Prospect.objects.exists()

    def test_the_table_of_the_report_is_read_like_any_other(self, officer):
        out = StringIO()
        arguments = ["--as", officer.username, "--json"]
        call_command("import_prospects", SHIPPED, *arguments, stdout=out)
        assert counts(out) == NOTHING | {"created": 15}
        assert Prospect.objects.warm().count() == 3

    def test_somebody_answers_for_what_is_imported(self, tmp_path):
        with pytest.raises(CommandError, match="--as"):
            call_command("import_prospects", tmp_path / "a.xlsx")
