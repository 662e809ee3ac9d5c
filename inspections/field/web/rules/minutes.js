/* The minutes of a visit (现场检查笔录; 行政处罚法 55) as the paper will say them.

   Order and words are those of inspections/documents/visit.py and of its paper: what the party
   signs on the glass is what it gets. Paper is Chinese, whatever language the screen is in. */

import {
    failures,
    given,
    hasLimits,
    isAnswered,
    itemsOf,
    limits,
    limitsUnverified,
    numberOf,
} from "./answers.js";
import { captionOf, onPaperOf, photosOf, summaryOf } from "./packet.js";

const KINDS = {
    patrol: "日常巡查",
    draw: "双随机抽查",
    complaint: "投诉举报核查",
    campaign: "专项检查",
    reinspection: "复查",
    consultation: "会商走访",
    work_group: "工作组走访",
    survey: "调查",
    unplanned: "检查",
};
const OUTCOMES = {
    no_problem: "未发现问题",
    not_carried_on: "未发现开展本次抽查涉及的经营活动",
    not_disclosed: "未按规定公示应当公示的信息",
    false_disclosure: "公示信息隐瞒真实情况、弄虚作假",
    unreachable: "通过登记的住所（经营场所）无法联系",
    uncooperative: "不予配合情节严重",
    corrected: "发现问题经责令已改正",
    to_follow_up: "发现问题待后续处理",
    other_authority: "违反其他部门相关规定",
    gone: "注销、被吊销、被撤销或者迁出",
};
const DISPOSITIONS = {
    none: "无需后续处置",
    stopped: "停止检查",
    ordered: "责令改正",
    transferred: "发现案件线索移送",
    copied: "抄告相关部门",
    other: "其他",
};

/* Paragraph by paragraph. `party` is the enterprise's card or the draft's own. */
export function minutes(draft, { party, people, checklist, parts, reinspection }) {
    const said = [...whoAndWhen(draft, party, people)];
    said.push("现场检查情况：", ...whatWasFound(draft, checklist, reinspection));
    said.push(`检查结果：${OUTCOMES[draft.outcome] ?? ""}。处置：${DISPOSITIONS[draft.disposition]}。`);
    const items = itemsOf(checklist);
    const annexes = photosOf(parts).map((part, n) => captionOf(part, items, n));
    if (annexes.length) said.push(`附件：${annexes.join("、")}。`);
    said.push("以上笔录经核对无误。");
    for (const { inspector, reason } of onPaperOf(draft)) {
        const { name } = people.find(({ id }) => id === inspector) ?? {};
        said.push(`检查人员${name ?? ""}在纸质笔录上签名，原因：${reason}。`);
    }
    if (draft.signature_refused.trim()) {
        said.push(`当事人未签名，原因：${draft.signature_refused.trim()}。`);
    }
    return said;
}

/* What was signed: of two equal texts nobody has to sign the second. Who does not sign here, and why,
   is no part of it, for that is written after others signed. */
export const signedText = (draft, facts) =>
    minutes({ ...draft, signature_refused: "", on_paper: {} }, facts).join("\n");

function* whoAndWhen(draft, party, people) {
    yield `当事人：${party.name}`;
    if (party.uscc) yield `统一社会信用代码：${party.uscc}`;
    yield `住所（经营场所）：${party.address ?? ""}`;
    const representative = party.legal_representative ?? party.representative;
    if (representative) yield `法定代表人（负责人）：${representative}`;
    yield `检查事由：${KINDS[draft.kind]}`;
    yield `检查时间：${moment(draft.started_at)}至${moment(draft.ended_at)}`;
    yield `检查地点：${draft.place.trim() || party.address || ""}`;
    const shown = draft.inspectors.map((id) => people.find((person) => person.id === id));
    const names = shown.filter(Boolean).map((one) => `${one.name}（执法证号${one.badge_number}）`);
    yield `检查人员：${names.join("、")}`;
    yield `当事人在场人员：${draft.present.trim() || "无"}`;
    if (draft.witness.trim()) yield `见证人：${draft.witness.trim()}`;
    yield draft.rights_told
        ? "检查人员已向当事人出示执法证件，告知其依法享有陈述、申辩和申请回避的权利，以及如实提供情况、配合检查的义务。"
        : "因无人在场，未能告知当事人有关权利。";
}

function* whatWasFound(draft, version, reinspection) {
    const failed = failures(version, draft.answers);
    if (version) {
        const answered = itemsOf(version).filter((item) =>
            isAnswered(item, draft.answers[item.key]),
        );
        const { checklist, number } = version;
        yield `按《${checklist.name}（第${number}版）》检查${answered.length}项，不符合${failed.length}项。`;
    }
    for (const [n, [item, answer]] of failed.entries()) {
        const clause = item.clause ? `（${item.clause}）` : "";
        yield `（${numeral(n + 1)}）${found(item, answer)}${clause}。`;
    }
    yield* summaryOf(draft, reinspection)
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter(Boolean);
}

/* The item, a value and its limits, the note. */
function found(item, answer) {
    const note = answer.note?.trim() ? `（${answer.note.trim()}）` : "";
    if (item.answer === "verdict") return `${item.text}：不符合${note}`;
    if (item.answer !== "number") return `${item.text}：${given(item, answer)}${note}`;
    const value = `${numberOf(answer)} ${item.unit ?? ""}`.trim();
    const unverified = limitsUnverified(item) ? "，限值待核" : "";
    const rule = hasLimits(item) ? `（规定${limits(item)}${unverified}）` : "";
    return `${item.text}：${value}${rule}${note}`;
}

const SHANGHAI = 8 * 3_600_000;

/* 2026年3月2日14时05分 */
function moment(when) {
    if (!when) return "    年  月  日  时  分";
    const at = new Date(Date.parse(when) + SHANGHAI);
    const day = `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
    return `${day}${at.getUTCHours()}时${String(at.getUTCMinutes()).padStart(2, "0")}分`;
}

/* The number of an item as offices write it: 一 … 十 … 二十三. */
function numeral(value) {
    const digits = "零一二三四五六七八九十";
    const [tens, ones] = [Math.floor(value / 10), value % 10];
    if (!tens) return digits[ones];
    return (tens > 1 ? digits[tens] : "") + "十" + (ones ? digits[ones] : "");
}
