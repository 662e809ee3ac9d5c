import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from enterprises.checks import database_finds_chinese
from enterprises.models import IndustryClass
from enterprises.services import industries


def test_sections_and_divisions_of_the_standard_are_shipped(db):
    assert IndustryClass.objects.filter(level="section").count() == 20
    assert IndustryClass.objects.filter(level="division").count() == 97
    assert IndustryClass.objects.get(pk="3422").name == "金属成形机床制造"


def test_full_table_is_loaded_over_what_is_there(db, tmp_path, capsys):
    industries.make_room_for({"3432"})
    path = tmp_path / "gbt4754.csv"
    path.write_text(
        "code,name\nC,制造业\n34,通用设备制造业\n343,物料搬运设备制造\n3432,生产专用起重机制造\n"
    )

    call_command("load_industries", path)
    call_command("load_industries", path)

    assert capsys.readouterr().out == "4\n4\n"
    loaded = IndustryClass.objects.get(pk="3432")
    assert (loaded.name, loaded.parent_id) == ("生产专用起重机制造", "343")


@pytest.mark.parametrize("line", ["34321,太长", "X9,不是", "3432,", ",无号"])
def test_table_that_is_none_changes_nothing(db, tmp_path, line):
    path = tmp_path / "a.csv"
    path.write_text(f"code,name\nC,改名\n{line}\n")

    with pytest.raises(CommandError):
        call_command("load_industries", path)

    assert IndustryClass.objects.get(pk="C").name == "制造业"


def test_section_holds_what_lies_below_it(db):
    below = IndustryClass.objects.below("C")

    assert {"C", "34", "342", "3422"} <= set(below.values_list("pk", flat=True))
    assert not below.filter(pk="01").exists()


def test_database_that_knows_chinese_passes_the_check(db):
    assert database_finds_chinese(None, databases=["default"]) == []


def test_database_without_the_function_is_left_to_the_migration(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION grams(text) RENAME TO grams_away")

    assert database_finds_chinese(None, databases=["default"]) == []


def test_function_that_finds_nothing_is_reported(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER FUNCTION grams(text) RENAME TO grams_away")
        cursor.execute(
            "CREATE FUNCTION grams(text) RETURNS text[] LANGUAGE sql IMMUTABLE AS"
            " 'SELECT ARRAY[]::text[]'"
        )

    (error,) = database_finds_chinese(None, databases=["default"])

    assert error.id == "enterprises.E002"
