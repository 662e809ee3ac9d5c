"""The PDF twin says what the Word file says."""

import io
import re

import pytest
from django.db import DatabaseError, transaction
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from qualitysup.documents import kinds, pdf, rendering
from qualitysup.documents.models import Content, IssuedDocument
from qualitysup.documents.services import contents, issuing, pdfs
from tests.documents.conftest import PAPER

MM = Mm(1)
FORMS = [*sorted(PAPER.glob("*.docx")), kinds.get("proof_of_service").template]


def words(text):
    return re.sub(r"\s+", "", text)


def words_of_pdf(data):
    pages = [words(page.extract_text()) for page in PdfReader(io.BytesIO(data)).pages]
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"—{number}—")
    return "".join(page.removesuffix(f"—{number}—") for number, page in enumerate(pages, 1))


def word_file(write):
    document = Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_pdf_of_every_shipped_form_says_what_the_word_file_says(form):
    sample = kinds.Kind("", "", "", dict, form).sample
    paper = rendering.render(form.read_bytes(), sample)

    assert words_of_pdf(pdf.convert(paper)) == words(rendering.text_of(paper))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_shipped_form_names_only_what_its_sample_has_and_leaves_nothing_open(form):
    sample = kinds.Kind("", "", "", dict, form).sample
    said = rendering.text_of(rendering.render(form.read_bytes(), sample))

    assert "{" not in said
    assert sample["number"] in said
    assert sample["party"]["name"] in said


def test_forms_keep_the_page_of_the_standard():
    """GB/T 9704-2012: A4, 37 mm above, 28 mm left, type area 156 mm × 225 mm, 3号仿宋."""
    for form in FORMS:
        document = Document(form)
        page = document.sections[0]
        measures = {
            "width": page.page_width,
            "height": page.page_height,
            "above": page.top_margin,
            "left": page.left_margin,
            "across": page.page_width - page.left_margin - page.right_margin,
            "down": page.page_height - page.top_margin - page.bottom_margin,
        }
        assert {name: round(length / MM) for name, length in measures.items()} == {
            "width": 210,
            "height": 297,
            "above": 37,
            "left": 28,
            "across": 156,
            "down": 225,
        }
        normal = document.styles["Normal"]
        assert normal.font.size == Pt(16)
        assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
        title = next(p for p in document.paragraphs if p.text == kinds_title(form))
        assert title.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert title.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


def kinds_title(form):
    return kinds.Kind("", "", "", dict, form).sample["title"]


def test_pdf_carries_its_fonts_and_may_be_archived():
    form = FORMS[0]
    paper = rendering.render(form.read_bytes(), kinds.Kind("", "", "", dict, form).sample)
    reader = PdfReader(io.BytesIO(pdf.convert(paper)))

    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert descriptors
    assert all("/FontFile3" in descriptor for descriptor in descriptors)
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_object().get_data()


def test_same_word_file_gives_the_same_pdf():
    form = FORMS[0]
    paper = rendering.render(form.read_bytes(), kinds.Kind("", "", "", dict, form).sample)

    assert pdf.convert(paper) == pdf.convert(paper)


def test_hostile_words_stay_words(order, case, officer):
    first = '#set page(width: 1pt) "quoted" \\u{41} $ * _ ` @ <label> // comment'
    second = '[bracket] #eval("1") #{panic()} ]]'
    document = issuing.issue(case, order.code, by=officer, findings=f"{first}\n{second}")

    said = words_of_pdf(contents.read(pdfs.made_for(document)))
    assert words(first) in said
    assert words(second) in said


def test_twin_is_made_once_when_it_is_first_asked_for(issued):
    assert issued.pdf_id is None
    stale = IssuedDocument.objects.get(pk=issued.pk)

    made = pdfs.made_for(issued)

    assert pdfs.made_for(stale) == made
    issued.refresh_from_db()
    assert issued.pdf_id == made
    assert contents.read(made).startswith(b"%PDF-")


def test_twin_is_not_replaced(issued):
    pdfs.made_for(issued)
    other = Content.objects.keep(b"%PDF- another")

    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        IssuedDocument.objects.update(pdf_id=other)


def element(name, **attributes):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def numbered(document):
    document.add_paragraph("一", style="List Number")


def with_picture(document):
    document.add_paragraph().add_run()._r.append(OxmlElement("w:drawing"))


def with_hidden_text(document):
    document.add_paragraph().add_run("看不见").font.hidden = True


def with_tracked_change(document):
    document.add_paragraph()._p.append(element("w:ins", id="1", author="甲"))


def with_a_clock(document):
    run = document.add_paragraph().add_run()._r
    run.append(element("w:fldChar", fldCharType="begin"))
    instruction = OxmlElement("w:instrText")
    instruction.text = " DATE "
    run.append(instruction)
    run.append(element("w:fldChar", fldCharType="end"))


@pytest.mark.parametrize(
    "write", [numbered, with_picture, with_hidden_text, with_tracked_change, with_a_clock]
)
def test_what_the_pdf_could_not_show_is_refused(write):
    with pytest.raises(pdf.Unsupported):
        pdf.convert(word_file(write))


def test_merged_cells_spaces_and_breaks_are_kept():
    def write(document):
        paragraph = document.add_paragraph("甲    乙")
        paragraph.add_run().add_break()
        paragraph.add_run("丙").underline = True
        table = document.add_table(rows=3, cols=3)
        for index, cell in enumerate(table._cells):
            cell.text = f"格{index}"
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 2).merge(table.cell(2, 2))
        document.sections[0].footer.paragraphs[0].text = "— 1 —"

    paper = word_file(write)

    assert words_of_pdf(pdf.convert(paper)) == words(rendering.text_of(paper))
