import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

VECTORS = list(
    csv.DictReader(
        (Path(__file__).resolve().parents[1] / "deadline_vectors.csv").open(encoding="utf-8")
    )
)


@pytest.fixture(autouse=True)
def _in_english(db):
    with translation.override("en"):
        yield


def explain(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command("explain_deadline", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['rule']} {v['date']}: {v['why']}")
def test_known_answers(vector):
    amount = int(vector["amount"]) if vector["amount"] else None
    found = json.loads(explain(vector["rule"], vector["date"], amount=amount, json=True))

    assert found["nominal"] == vector["nominal"]
    assert found["due"] == vector["due"]
    assert found["provisional"] == (vector["provisional"] == "true")


def test_a_batch_answers_every_line_in_order(tmp_path):
    file = tmp_path / "questions.csv"
    asked = ["rule", "date", "amount"]
    lines = [",".join(vector[name] for name in asked) + "\n" for vector in VECTORS]
    file.write_text("".join(["rule,date,amount\n", *lines]))

    found = list(csv.DictReader(io.StringIO(explain(batch=str(file)))))

    columns = [*asked, "nominal", "due", "provisional"]
    assert found == [{name: vector[name] for name in columns} for vector in VECTORS]


def test_a_length_is_refused_where_the_law_sets_it_and_where_it_is_none(tmp_path, capsys):
    file = tmp_path / "questions.csv"
    lines = ["correct,2026-03-02,15", "correct-item,2026-03-02,x", "correct-item,2026-03-02,0"]
    file.write_text("\n".join(["rule,date,amount", *lines, "correct,2026-03-02,\n"]))

    with pytest.raises(CommandError, match="3 lines"):
        call_command("explain_deadline", batch=str(file))

    out, err = capsys.readouterr()
    assert out.splitlines()[1:] == ["correct,2026-03-02,,2026-05-01,2026-05-06,false"]
    assert "Line 2: The law sets the length" in err
    assert "Line 3: “x” is not a length" in err
    assert "Line 4: “0” is not a length" in err


def test_a_batch_with_bad_lines_answers_the_others_names_them_and_fails(tmp_path, capsys):
    file = tmp_path / "questions.csv"
    file.write_text("rule,date\nno-such,2026-01-05\ncorrect,2026-02-30\ncorrect,2026-03-02\n")

    with pytest.raises(CommandError, match="2 lines"):
        call_command("explain_deadline", batch=str(file))

    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "rule,date,nominal,due,provisional",
        "correct,2026-03-02,2026-05-01,2026-05-06,false",
    ]
    assert "Line 2: There is no rule no-such" in err
    assert "Line 3: “2026-02-30” is not a date" in err


def test_a_batch_without_the_columns_says_which(tmp_path):
    file = tmp_path / "questions.csv"
    file.write_text("term,day\ncorrect,2026-03-02\n")

    with pytest.raises(CommandError, match="date, rule"):
        explain(batch=str(file))


@pytest.mark.parametrize(
    ("term", "day", "message"),
    [
        ("no-such", "2026-03-02", "There is no rule no-such. Known: .*announce-window, .*correct"),
        ("correct", "2026-02-30", "“2026-02-30” is not a date"),
        ("correct", "yesterday", "is not a date"),
        ("reinspect", "2019-12-31", "No rule for reinspect was in force on 2019-12-31"),
        ("correct", "9999-12-01", "too far away"),
    ],
)
def test_a_bad_question_is_refused_in_words(term, day, message):
    with pytest.raises(CommandError, match=message):
        explain(term, day)


def test_the_answer_says_how_it_came_about():
    found = json.loads(explain("correct", "2026-03-02", json=True))

    assert found["rule_set"] == "2020-01-01"
    assert found["legal_basis"].endswith("46")
    assert found["explanation"].startswith("The term starts on 2026-03-02 Mon; that day is not")
    assert "60 calendar days end on 2026-05-01 Fri." in found["explanation"]
    assert "public holiday (Labour Day), so the last day is" in found["explanation"]
    assert "2026-05-06 Wed (Civil Code 203)" in found["explanation"]


def test_a_saturday_that_is_worked_is_named():
    assert "Worked at a weekend and therefore counted: 2026-10-10 Sat." in explain(
        "hearing-request", "2026-09-28"
    )


def test_a_provisional_answer_says_why():
    assert "holidays of 2027 are not announced yet" in explain("disclose", "2026-12-04")


def test_a_window_gives_its_first_and_its_last_day():
    found = json.loads(explain("announce-window", "2026-06-01", json=True))

    assert (found["window_from"], found["nominal"]) == ("2026-08-01", "2026-08-01")
    assert "from 2026-08-01 Sat to 2026-08-29 Sat" in found["explanation"]


def test_a_long_batch_reads_the_calendar_once(tmp_path, django_assert_max_num_queries):
    file = tmp_path / "questions.csv"
    file.write_text("rule,date\n" + "disclose,2026-09-21\n" * 50)

    with django_assert_max_num_queries(51):
        explain(batch=str(file))
