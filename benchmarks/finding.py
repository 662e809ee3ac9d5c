"""The one search box: every kind that it looks through, at size, one after the other.

Each line is what a person types; the columns are the page, and the kinds that cost it most. Bounded
counts and the first five rows of each kind, as the page asks for them.

    .venv/bin/python -m benchmarks.finding [--rows 300000] [--explain visits]
"""

import argparse
import statistics

from benchmarks import figures
from benchmarks.scratch import database

# A name that few have, one of sixteen, everybody; initials; numbers whole, in part and not there.
TYPED = [
    "美的", "锻压", "有限公司", "dyjx", "启衡锻压机械", "顺市监责改〔2019〕12345号", "[2019]12345",
    "12345", "2019", "91440606MA00012345", "没有这个", "zzzz",
]  # fmt: skip
ROUNDS = 3


def main(rows_wanted, explain):
    with database():
        fill(rows_wanted)
        from benchmarks import rows
        from qualitysup.casework import finding

        person = rows.person("officer")
        kinds = finding.findables_for(person)
        if explain:
            return plans(person, [kind for kind in kinds if kind.key in explain])
        figures.heading(f"{rows_wanted:,} enterprises, orders, visits, results, papers and lots")
        figures.table(
            ["typed", "kinds", "page ms", "dearest"],
            [line(finding, person, kinds, text) for text in TYPED],
        )
    return None


def line(finding, person, kinds, text):
    def times(among):
        finding.find(person, text, among=among)
        seconds = [
            figures.seconds(lambda: finding.find(person, text, among=among)) for _ in range(ROUNDS)
        ]
        return statistics.median(seconds) * 1000

    each = {kind.key: times([kind]) for kind in kinds}
    dearest = sorted(each.items(), key=lambda item: -item[1])[:4]
    found = finding.find(person, text, among=kinds)
    said = ", ".join(f"{key} {ms:.0f}" for key, ms in dearest)
    return [text, str(len(found)), f"{times(kinds):.0f}", said]


def plans(person, kinds):
    for text in TYPED:
        for kind in kinds:
            keys = kind.rows(person, text).values_list("pk", flat=True)[:1001]
            print(f"\n--- {kind.key}: {text}\n{keys.explain(analyze=True)}")


def fill(number):
    from benchmarks import rows, trace
    from inspections.models import Visit
    from qualitysup.documents.models import Content, IssuedDocument, NumberSeries, Template

    rows.people()
    rows.enterprises(1, number)
    rows.campaigns(1, max(1, number // rows.ORDERS_A_CAMPAIGN))
    rows.orders(1, number)
    rows.fill(
        Visit, rows.numbers(1, number), id="n", uuid="gen_random_uuid()", enterprise_id="n",
        division_id=rows.TOWN, party_name="'演示企业' || n", kind="'patrol'", state="'finished'",
        started_at="now() - n * interval '1 minute'", ended_at="now() - n * interval '1 minute'",
        received_at="now()", finished_at="now()", received_by_id=rows.id_of("officer"),
        rights_told="true", outcome="'passed'", disposition="'none'", failed_count="0",
    )  # fmt: skip
    digest = Content.objects.keep(b"paper")
    series = NumberSeries.objects.create(word="顺市监责改", year=2019, last=0)
    form = Template.objects.create(
        kind="bench", version=1, word="责改", valid_from="2019-01-01", content_id=digest,
    )  # fmt: skip
    order = "(SELECT id FROM django_content_type WHERE model = 'rectificationorder')"
    rows.fill(
        IssuedDocument, rows.numbers(1, number), id="n", seq="n", series_id=str(series.pk),
        number="'顺市监责改〔2019〕' || n || '号'", kind="'bench'", case_type_id=order, case_id="n",
        division_id=rows.TOWN, recipient="'演示企业' || n", template_id=str(form.pk),
        facts="""'{"title": "责令改正通知书"}'::jsonb""", docx_sha256=f"'{digest}'",
        issued_on="current_date - n % 900", issued_at="now() - n * interval '1 minute'",
        issued_by_id=rows.id_of("officer"),
    )  # fmt: skip
    trace.lots(1, number)
    rows.settle()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--explain", nargs="*", default=[])
    options = parser.parse_args()
    main(options.rows, options.explain)
