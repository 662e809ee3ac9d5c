"""The party reads on the glass what the paper will say."""

import json
import uuid

import pytest

from inspections.documents.visit import PAPER, inspection_record
from inspections.models import Visit
from inspections.services import visits
from qualitysup.documents import rendering
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN
from tests.inspections.drafts import as_taken, draft, on_the_phone, parts, people
from tests.inspections.packets import photo, send, sha
from tests.javascript import run

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"witness": "何示例", "signature_refused": ""},
        {"outcome": "gone", "answers": {}, "rights_told": False, "present": "", "summary": ""},
    ],
)
def test_the_party_reads_on_the_glass_what_the_paper_will_say(team, version, changes):
    firm = EnterpriseFactory(legal_representative="梁启衡")
    one = draft(team, version, enterprise=firm.pk, **changes)
    shown = [] if changes.get("outcome") == "gone" else [photo()]
    its_parts = parts(team, *shown) + [
        {"kind": "signature", "sha256": sha(photo(220)), "role": "party", "name": "梁启衡"}
        for _ in range("signature_refused" in changes)
    ]
    packet, lacks = on_the_phone(one, version, its_parts, team)
    assert [each["where"] for each in lacks] in ([], [["sign", "party"]])

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {
            "draft": one,
            "party": {
                "name": firm.name,
                "uscc": firm.uscc,
                "address": firm.address,
                "legal_representative": firm.legal_representative,
            },
            "people": people(team),
            "checklist": as_taken(version),
            "parts": its_parts,
        },
    )

    for each in [*shown, *(photo(n) for n in (200, 201, 220))]:
        send(each, by=team[0])
    visit = visits.receive(uuid.uuid4(), packet, by=team[0]).visit
    assert visit.state == Visit.State.FINISHED
    assert [_words(line) for line in read] == [_words(line) for line in _paper(visit)]


def _words(line):
    # What hangs on the visit besides photos, its signatures, is there only after the reading.
    return line.split("、Signature")[0].rstrip("。") if line.startswith("附件") else line


def _paper(visit):
    """The paper's own words, between its head and its places for signatures."""
    sample = json.loads((PAPER / "inspection_record.json").read_text(encoding="utf-8"))
    facts = rendering.plain(sample | inspection_record(visit))
    paper = rendering.render((PAPER / "inspection_record.docx").read_bytes(), facts)
    lines = [line for line in rendering.text_of(paper).splitlines() if line]
    first = next(n for n, line in enumerate(lines) if line.startswith("当事人："))
    last = next(n for n, line in enumerate(lines) if line.startswith("当事人（签名"))
    return [line for line in lines[first:last] if not line.startswith("附件：Signature")]


@pytest.mark.parametrize("number", [1, 10, 11, 20, 23])
def test_failures_are_numbered_as_offices_number(number, team, version):
    whole = as_taken(version)
    item = {"text": "项", "clause": "", "answer": "verdict", "kind": "general"}
    whole["checklist"]["sections"][0]["items"] = [item | {"key": f"i{n}"} for n in range(number)]
    one = draft(team, version, answers={f"i{n}": {"verdict": "fail"} for n in range(number)})

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {"draft": one, "party": {"name": "厂"}, "people": [], "checklist": whole, "parts": []},
    )

    assert [line for line in read if line.endswith("项：不符合。")][-1] == (
        f"（{rendering.numeral(number)}）项：不符合。"
    )


def test_a_workshop_that_nobody_knows_is_named_in_the_minutes(team, version):
    party = {"name": "无名作坊", "address": "仙涌村", "representative": "何某", "division": CHENCUN}
    one = draft(team, version, enterprise=None, party=party)

    read = run(
        {"minutes": "minutes.js"},
        "minutes.minutes(given.draft, given)",
        {"draft": one, "party": party, "people": [], "checklist": None, "parts": []},
    )

    assert read[:3] == [
        "当事人：无名作坊",
        "住所（经营场所）：仙涌村",
        "法定代表人（负责人）：何某",
    ]


def test_who_signs_on_paper_is_in_the_packet_and_in_the_minutes(team, version):
    reasons = {str(team[1].pk): "触屏失灵", "0": "不在场的人"}
    one = draft(team, version, on_paper=reasons)
    signed = [each for each in parts(team, photo()) if each.get("name") != str(team[1])]

    packet, lacks = on_the_phone(one, version, signed, team)

    assert lacks == []
    assert packet["on_paper"] == [{"inspector": team[1].pk, "reason": "触屏失灵"}]
    visit = visits.receive(uuid.uuid4(), packet, by=team[0]).visit
    assert [row.paper_reason for row in visit.inspections.all()] == ["", "触屏失灵"]
    read = run(
        {"minutes": "minutes.js"},
        """[minutes.minutes(given.draft, given), minutes.signedText(given.draft, given),
            minutes.signedText({ ...given.draft, on_paper: {} }, given)]""",
        {
            "draft": one,
            "party": {"name": "甲", "address": ""},
            "people": people(team),
            "checklist": as_taken(version),
            "parts": signed,
        },
    )
    said = f"检查人员{team[1]}在纸质笔录上签名，原因：触屏失灵。"
    assert said in read[0]
    assert said in _paper(visit)
    # The other's signature holds: who signs on paper says so after it.
    assert read[1] == read[2]
