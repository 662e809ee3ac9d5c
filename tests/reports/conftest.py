import io

import pytest
from docx import Document

from qualitysup.accounts.roles import Role
from qualitysup.documents.services import contents
from qualitysup.reports import tasks
from qualitysup.reports.services import reports
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _in_the_language_of_the_office(settings):
    settings.LANGUAGE_CODE = "zh-hans"


@pytest.fixture
def manager(db):
    return UserFactory(full_name="演示·科长", roles=[Role.SECTION_HEAD])


@pytest.fixture
def unpublished(monkeypatch):
    """No broker takes the tasks: they stay owed, as after a broker's death."""
    published = []
    monkeypatch.setattr(tasks.make, "delay", published.append)
    return published


def made(lens, **asked):
    """A finished report and its Word file."""
    report = reports.run(reports.ask(lens, **asked).pk)
    assert report.state == "done", report.failure
    return report, Document(io.BytesIO(contents.read(report.docx_id)))


def rows_of(word) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]


def paragraphs_of(word) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs]
