"""Who reached how much of what, when: the figures of a document as claims whose bodies and periods are still the text's own words.

A sentence's rules are applied in the order of the text: a claim or an item opens a statement, what continues completes the last one. What a
sentence leaves out is taken, in this order, from the clause, the sentence, the paragraph and the article, and which of them it was is kept.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec
from msgspec.structs import replace

from kg import lexicon, patterns
from kg.lex import Token, When
from kg.recognise import Reading
from kg.recognise.body import BodyMention, PlaceMention
from kg.records import Derivation, Number, Span
from kg.relate import rules, tables
from kg.relate.rules import FIGURES, Found

# Zones whose figures are not the article's statements.
SILENT = frozenset({"masthead", "title", "byline", "imprint", "boilerplate", "caption"})


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Whom a claim is about, in the text's words: a named body or place, a place that stands alone, or what points back.

    `kind` is body, place, name, whole (`points` says of what) or same; `found` says where it was read: own, sentence, paragraph, article.
    """

    kind: str
    start: int
    stop: int
    text: str
    mention: BodyMention | PlaceMention | None = None
    points: str | None = None
    found: str = "own"


class Timed(msgspec.Struct, frozen=True, gc=False):
    """A period's words, where they stand, and how near to the figure: own, sentence, topic."""

    when: When
    start: int
    stop: int
    found: str


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A statement before bodies and dates are resolved; `spans[0]` is its quote. `group` numbers the sentence it stands in.

    A Struct, not a dataclass: it is completed step by step, and its `replace` is twenty times faster.
    """

    indicator: str
    family: str
    rule: str
    spans: tuple[Span, ...]
    group: int
    paragraph: int
    subject: Subject | None = None
    planned: Number | None = None
    planned_max: Number | None = None
    achieved: Number | None = None
    percent: Number | None = None
    population: Number | None = None
    unit: str = "count"
    per: str | None = None
    qualifier: str | None = None
    status: str | None = None
    stated: bool = False
    period: Timed | None = None
    as_of: Timed | None = None
    derived: tuple[Derivation, ...] = ()
    noun: str = ""
    mode: str = "new"
    item: bool = False
    part: bool = False
    figures: tuple[Span, ...] = ()
    scope: str | None = None
    presumed: bool = False  # a plan only because what stands before it is one


@dataclass(slots=True)
class _State:
    """What a text has spoken of so far: the noun and mode that stand for what is counted, the subject, the period."""

    noun: str | None = None
    mode: str = "new"
    family: str = ""
    subject: Subject | None = None
    subject_paragraph: int = -1
    period: Timed | None = None
    period_paragraph: int = -1
    year: Timed | None = None  # the latest year that the paragraph of `period` spoke of
    as_of: Timed | None = None
    as_of_paragraph: int = -1
    planning: bool = False  # a list of what is to be done is being read: "các chỉ tiêu chủ yếu gồm:" and the points under it
    paragraph: int = -1
    shared_out: bool = False  # the sentence before says that plans are given out
    claims: list[Claim] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)


@cache
def _table(section: str) -> dict[str, object]:
    table: dict[str, object] = lexicon.table("indicators")[section]
    return table


def _indicator(noun: str, mode: str) -> str | None:
    entry = _table("noun").get(noun)
    return (entry.get(mode) or None) if isinstance(entry, dict) else None


def _mode(verb: str) -> str | None:
    mode = _table("verb").get(verb)
    return mode if isinstance(mode, str) else None


def _of(noun: str) -> tuple[str, str]:
    family, thing = lexicon.table("indicators")["of"].get(noun, ("", ""))
    return family, thing


def claims(readings: Sequence[Reading]) -> tuple[Claim, ...]:
    """The claims of a document, in the order of the text; none where it is not about building the Party or a mass organisation."""
    state = statements(readings)
    return tuple(state.claims) if _of_building(state, readings) else ()


def statements(readings: Sequence[Reading]) -> _State:
    """Everything the rules read in a document, whatever it is about; tables first become rows of the rules' own kind (`tables.py`)."""
    state = _State(family=_league(readings))
    lines: list[tuple[int, Reading]] = []
    for group, reading in enumerate(readings):
        zone = reading.sentence.zone
        if zone == "table":
            lines.append((group, reading))
            continue
        if lines:
            _table_claims(lines, state)
            lines = []
        if zone == "title":
            _topic(reading, state)
        if zone not in SILENT:
            _sentence(reading, group, state)
    if lines:
        _table_claims(lines, state)
    return state


def _of_building(state: _State, readings: Sequence[Reading]) -> bool:
    """Whether a document is about Party, union, youth, women's or veterans' building at all: figures in other news are no targets."""
    told = [c for c in state.claims if not c.indicator.startswith(("other:", "units_")) and c.family != "enterprise"]
    # One count of members by the way, of no body that is named, makes no report: "tổ tiêm có 15 đoàn viên thanh niên tình nguyện".
    if len(told) > 1 or any(c.mode != "total" or (c.subject is not None and c.subject.kind == "body") for c in told):
        return True
    nouns = sum(
        1
        for r in readings
        for t in r.tokens
        if t.kind == "NOUN" and _of(str(t.value))[0] in ("party", "union", "youth", "women", "veterans")
    )
    return state.noun is not None and nouns >= 3


def _league(readings: Sequence[Reading]) -> str:
    """The mass organisation that a text speaks of most, for đoàn viên and hội viên that nothing nearer explains."""
    counts: Counter[str] = Counter()
    for reading in readings:
        for token in reading.tokens:
            if token.kind != "ORG" and token.kind != "NOUN":
                continue
            family = str(token.value) if token.kind == "ORG" else _of(str(token.value))[0]
            if family in ("union", "youth", "women", "veterans"):
                counts[family] += 1
    return max(sorted(counts), key=lambda f: counts[f], default="")


def _table_claims(lines: Sequence[tuple[int, Reading]], state: _State) -> None:
    """The rows of a table as claims: the label is whom, a column says what, the text before says when."""
    for row, caption, _ in tables.rows(lines):
        if tables.is_total(row.label):
            continue
        label = row.label
        subject: Subject | None = None
        period = state.period
        if row.year is not None:
            token = label.tokens[0]
            period = Timed(When("year", year=row.year), token.start, token.stop, "own")
        else:
            subject = next((s for i in range(label.first, label.last) if (s := _as_subject(label.reading, i, "own")) is not None), None)
            if subject is None:
                subject = Subject("name", label.tokens[0].start, label.tokens[-1].stop, label.text)
        last = row.cells[-1][0] if row.cells else label
        span = (label.tokens[0].start, last.tokens[-1].stop)
        for figures in tables.figures(row, caption):
            noun = _of_members(figures.noun, subject, state) or state.noun
            indicator = _indicator(str(noun), "new") if noun else None
            if indicator is None:
                continue
            state.claims.append(
                Claim(
                    indicator, _of(str(noun))[0], "table", (span,), label.group, label.reading.sentence.paragraph, subject, figures.planned,
                    None, figures.achieved, figures.percent, period=period, as_of=state.as_of, noun=str(noun), item=True,
                    figures=tuple((c.figure.start, c.figure.stop) for c in figures.cells if c.figure is not None),
                )
            )  # fmt: skip


def _of_members(noun: str | None, subject: Subject | None, state: _State) -> str | None:
    """The noun of a column, a general one ("đoàn viên") made particular by whose row it is."""
    general = _table("family").get(noun or "")
    if not isinstance(general, dict):
        return noun
    own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
    return general.get(own) or general.get(state.family)


# --- one sentence ----------------------------------------------------------------------------------------------------------------------


def _sentence(reading: Reading, group: int, state: _State) -> None:
    tokens = reading.tokens
    if reading.sentence.paragraph != state.paragraph:
        state.paragraph = reading.sentence.paragraph
        state.planning = state.planning and _point(tokens)
    has_figures = any(t.kind in FIGURES or t.kind == "NEG" for t in tokens)
    before = len(state.claims)
    planning = state.planning
    state.planning = planning or (state.shared_out and _bare_list(tokens))
    if has_figures:
        found = [f for f in rules.candidates(tokens, reading.codes) if _fits(f, reading, state)]
        banned: set[int] = set()
        while True:
            standing = rules.chosen([f for i, f in enumerate(found) if i not in banned])
            failed = _apply(standing, reading, group, state)
            if failed is None:
                break
            del state.claims[before:]
            banned.add(next(i for i, f in enumerate(found) if f is failed))
    state.planning = planning or _announces_plans(tokens)
    state.shared_out = _shares_out(tokens) or (state.shared_out and not has_figures)
    _topic(reading, state, state.claims[before:])
    _remember(reading, state, state.claims[before:])


def _point(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph begins as a point of a list does: "+ …", "- …", "2. …"."""
    first = tokens[0].text if tokens else ""
    return first in ("+", "-", "–", "•", "*", "·", "○", "▪") or (
        len(tokens) > 1 and tokens[0].kind == "NUMBER" and tokens[1].text in (".", ")")
    )


def _announces_plans(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens a list of plans: "Theo đó, các chỉ tiêu chủ yếu gồm:"; "Kết quả thực hiện các chỉ tiêu:" opens another."""
    if not tokens or tokens[-1].text != ":":
        return False
    done = any(t.kind in ("REACH", "STATUS", "EXCEED", "SHORT") or (t.kind == "VERB" and t.value == "do") for t in tokens)
    return not done and any(t.kind in ("PLAN", "ASSIGN") for t in tokens)


def _shares_out(tokens: Sequence[Token]) -> bool:
    """Whether a sentence gives out plans, so that the list behind it is of plans: "Kế hoạch phân bổ chỉ tiêu cho từng đơn vị."."""
    gives = any(t.kind == "ASSIGN" and t.text.lower().startswith(("phân bổ", "giao", "được phân bổ")) for t in tokens)
    return gives and any(t.kind == "PLAN" for t in tokens) and not any(t.kind in ("NUMBER", "RATIO", "PERCENT") for t in tokens)


def _apply(standing: Iterable[Found], reading: Reading, group: int, state: _State) -> Found | None:
    """Apply the matches in turn; the first that does not hold where it stands is given back and nothing counts."""
    first = len(state.claims)
    noun, mode = state.noun, state.mode
    for found in standing:
        reads = found.rule.reads
        here = state.claims[first:]
        if reads == "none":
            continue
        if reads == "status":
            _status(found, reading, state, first)
            continue
        if reads == "continues":
            done = _continue(found, reading, state, first)
        elif reads == "units":
            done = _units(found, reading, group, state)
        else:
            made = _open(found, reading, group, state, here)
            done = bool(made)
            state.claims.extend(made)
        if not done:
            state.noun, state.mode = noun, mode
            return found
    return None


def _figure(tokens: Sequence[Token], span: tuple[int, int] | None, kinds: tuple[str, ...] = ("NUMBER", "RANGE", "PERCENT")) -> object:
    if span is None:
        return None
    return next((t.value for t in tokens[span[0] : span[1]] if t.kind in kinds), None)


def _pair(value: object) -> tuple[Number, Number] | None:
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int | float) for v in value):
        return value
    return None


def _fits(found: Found, reading: Reading, state: _State) -> bool:
    """Conditions on the words around a match that do not depend on what stood before in the text."""
    needs, match, tokens = found.rule.needs, found.match, reading.tokens
    # "được giao chỉ tiêu, đã thành lập được 174": what is done is no plan.
    done = any(t.text == "đã" or (t.kind == "VERB" and t.text.endswith(" được")) for t in tokens[match.first : match.last])
    if done and any(t.kind == "QUALIFIER" and t.value == "at_least" for t in tokens[match.first : match.last]):
        done = any(t.text == "đã" for t in tokens[match.first : match.last])  # "phấn đấu thành lập được ít nhất 18 tổ chức đảng"
    if (
        found.range("planned")
        and done
        and found.rule.reads == "claim"
        and not any(found.range(name) for name in ("zero", "achieved", "percent"))
    ):
        return False
    if found.rule.id == "plan-of-noun" and any(
        t.kind == "EACH" and t.value == "each" for t in tokens[max(0, match.first - 2) : match.last]
    ):
        return False
    if found.rule.id == "noun-is-given" and tokens[match.last - 1].kind == "NOUN" and tokens[match.last - 1].value == "unit":
        return False  # "nhân sự, yêu cầu 4 nơi làm lại quy trình": places are counted
    if found.rule.same:
        nouns = [tokens[i].value for name in ("noun", "same") for a, b in patterns.slots(match, name) for i in range(a, b)]
        if len(nouns) < 2 or _of(str(nouns[0])) != _of(str(nouns[-1])):
            return False
    if (
        found.rule.reads in ("item", "claim", "continues")
        and match.last < len(tokens)
        and tokens[match.last - 1].kind in ("NUMBER", "RATIO")
        and match.last - 1 in found.taken
    ):
        after = tokens[match.last]
        if (after.kind == "NAME" and not after.text[0].isupper()) or (
            after.kind == "WORD" and after.text not in lexicon.table("numbers")["after"]["words"]
        ):
            # "quyết định 16/21 hồ sơ", "3/4 số DN", "được giao 12 nhiệm vụ": something that is not counted here.
            return False
        if after.kind == "NOUN" and after.value == "unit" and not found.range("noun2"):
            return False  # "yêu cầu 4 nơi làm lại quy trình": places are counted
    if found.rule.id == "stock" and match.first and tokens[match.first - 1].kind == "ORG" and state.mode == "new" and found.range("noun"):
        a, _ = found.range("noun") or (0, 0)
        if (
            str(tokens[a].value) == state.noun
            and tokens[match.first - 1].value != "cell"
            and any(t.kind == "VERB" and t.value == "gather" for t in tokens[match.first : a])
            and _ranks(tokens[: match.first - 1])
        ):
            return False  # "Đứng đầu là Đảng bộ huyện Sơn Dương với 96 đảng viên, …": of those admitted
    if found.rule.id == "stock" and (span := found.range("noun")) is not None:
        what = str(tokens[span[0]].value)
        gathers = tokens[match.first].value == "gather"
        if gathers and what == "enterprise" and tokens[match.first].text.lower() == "với":
            return False  # "làm việc với 2 doanh nghiệp"
        if what == "party_organisation" and any(
            t.kind in ("VERB", "NEG") and t.value in ("admit", "not") for t in tokens[match.last : match.last + 5]
        ):
            return False  # "có 11 chi bộ cả nhiệm kỳ chỉ kết nạp được 1 người": those that did so
        if gathers and (what.endswith("_member") or what == "person") and _counts_else(tokens, match.first):
            return False  # "thành lập 14 đội hình tình nguyện với 210 đoàn viên"
    if found.rule.id == "number-noun-passive" and any(
        t.text in lexicon.context("not_yet") for t in tokens[match.first : match.last] if t.kind == "WORD"
    ):
        return False  # "hai công nhân đang hoàn thiện hồ sơ xin vào Đảng"
    if found.rule.id == "verb-number-noun" and any(tokens[i].kind == "RANGE" for i in found.taken):
        people = any(tokens[a].value in ("candidate", "person") for a, _ in patterns.slots(match, "noun"))
        if people and not state.planning and not any(t.kind in ("PLAN", "ASSIGN") for t in tokens):
            return False  # "năm nào cũng kết nạp từ 5 đến 7 công nhân ưu tú"
    if found.rule.id in ("plan-number-but-done", "year-is-number") and (span := found.range("achieved")) is not None:
        since = (found.range("planned") or (match.first, match.first))[1]
        between, marks = tokens[since : span[0]], ("được", "đã", "chỉ", "mới", "nhưng", "mà", "thì", "song")
        did = any(t.kind in ("IS", "REACH") or (t.kind, t.value) == ("VERB", "do") for t in between)
        if not did and not any(t.text in marks or t.text.endswith(" được") for t in between):
            return False
        counts = [_of(str(tokens[a].value))[1] for a, _ in patterns.slots(match, "noun") if tokens[a].value in _table("of")]
        if len(set(counts)) > 1:
            return False
    if found.rule.id == "plan-verb-number" and any(t.kind == "STATUS" for t in tokens[max(0, match.first - 2) : match.first]):
        return False  # "chưa hoàn thành kế hoạch là Đảng bộ huyện Tam Đảo kết nạp 86 đảng viên"
    if found.rule.id == "growth-plain" and any(t.kind == "PLAN" for t in tokens[match.last : match.last + 3]):
        return False  # "thành lập 3 chi bộ, tăng 1 chi bộ so với chỉ tiêu"
    if found.rule.id == "units-met" and any(t.kind == "VERB" and t.value == "found" for t in tokens[max(0, match.first - 2) : match.first]):
        return False  # "thành lập mới 1 chi bộ, hoàn thành chỉ tiêu năm"
    if found.rule.id == "noun-is-given" and not any(c.isdigit() for i in found.taken for c in tokens[i].text):
        return False  # "đảng viên, chỉ cần một người"
    if found.rule.id == "new-members-in-all" and any(t.text == "trong số" for t in tokens[match.first : match.last]):
        return False  # "trong số 97 đảng viên mới": of those told before
    if (
        found.rule.id == "body-is-given"
        and tokens[match.first - 1 : match.first]
        and [t.text for t in tokens[max(0, match.first - 2) : match.first]] == ["trong", "khi"]
    ):
        return False  # "trong khi Tỉnh ủy đề ra 1.300": who gives
    if found.rule.id == "percent-of-plan" and any(t.kind == "SHARE" for t in tokens[max(0, match.first - 6) : match.first]):
        return False  # "kết nạp 1.000 đảng viên, tỷ lệ đảng viên người Khmer đạt 38%"
    if found.rule.id == "then-none" and tokens[match.first].text == ";":
        return False  # "phấn đấu kết nạp 30 đảng viên; không còn chi bộ nào không kết nạp được đảng viên"
    if found.rule.id == "then-done" and tokens[match.first].text == ";" and not _done(tokens, found):
        return False  # "mỗi huyện thành lập ít nhất 2 tổ chức đảng; toàn tỉnh thành lập thêm 30 tổ chức"
    if found.rule.id == "stock" and found.range("achieved"):
        a, _ = found.range("achieved") or (0, 0)
        first = tokens[a]
        if not any(c.isdigit() for c in first.text) or any(
            t.kind == "QUALIFIER" and t.value in ("at_least", "at_most") for t in tokens[match.first : a]
        ):
            return False  # "có ba đảng viên", "có từ 03 đảng viên chính thức trở lên": sizes, not counts
    if (
        found.range("ratio")
        and match.last < len(tokens)
        and tokens[match.last].kind == "PLAN"
        and any(t.kind == "VERB" and t.value == "have" for t in tokens[match.first : match.last])
    ):
        return False  # "có 18/20 chỉ tiêu đạt": targets are what is counted
    if found.rule.id == "ratio-of-noun-rated-good" and (span := found.range("share")) is not None:
        one, of = _pair(_figure(tokens, found.range("counted"), ("RATIO",))) or (0, 0)
        share = _figure(tokens, (span[0], span[1]), ("PERCENT",))
        return isinstance(share, int | float) and bool(of) and abs(100 * float(one) / float(of) - float(share)) < 1
    if (
        found.rule.id == "plan-verb-number"
        and tokens[match.first].text in ("phải", "cần")
        and any(t.text == ":" for t in tokens[match.first : match.last])
    ):
        return False  # "các đoàn thể phải đi trước: LĐLĐ tỉnh nửa năm lập 29 CĐCS"
    if found.rule.id == "new-by-name" and not any(c.isdigit() for c in tokens[min(found.taken)].text):
        return False
    if found.rule.id == "verb-noun-number" and any(t.text in ("ở", "tại", "trong", "cho", "từ") for t in tokens[match.first : match.last]):
        return False
    noun = found.range("noun")
    if (same := found.range("same")) and noun and not found.rule.same:
        counted, again = _of(str(tokens[noun[0]].value)), _of(str(tokens[same[0]].value))
        if again[0] and counted != again:
            return False
    if (
        (orgs := found.range("orgs"))
        and all(t.kind == "NAME" and " " not in t.text for t in tokens[orgs[0] : orgs[1]] if t.kind not in ("PUNCT", "AND"))
        and orgs[1] > orgs[0]
    ):
        # "…được kết nạp Đảng, đạt 107,2% kế hoạch": one capital is no body.
        return False
    if needs == "new-word":
        if noun and tokens[noun[0]].value in ("person", "organisation", "unit", "candidate"):
            return False
        # From the verb on: "ra mới có hai đảng viên" says "only".
        said = [t.text for t in tokens[match.first : match.last + 1]]
        while said and tokens[match.last + 1 - len(said)].kind in ("WORD", "PERIOD", "PUNCT"):
            said.pop(0)
        return any(word == "mới" or "thêm" in word or word.endswith(" mới") for word in said)
    if needs == "noun-says-new":
        trained = any(
            t.kind == "VERB" and t.value in ("train", "inspect", "discipline", "transfer", "card", "confirm")
            for t in tokens[max(0, match.first - 6) : match.first]
        )
        return noun is not None and tokens[noun[0]].text.lower().endswith(" mới") and not trained
    if found.rule.id == "number-noun-passive" and noun:
        verb = found.range("verb") or (0, 0)
        between = tokens[noun[1] : verb[0]]
        active = (
            str(tokens[verb[0]].value) == "found" and tokens[verb[0]].text.lower() in ("lập", "thành lập", "lập mới", "thành lập mới")
        ) or tokens[verb[0]].text.lower().startswith("kết nạp")
        if active and not any(t.kind == "ORG" or t.text in ("được", "vừa", "đã", "mới") for t in between):
            return False
    if (
        (verb_at := found.range("verb"))
        and tokens[verb_at[0]].text.lower() == "thêm"
        and verb_at[0]
        and tokens[verb_at[0] - 1].kind == "VERB"
    ):
        return tokens[verb_at[0] - 1].value in ("found", "admit", "have")  # "giới thiệu thêm ba người" founds nothing
    if found.rule.id == "given-and-done":
        if any(t.kind in ("EXCEED", "SHORT") for t in tokens[max(0, match.first - 4) : match.last]):
            return False
        nouns = [str(tokens[i].value) for name in ("noun", "same") for a, b in patterns.slots(match, name) for i in range(a, b)]
        if len({_of(n) for n in nouns if n in _table("of")}) > 1:
            return False
    if needs == "part":
        words = {t.text for t in tokens[max(0, match.first - 3) : match.last + 2]} | {
            str(t.value) for t in tokens[max(0, match.first - 3) : match.last]
        }
        return "part" in words and any("mới" in t.text for t in tokens[match.first : match.last + 1])
    if needs == "of-members":
        return any(
            "tổng số" in t.text or (t.kind == "WHOLE" and "số" in t.text) or "nhiệm kỳ" in t.text
            for t in tokens[match.first : match.last + 3]
        )
    if needs == "counted":
        a, b = found.range("noun") or (0, 0)
        return b > a or (verb_at is not None and str(tokens[verb_at[0]].value) in _table("default"))
    if needs == "number-word":
        return tokens[match.first].text in ("số", "lượng") and not any(
            t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[match.first : match.last]
        )
    if found.rule.id == "noun-is-number" and any(t.text == "," for t in tokens[match.first : match.last]):
        if match.first == 0 or tokens[match.first - 1].text != "số" or any(t.kind == "PLAN" for t in tokens[match.first : match.last]):
            return False
    if found.rule.id == "stock" and any(t.kind == "ASSIGN" or t.text in ("còn", "phải") for t in tokens[match.last : match.last + 2]):
        return False  # "với 213 đảng viên còn phải kết nạp"
    if needs == "members-before":
        word = tokens[match.first].text
        before = tokens[: match.first]
        return (
            word in ("ở", "tại", "trong", "thuộc")
            and any(t.kind == "VERB" and t.value in ("total", "have", "gather") for t in before)
            and not any(t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in before)
        )
    if needs == "chain":
        return _chained(tokens, match.first)
    if needs == "chain-of-new":
        return any(t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[: match.first])
    if needs == "chain-of-members":
        return any(t.kind == "NOUN" and _of(str(t.value)) == ("party", "person") for t in tokens[: match.first])
    if needs == "nothing-new-before":
        before = tokens[: match.first]
        return not any(
            t.kind in ("PLAN", "ASSIGN", "STATUS") or (t.kind == "VERB" and t.value in ("found", "admit", "grow")) for t in before
        )
    if needs == "now":
        return any(t.text.split()[-1] in ("nay", "hiện") for t in tokens[match.first : match.last]) and not any(
            t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[match.first : match.last]
        )
    if needs == "against":
        return any(t.text.startswith("so") or t.text in ("trên", "khi") for t in tokens[match.first : match.last] if t.kind == "WORD")
    if needs == "of-all":
        return any(t.text.endswith(("tổng số", "tổng cộng", "trong", "trên")) for t in tokens[match.first : match.first + 1])
    if needs == "to-fulfil":
        return any(
            t.kind == "ASSIGN" or t.text in ("để", "nhằm", "quyết", "nhất") for t in tokens[max(0, match.first - 2) : match.first + 1]
        )
    if needs == "plan-before":
        reached = any(t.kind == "REACH" for t in tokens[match.last : match.last + 2])
        return _plan_before(tokens, match.first) and not done and not reached
    if needs == "plan-in-sentence-before":
        plan = state.claims[-1] if state.claims else None
        printed = found.range("noun")
        if plan is not None and printed and _of(plan.noun)[1] != str(reading.tokens[printed[0]].value):
            return False
        return (
            plan is not None
            and plan.planned is not None
            and plan.achieved is None
            and plan.percent is None
            and plan.mode == "new"
            and not plan.item
        )
    if needs == "while":
        return [t.text for t in tokens[match.first : match.last] if t.kind == "WORD"][:2] == ["trong", "khi"]
    if needs == "zero-before":
        return any(t.kind == "NEG" for t in tokens[: match.first])
    if needs == "given":
        return tokens[match.first].text.startswith(("giao", "phân bổ", "yêu cầu"))
    if needs == "missed-before":
        return any(t.kind in ("STATUS", "PLAN") for t in tokens[: match.first])
    if needs == "plan-only":
        return any(t.kind in ("ASSIGN", "PLAN") for t in tokens[: match.first + 1])
    if needs == "topic" and found.rule.id == "body-number-alone":
        gap = found.range("orgs")
        number = min(found.taken)
        noun = found.range("noun")
        if (
            noun is None
            and gap is not None
            and any(t.kind == "WORD" and t.text not in ("có", "được", "với", "đạt", "cùng") for t in tokens[gap[1] : number])
        ):
            return False
        if noun is None and tokens[number].text in ("một", "hai", "ba"):
            return False
    return True


def _bare_list(tokens: Sequence[Token]) -> bool:
    """Whether three bodies or more, two where they open the sentence, have a bare number each:

    "Thành đoàn Hải Dương được 3, Huyện đoàn Cẩm Giàng 2, …".
    """
    pairs = 0
    for i, t in enumerate(tokens[:-1]):
        if t.kind in ("ORG", "PLACE"):
            at = i + 1 + (tokens[i + 1].text in ("được", ":", "có", "với"))
            behind = next((other.kind for other in tokens[at + 1 : at + 3] if other.kind != "NOUN"), "PUNCT")
            pairs += at < len(tokens) and tokens[at].kind == "NUMBER" and behind in ("PUNCT", "AND")
    return pairs >= (2 if tokens[0].kind in ("ORG", "PLACE") else 3)


def _counts_else(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words just before count something that is none of ours: "14 đội hình thanh niên tình nguyện với …"."""
    for i in range(at - 1, max(at - 9, 0), -1):
        if tokens[i].kind == "NUMBER":
            return tokens[i + 1].kind == "WORD"
        if tokens[i].kind != "WORD":
            return False
    return False


def _ranks(tokens: Sequence[Token]) -> bool:
    """Whether the words before a list say who comes first or last in it, and of what is not said again."""
    return any(t.kind == "IS" or t.text == ":" or t.text in lexicon.context("leads") for t in tokens[-1:]) and any(
        word in lexicon.context("ranking") for t in tokens[-6:] for word in t.text.lower().split()
    )


def _chained(tokens: Sequence[Token], at: int) -> bool:
    """Whether a counted noun stands just before, so that "…, 16 tổ chức đoàn" goes on with it."""
    if any(t.text in lexicon.context("elsewhere") for t in tokens[at : at + 3]):
        return False
    for seen, i in enumerate(range(at - 1, -1, -1), 1):
        kind = tokens[i].kind
        if kind == "NOUN" and i and any(t.kind in ("NUMBER", "RATIO") for t in tokens[max(0, i - 2) : i]):
            return True
        if kind in ("DOT", "SEMICOLON") or (kind == "VERB" and tokens[i].value not in ("have", "gather", "admit", "found", "do")):
            return False
        if seen > 14:
            return False
    return False


def _plan_before(tokens: Sequence[Token], at: int, *, named: bool = False) -> bool:
    """Whether the words before speak of what is to be done; `named`: a noun for the plan is enough ("chỉ tiêu cụ thể: …")."""
    for i in range(at - 1, -1, -1):
        t = tokens[i]
        if t.kind == "ASSIGN" and i + 1 < at and tokens[i + 1].kind == "PUNCT" and tokens[i + 1].text != ":":
            # "…chỉ tiêu 90 mà Tổng LĐLĐ giao, kết nạp 9.870 đoàn viên": the giving is over.
            return False
        if t.kind == "ASSIGN" or (named and t.kind == "PLAN"):
            return not any(other.kind in ("EXCEED", "SHORT", "REACH") for other in tokens[max(0, i - 12) : i])
        if t.kind in ("REACH", "STATUS", "EXCEED", "SEMICOLON") or (t.kind == "VERB" and t.value == "do"):
            return False
    return False


# --- opening a statement ----------------------------------------------------------------------------------------------------------------


def _open(found: Found, reading: Reading, group: int, state: _State, here: list[Claim]) -> list[Claim]:
    tokens, rule = reading.tokens, found.rule
    last = here[-1] if here else None
    listed = any(t.text in (":", "(") for t in tokens[max(0, found.match.first - 1) : min(found.taken)])
    # "Các đơn vị kết nạp được nhiều là Đảng bộ xã A 14 đồng chí, …": what is done is said first, then who did how much.
    first_org = found.match.first
    leading = tokens[:first_org]
    listed = (
        listed
        or _ranks(leading)
        or (
            bool(leading)
            and (leading[-1].kind in ("IS", "COLON") or leading[-1].text in ("như", "gồm"))
            and any(t.kind == "VERB" and t.value in ("found", "admit") for t in leading)
        )
    )
    listed = listed or _bare_list(tokens)
    if rule.id == "body-number-alone" and tokens[first_org].value == "cell":
        if any(t.kind == "VERB" and t.value == "gather" for t in tokens[first_org : found.match.last]):
            return []  # "Chi bộ Công ty … với 5 đảng viên": what it has
    if (
        rule.id == "body-number-alone"
        and first_org
        and tokens[first_org].kind in ("PLACE", "NAME")
        and tokens[first_org - 1].text in lexicon.context("where")
    ):
        return []
    if (
        rule.id == "body-number-alone"
        and last is None
        and not listed
        and not (state.claims and state.claims[-1].item and group - state.claims[-1].group <= 1)
    ):
        return []
    verb = _verb(found, tokens)
    noun_spans = patterns.slots(found.match, "noun")
    bound = [str(tokens[i].value) for a, b in noun_spans for i in range(a, b) if tokens[i].kind == "NOUN"]
    printed = next((noun for noun in bound if noun != "unit"), bound[0] if bound else None)
    end = max((b for _, b in noun_spans), default=0)
    if (
        printed == "enterprise_owner"
        and end + 1 < len(tokens)
        and tokens[end].text == ","
        and (tokens[end + 1].kind, tokens[end + 1].value) == ("NOUN", "person")
    ):
        printed = "party_member"  # "512 đảng viên là chủ doanh nghiệp, cán bộ quản lý và người lao động": not owners alone
    subjects = _subjects(found, reading, state)
    several = any(t.kind == "AND" or t.text == "," or t.value == "unit" for t in tokens[found.match.first : min(found.taken)])
    if rule.id == "given-to-bodies" and several and (giver := _subject(reading, found.match.first, "party", state, last)) is not None:
        subjects = [giver]
    if printed is None and rule.id == "given-and-done":
        printed = next(
            (str(tokens[i].value) for a, b in patterns.slots(found.match, "same") for i in range(a, b) if tokens[i].kind == "NOUN"), None
        )
    noun_now = printed if printed in _table("of") else None
    mode = rule.mode if rule.mode not in (None, "plan") else None
    mode = mode or (_mode(rule.verb) if rule.verb else None) or (_mode(verb) if verb else None)
    if mode is None:
        mode = last.mode if last and last.mode in ("new", "total") else state.mode
        if rule.reads == "item" and any(found.range(name) for name in ("ratio", "percent", "planned")):
            mode = "new"
    if rule.needs in ("chain", "chain-of-new"):
        if last is None:
            return []
        mode = last.mode
    first_figure = min(found.taken)
    planned_here = rule.mode == "plan"
    done_words = _done(tokens, found)
    before = last or (state.claims[-1] if state.claims and state.claims[-1].paragraph == reading.sentence.paragraph else None)
    if (
        before is not None
        and _only_planned(before)
        and not done_words
        and mode == "new"
        and found.range("achieved")
        and rule.id not in ("new-by-name", "number-noun-passive", "done-of-the-plan-before")
    ):
        # Plans go on: "chỉ tiêu dành cho Hiệp Đức là 48; Phước Sơn 80", "phấn đấu kết nạp 180 đảng viên, thành lập 4 tổ chức đảng".
        again = ";" in (tokens[found.match.first].text, tokens[found.match.first - 1].text if found.match.first else "")
        planned_here = rule.id == "body-number-alone" or before.noun != noun_now or before is not last or again
    opening = {tokens[found.match.first].text, tokens[found.match.first - 1].text if found.match.first else ""}
    if here and opening & {";", ","} and not done_words and mode in ("new", "rated_good"):
        # What a sentence lists behind plans alone is planned too.
        if all(c.planned is not None and c.achieved is None and c.percent is None and c.noun != noun_now for c in here):
            planned_here = True
    if state.planning and mode in ("new", "rated_good") and not done_words and not found.range("planned"):
        planned_here = True
    if rule.id == "body-number-alone" and last is None and _plan_before(tokens, found.match.first, named=True):
        planned_here = True
    if (
        found.range("share")
        and last is not None
        and last.planned is not None
        and last.achieved is None
        and (last.unit == "percent" or last.mode == "new")
        and last.percent is None
    ):
        planned_here = True
    noun = _noun(printed, verb, rule.reads, mode, state, last, subjects[0] if subjects else None, reading, first_figure)
    if rule.id == "done-of-the-plan-before" and state.claims:
        noun, subjects = state.claims[-1].noun, [state.claims[-1].subject]
    if rule.indicator is None and noun is None:
        return []
    part = came = False
    if rule.indicator and rule.indicator.startswith("enterprises_with"):
        mode = "total"
    if (
        last is not None
        and rule.reads == "claim"
        and (noun, mode) == (last.noun, last.mode)
        and found.range("achieved")
        and _depth(tokens, first_figure) > _depth_at(tokens, last.figures[0] if last.figures else None)
    ):
        part = True  # "thành lập 13/15 tổ chức đảng (có 01 chi bộ ra mắt ngày 30-12)"
    spans = found.range("verb")
    of_what = spans is not None and "gồm" in tokens[spans[0]].text.lower()
    if mode == "total" and rule.id == "stock" and of_what and last is None and _unread_before(tokens, first_figure, here):
        part = True
    if (
        mode == "total"
        and noun == "enterprise_owner"
        and any((t.kind, t.value) == ("NOUN", "party_member") and t.text.lower().endswith("mới") for t in tokens[: found.match.first])
    ):
        mode = "new"  # "Trong số đảng viên mới có 23 người là chủ doanh nghiệp"
    told = state.claims[-1] if state.claims and state.claims[-1].paragraph == reading.sentence.paragraph else None
    if (
        mode == "total"
        and noun == "enterprise_owner"
        and last is None
        and told is not None
        and (told.noun, told.mode) == ("party_member", "new")
    ):
        if any(t.text.startswith("trong số") for t in tokens[: found.match.first + 1]):
            mode = "new"  # "Trong số này có 11 chủ doanh nghiệp"
    if mode == "total" and noun == "enterprise_owner" and last is not None and (last.noun, last.mode) == ("party_member", "new"):
        mode, planned_here = "new", last.planned is not None and last.achieved is None
    if mode == "total" and rule.id in ("stock", "chain") and printed and last is not None:
        leading_in = tokens[max(0, found.match.first - 2) : first_figure]
        if any(t.kind == "PART" for t in leading_in) or (rule.id == "chain" and printed == "enterprise_owner"):
            whole = next((c for c in reversed(here) if not c.part), last)
            if noun == "enterprise_owner" and _of(whole.noun)[0] == "party" and whole.mode == "new":
                mode, planned_here = "new", whole.planned is not None and whole.achieved is None
            else:
                part = True
        elif (of_what and _unread_before(tokens, first_figure, here)) or (
            verb == "gather"
            and last.mode == "new"
            and _of(last.noun)[1] == "organisation"
            and found.match.first
            and _of(str(noun))[1] == "person"
        ):
            if _of(last.noun)[0] == _of(str(noun))[0] != "party" and (last.achieved or 0) > 1:
                mode, came = "new", True  # "thành lập 118 chi đoàn với 9.260 đoàn viên": those who came with them
            else:
                part = True
    if rule.id == "chain" and noun == "enterprise_owner" and _of(last.noun if last else "")[0] == "party" and (last and last.mode == "new"):
        mode = "new"
    indicator = rule.indicator or _indicator(str(noun), mode)
    if indicator is None:
        return []
    shares = rule.id == "body-percent" and (
        any(t.kind == "SHARE" and t.value == "admitted" for t in leading)
        or (last is not None and last.indicator == "party_members_admitted_share")
    )
    if shares:
        indicator = "party_members_admitted_share"
    if part:
        indicator = f"other:{indicator.removeprefix('other:')}_part"
    family = _of(str(noun))[0] if noun else "party"
    base = Claim(
        indicator,
        family,
        rule.id,
        (),
        group,
        reading.sentence.paragraph,
        noun=str(noun or ""),
        mode=mode,
        item=rule.reads == "item",
        part=part,
        scope=rule.scope,
    )
    if rule.id == "stock-risen" and any(t.kind == "ASSIGN" for t in tokens[: found.match.first]) and not done_words:
        base, planned_here = replace(base, planned=None), True  # "phấn đấu đến cuối nhiệm kỳ nâng số đảng viên lên 4.300"
    if rule.id == "stock-risen" and last is not None:
        subjects = [last.subject]
    if not subjects:
        subject = None if rule.reads == "item" else _subject(reading, first_figure, family, state, last)
        subjects = [subject] if subject is not None else [None]
    if mode == "plan":
        base = replace(base, mode="new")
    made = _figures(base, found, tokens, planned_here, subjects)
    period = _period(reading, found, last, state)
    if rule.id == "done-of-the-plan-before" and (period is None or period.found == "topic"):
        period = state.claims[-1].period
    as_of = _as_of(reading, found.match.first, state)
    result = []
    for claim in made:
        start, end = _trim(tokens, found)
        per = claim.per or _per(reading, first_figure)
        result.append(replace(claim, spans=((start, end),), period=period, as_of=as_of, per=per, figures=_taken(tokens, found)))
    aside = base.noun == "enterprise_owner" and state.noun is not None and all(c.planned is None and c.percent is None for c in result)
    if result and not part and not came and not aside and not rule.indicator and base.mode == "new":
        state.noun, state.mode = base.noun, base.mode
    return result


def _depth(tokens: Sequence[Token], at: int) -> int:
    """How many brackets are open at a token."""
    return sum((t.text == "(") - (t.text == ")") for t in tokens[:at])


def _depth_at(tokens: Sequence[Token], span: Span | None) -> int:
    return next((_depth(tokens, i) for i, t in enumerate(tokens) if span is not None and t.start == span[0]), 0)


def _unread_before(tokens: Sequence[Token], at: int, here: Sequence[Claim]) -> bool:
    """Whether a sentence counts something else first, of which this is a part: "491/491 đơn vị …, gồm 428 đoàn cơ sở"."""
    read = {span for claim in here for span in claim.figures}
    depth = 0
    for t in tokens[:at]:
        depth += (t.text == "(") - (t.text == ")")
        if t.kind in ("NUMBER", "RATIO") and (t.start, t.stop) not in read and not depth:
            return True
    return False


def _only_planned(claim: Claim) -> bool:
    return claim.planned is not None and claim.achieved is None and claim.percent is None and claim.mode == "new" and claim.per is None


def _done(tokens: Sequence[Token], found: Found) -> bool:
    """Whether the words say that something was done: "đã kết nạp", "kết nạp được", "ra mắt"."""
    match = found.match
    if any(t.kind in ("REACH", "EXCEED", "SHORT", "STATUS") for t in tokens[match.last : match.last + 2]):
        return True
    return any(
        t.text in ("đã", "được", "chỉ", "mới", "vừa")
        or (t.kind == "VERB" and t.text.lower().endswith((" được", "ra mắt", "ra đời")))
        or (t.kind == "VERB" and t.text.lower().startswith("đã "))
        or (t.kind == "VERB" and t.value == "do")
        for t in tokens[max(0, match.first - 2) : match.last]
    )


def _trim(tokens: Sequence[Token], found: Found) -> Span:
    """The quote of a match: without marks and connecting words at its ends."""
    first, last = found.match.first, found.match.last
    while first < last - 1 and tokens[first].kind in ("PUNCT", "AND", "WORD") and first not in found.taken:
        first += 1
    while last > first + 1 and tokens[last - 1].kind == "PUNCT" and tokens[last - 1].text not in ")%":
        last -= 1
    if tokens[last - 1].text == ")" and not any(t.text == "(" for t in tokens[first:last]):
        last -= 1
    return tokens[first].start, tokens[last - 1].stop


def _taken(tokens: Sequence[Token], found: Found) -> tuple[Span, ...]:
    return tuple((tokens[i].start, tokens[i].stop) for i in sorted(found.taken) if tokens[i].kind in FIGURES)


def _verb(found: Found, tokens: Sequence[Token]) -> str | None:
    span = found.range("verb")
    return str(tokens[span[0]].value) if span else None


def _of_that_size(reading: Reading, at: int, spoken: str, state: _State) -> str:
    """What a list counts after a sentence on organisations and their members: "7/6 tổ chức, 520 hội viên. Hội LHPN huyện A 2/2" is of
    organisations. A part is never more than the whole, and rarely a hundredth of it.
    """
    value = reading.tokens[at].value
    part = max(value) if isinstance(value, tuple) else value
    if not isinstance(part, int | float):
        return spoken
    near = [
        claim
        for claim in state.claims
        if claim.paragraph >= reading.sentence.paragraph - 3
        and claim.mode == "new"
        and claim.unit == "count"
        and not claim.part
        and _of(claim.noun)[0] == _of(spoken)[0]
    ]
    sizes: dict[str, float] = {}
    for claim in near:
        sizes[claim.noun] = max(float(claim.achieved or 0), float(claim.planned or 0), sizes.get(claim.noun, 0.0))
    least, most = max(part, 1), 100 * max(part, 1)
    if not sizes.get(spoken) or least <= sizes[spoken] < most:
        return spoken
    if sizes[spoken] >= most:  # little of much is not impossible: only what the sentence just before counts beside it
        sizes = {claim.noun: sizes[claim.noun] for claim in near if claim.group == near[-1].group}
    fitting = [noun for noun, size in sizes.items() if least <= size < most]
    return min(fitting, key=lambda noun: sizes[noun]) if fitting else spoken


def _noun(
    printed: str | None,
    verb: str | None,
    reads: str,
    mode: str,
    state: _State,
    last: Claim | None,
    subject: Subject | None,
    reading: Reading,
    figure: int,
) -> str | None:
    """The noun that is counted, a general one ("tổ chức", "đồng chí", "đoàn viên") made particular by what stands before or whose it is."""
    families = _table("family")
    if printed is None and reads == "item" and last is None and (lead := _lead(reading.tokens[:figure])) is not None:
        return lead
    if printed is None:
        default = _table("default").get(verb or "")
        if isinstance(default, str):
            own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
            members = families["association_member"] | families["league_member"]  # type: ignore[operator]  # TOML tables
            return members.get(own) or default if own != "party" else default
        if verb is not None and verb == "found":
            family = subject.mention.family if subject and isinstance(subject.mention, BodyMention) else None
            if family is None and state.noun and _of(state.noun)[1] == "organisation" and state.mode == "new":
                return state.noun
            general = families["organisation"]
            return general.get(family or "party") if isinstance(general, dict) else None
        spoken = (last.noun if last and last.noun else None) or state.noun
        own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
        if reads == "item" and spoken and own in ("party", "union", "youth", "women", "veterans") and _of(spoken)[0] not in (own, ""):
            # "Đảng bộ Sở Y tế (11/40)" after a sentence on veterans goes on with what was said of the Party.
            before = next((c.noun for c in reversed(state.claims) if c.noun and _of(c.noun)[0] == own and c.mode == "new"), spoken)
            return _of_that_size(reading, figure, before, state)
        if reads == "item" and spoken and (last is None or not last.item):
            return _of_that_size(reading, figure, spoken, state)
        return spoken
    if printed in ("unit",):
        return state.noun if reads in ("item", "continues") else None
    if verb == "admit" and printed.endswith("_member") and printed != "party_member":
        ahead = " ".join(t.text.lower() for t in reading.tokens[figure : figure + 7])
        if any(said in ahead for said in ("kết nạp đảng", "vào đảng", "hàng ngũ")):
            return "party_member"  # "215 đoàn viên công đoàn được kết nạp Đảng"
    if printed not in families:
        return None if printed == "league_member" else printed
    if printed == "person" and verb in ("confirm", "card", "transfer"):
        return "party_member"
    words = " ".join(t.text.lower() for t in reading.tokens[max(0, figure - 6) : figure + 8])
    if printed in ("league_member", "person") and mode == "new" and any(said in words for said in ("vào đảng", "kết nạp đảng", "hàng ngũ")):
        return "party_member"
    if (
        printed in ("league_member", "person")
        and verb == "admit"
        and " cho đảng" in " ".join(t.text.lower() for t in reading.tokens[:figure])
    ):
        return "party_member"  # "giới thiệu 276 đoàn viên ưu tú cho Đảng, có 102 đoàn viên được kết nạp"
    general = families[printed]
    assert isinstance(general, dict)
    whose = subject if subject is not None else _subject(reading, figure, "", state, last)
    if printed not in ("person", "organisation") and whose is not None and whose.found not in ("own", "sentence"):
        # "Về tổ chức phụ nữ: thành lập 3/3 chi hội": what the sentence names goes before whom the text spoke of
        for t in reversed(reading.tokens[:figure]):
            if t.kind == "NOUN" and general.get(_of(str(t.value))[0]):
                return str(general[_of(str(t.value))[0]])
    if (
        printed not in ("person", "organisation")
        and whose is not None
        and isinstance(whose.mention, BodyMention)
        and whose.mention.family != "party"
    ):
        if general.get(whose.mention.family):
            return str(general[whose.mention.family])
    if printed not in ("person", "organisation"):
        for t in reversed(reading.tokens[:figure]):
            if t.kind == "NOUN" and general.get(_of(str(t.value))[0]):
                return str(general[_of(str(t.value))[0]])
    thing = {"organisation": "organisation", "association_organisation": "organisation"}.get(printed, "person")
    for candidate in (last.noun if last else None, state.noun):
        if candidate:
            family, its = _of(candidate)
            if printed == "organisation" and its == thing and mode == "total" and last is not None and candidate == last.noun:
                return candidate  # "thành lập 64 tổ chức cơ sở đảng, nâng tổng số lên 187 tổ chức"
            if reads == "item" and its == thing and printed in ("person", "organisation"):
                own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
                # "Tổ chức công đoàn thành lập được 287; Đoàn Thanh niên 64 tổ chức": each counts its own
                return str(general[own]) if own not in ("party", family) and general.get(own) else candidate
            if reads != "item" and printed in ("league_member", "association_member", "association_organisation") and general.get(family):
                own = subject.mention.family if subject and isinstance(subject.mention, BodyMention) else family
                return str(general.get(own) or general[family])
    family = ""
    if subject is not None and isinstance(subject.mention, BodyMention):
        family = subject.mention.family
    elif (found := _subject(reading, figure, "", state, last)) is not None and isinstance(found.mention, BodyMention):
        family = found.mention.family
    if general.get(family):
        if printed == "person" and mode == "total":
            return None
        return str(general[family])
    if printed in ("organisation", "person"):
        for t in reversed(reading.tokens[:figure]):
            if t.kind == "NOUN" and _of(str(t.value))[1] == thing and _of(str(t.value))[0] in general and mode == "new":
                return str(t.value)
    if printed in ("organisation", "person") and state.noun and _of(state.noun)[1] == thing and mode == "new":
        return state.noun
    if printed == "organisation" and verb == "found":
        # "Tỉnh đoàn thành lập 24 tổ chức Đoàn, kết nạp 900 đoàn viên. Đến nay, toàn tỉnh đã ra mắt 27 tổ chức"
        its_own = general.get(_of(state.noun)[0]) if state.noun else None
        if its_own and any(claim.noun == its_own and claim.paragraph == reading.sentence.paragraph for claim in state.claims):
            return str(its_own)
        return "party_organisation"
    if printed == "person" and verb == "admit":
        return "party_member"
    if printed == "organisation" and mode == "new" and any(t.kind == "PLAN" for t in reading.tokens[:figure]):
        # "chỉ tiêu là 3 tổ chức và 20 đảng viên": what stands beside it says of whom
        beside = next((str(t.value) for t in reading.tokens[figure + 2 :] if t.kind == "NOUN" and t.value in _table("of")), None)
        if beside and general.get(_of(beside)[0]):
            return str(general[_of(beside)[0]])
    if printed == "league_member":
        return "union_member" if state.family == "union" else "youth_member"
    if general.get(state.family) and printed not in ("person", "organisation"):
        return str(general[state.family])
    return None


# Of its members a committee admits a few in a hundred each year; what is more is a share of a plan.
_MOST_ADMITTED = 20


def _figures(base: Claim, found: Found, tokens: Sequence[Token], planned_here: bool, subjects: Sequence[Subject | None]) -> list[Claim]:
    """The claims that a match's figures make, one for each subject where it names several that share or divide them."""
    claim = base
    presumed = planned_here and found.range("planned") is None
    ratio = _pair(_figure(tokens, found.range("ratio"), ("RATIO",)))
    part = _pair(_figure(tokens, found.range("part"), ("RATIO",)))
    achieved = _figure(tokens, found.range("achieved"))
    planned = _figure(tokens, found.range("planned"))
    percent = _figure(tokens, found.range("percent"), ("PERCENT",))
    share = _figure(tokens, found.range("share"))
    if (span := found.range("qualifier")) and span[1] > span[0]:
        claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if found.range("atleast"):
        claim = replace(claim, qualifier="at_least")
    if ratio:
        claim = replace(claim, achieved=ratio[0], planned=ratio[1])
    elif part:
        claim = replace(claim, achieved=part[0], population=part[1])
    if found.range("zero"):
        claim = replace(claim, achieved=0)
    done = any(
        t.text in ("đã", "được") or (t.kind == "VERB" and t.text.lower().endswith(" được"))
        for t in tokens[found.match.first : found.match.last]
    )
    if (
        claim.qualifier == "at_least"
        and claim.mode == "new"
        and not (done and not any(t.kind == "ASSIGN" for t in tokens[: found.match.first]))
        and found.rule.id in ("verb-number-noun", "body-verb-number", "number-noun-passive")
    ):
        # "phát triển ít nhất tám tổ chức đảng": what must at least be done is a plan.
        planned_here = True
    if isinstance(achieved, int | float):
        claim = replace(claim, **{"planned" if planned_here else "achieved": achieved}, presumed=presumed)
    elif pair := _pair(achieved):
        claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
    if isinstance(planned, int | float):
        claim = replace(claim, planned=planned)
    elif pair := _pair(planned):
        claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
    if isinstance(percent, int | float):
        claim = replace(claim, percent=percent)
    if claim.indicator == "party_members_admitted_share" and isinstance(percent, int | float):
        if percent >= _MOST_ADMITTED:
            return []
        percent, share = None, percent  # "các đơn vị có tỷ lệ kết nạp cao: Đảng bộ Công an tỉnh (7,3%)"
        claim = replace(claim, percent=None)
    if share is not None:
        claim = replace(claim, unit="percent")
        plan = planned_here or _plan_before(tokens, found.match.first) or claim.qualifier == "at_least"
        if pair := _pair(share):
            claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
        else:
            claim = replace(claim, **{"planned" if plan else "achieved": share})
    if all(value is None for value in (claim.achieved, claim.planned, claim.percent)):
        return []
    if claim.indicator.startswith("other:") and (claim.planned is not None or claim.percent is not None):
        return []
    if claim.achieved is not None and claim.mode == "total" and claim.percent is not None:
        claim = replace(claim, mode="new", indicator=_indicator(claim.noun, "new") or claim.indicator)
    made = []
    for i, subject in enumerate(subjects):
        own = replace(claim, subject=subject)
        ratios = [t.value for a, b in patterns.slots(found.match, "ratio") for t in tokens[a:b] if t.kind == "RATIO"]
        if len(ratios) > 1:
            if len(ratios) != len(subjects):
                return []
            own = replace(own, achieved=ratios[i][0], planned=ratios[i][1])
        for name, kind in (("achieved", "NUMBER"), ("planned", "NUMBER"), ("percent", "PERCENT")):
            values = [t.value for a, b in patterns.slots(found.match, name) for t in tokens[a:b] if t.kind == kind]
            if len(values) > 1:
                if len(values) != len(subjects):
                    return []
                own = replace(own, **{name: values[i]})
        made.append(own)
    if second := found.range("share2"):
        noun2 = found.range("noun2")
        noun = str(tokens[noun2[0]].value) if noun2 else ""
        indicator = _indicator(noun, "rated_good")
        value = tokens[second[0]].value
        if indicator:
            made += [
                replace(c, indicator=indicator, noun=noun, **{"planned" if c.planned is not None else "achieved": value}) for c in made
            ]
    return made


# --- completing a statement -------------------------------------------------------------------------------------------------------------


def _continue(found: Found, reading: Reading, state: _State, first: int) -> bool:
    """Put a match's figures into the last statement of the sentence, or of all that share one match; False where none takes them."""
    tokens, rule = reading.tokens, found.rule
    here = state.claims[first:]
    if rule.id in ("results-by-noun", "plans-by-noun"):
        return _by_noun(found, tokens, state, first)
    if not here:
        return False
    span = here[-1].spans[0]
    together = [i for i, c in enumerate(here) if c.spans[0] == span]
    if any(t.kind == "ALL" and t.value == "all" for t in tokens[found.match.first : found.match.last]):
        # "…lập 4 tổ chức, …lập 3 tổ chức, đều vượt 1 so với chỉ tiêu"
        together = [i for i, c in enumerate(here) if c.indicator == here[-1].indicator]
    if plans := [t.value for a, b in patterns.slots(found.match, "planned") for t in tokens[a:b] if t.kind == "NUMBER"][
        : 99 if rule.id == "plans-in-turn" else 0
    ]:
        if len(plans) != len(together) or any(here[i].planned is not None for i in together):
            return False
        for i, planned in zip(together, plans, strict=True):
            claim = here[i]
            stop = _trim(tokens, found)[1]
            spans = ((claim.spans[0][0], max(stop, claim.spans[0][1])), *claim.spans[1:])
            state.claims[first + i] = replace(
                claim, planned=planned, rule=f"{claim.rule}+{rule.id}", spans=spans, figures=(*claim.figures, *_taken(tokens, found))
            )
        return True
    if rule.id in ("percent-in-brackets", "percent-of-plan") and _of_another_number(tokens, found.match.first, here):
        return False
    if rule.id == "then-done" and any(t.kind == "EACH" for t in tokens[found.match.first : found.match.last + 1]):
        return False  # "phấn đấu kết nạp 170 đảng viên; mỗi chi bộ có nguồn kết nạp ít nhất một đảng viên"
    if rule.id in ("results-in-turn", "shares-in-turn"):
        return _in_turn(found, tokens, state, first)
    done = False
    if found.rule.id == "percent-of-plan-in-brackets" and (second := _other_plan(here[-1], found, tokens)) is not None:
        state.claims.append(replace(second, figures=(*second.figures, *_taken(tokens, found))))
        return True
    if len(together) == 1 and found.range("percent"):
        # The last statement for which plan, result and share add up: what stands between may be a part of it.
        done_here = [(i, full) for i in range(len(here) - 1, -1, -1) if (full := _completed(here[i], found, tokens)) is not None]
        whole = [i for i, claim in done_here if claim.planned and claim.achieved is not None and _adds_up(claim)]
        open_here = [i for i, claim in done_here if not claim.planned or claim.achieved is None]
        # "thành lập 6 CĐCS với 1.217 đoàn viên, đạt 75% chỉ tiêu": the share is of what was founded.
        open_here.sort(key=lambda i: tokens[_token_at(tokens, here[i].spans[0][0])].text == "với")
        if open_here and tokens[found.match.first].text in (",", ";") and _is_part(here[open_here[0]], tokens):
            # "thành lập 16 tổ chức đảng, trong đó 11 tổ chức ở doanh nghiệp, đạt 160% chỉ tiêu": the share is of the whole.
            inner = here[open_here[0]]
            open_here.sort(key=lambda i: here[i] is inner or here[i].indicator != inner.indicator)
        together = whole[:1] or open_here[:1] or together
    if found.range("excess") or found.range("shortfall"):
        # "kết nạp 1.938 đảng viên, trong đó có 87 chủ doanh nghiệp, vượt mục tiêu 138 đảng viên": what is exceeded is named.
        counted = next((str(t.value) for t in reversed(tokens[found.match.first : found.match.last]) if t.kind == "NOUN"), None)
        if counted is not None and here[-1].noun != counted:
            named = [
                i
                for i, claim in enumerate(here)
                if claim.noun == counted and claim.mode == "new" and not claim.part and claim.planned is None
            ]
            together = named[-1:] or together
    for i in together:
        if (completed := _completed(here[i], found, tokens)) is not None:
            stop = _trim(tokens, found)[1]
            ids = completed.rule if rule.id in completed.rule.split("+") else f"{completed.rule}+{rule.id}"
            period = _own_period(reading, found) or completed.period
            if (
                period is not None
                and period.when.reads == "after"
                and completed.period is not None
                and completed.period.when.reads in ("term", "years")
            ):
                period = completed.period  # "giai đoạn 2016-2020 … phấn đấu thành lập 25; sau hơn 3 năm đã thành lập được 19"
            own = completed.spans[0]
            state.claims[first + i] = replace(
                completed,
                rule=ids,
                spans=((own[0], max(stop, own[1])), *completed.spans[1:]),
                period=period,
                figures=(*completed.figures, *_taken(tokens, found)),
            )
            done = True
    return done


def _is_part(claim: Claim, tokens: Sequence[Token]) -> bool:
    """Whether a statement opens with, or stands right behind, "trong đó"."""
    at = _token_at(tokens, claim.spans[0][0])
    return any(t.kind == "PART" and t.text.startswith("trong") for t in tokens[max(0, at - 1) : at + 2])


def _of_another_number(tokens: Sequence[Token], at: int, here: Sequence[Claim]) -> bool:
    """Whether a share in brackets stands behind a number that no statement holds: "dân tộc thiểu số 1.094 đồng chí (34,1%)"."""
    read = {span for claim in here for span in claim.figures}
    depth = 0
    for t in reversed(tokens[max(0, at - 4) : at]):
        depth += (t.text == ")") - (t.text == "(")
        if t.kind in ("PART", "ATLEAST") or t.text == ";":
            return False  # "trong đó …", "có từ 25 lao động trở lên": what lies between is of the statement
        if t.kind in ("NUMBER", "RATIO") and not depth:
            return (t.start, t.stop) not in read
    return False


def _in_turn(found: Found, tokens: Sequence[Token], state: _State, first: int) -> bool:
    """Give as many statements as there are figures one figure each: "… đến nay lần lượt thực hiện được 5 và 391"."""
    name = "result" if found.range("result") else "percent"
    values = [t.value for a, b in patterns.slots(found.match, name) for t in tokens[a:b] if t.kind in ("NUMBER", "PERCENT")]
    last = len(state.claims) - len(values)
    if last < first:
        return False
    taken, done = _taken(tokens, found), []
    for claim, value in zip(state.claims[last:], values, strict=True):
        if (name == "result" and not _only_planned(claim)) or (name == "percent" and (claim.percent is not None or claim.achieved is None)):
            return False
        if claim.part and (whole := _indicator(claim.noun, "new")) is not None:
            claim = replace(claim, part=False, mode="new", indicator=whole)
        figure = {"achieved": value} if name == "result" else {"percent": value}
        span = (claim.spans[0][0], max(claim.spans[0][1], _trim(tokens, found)[1]))
        done.append(
            replace(claim, **figure, rule=f"{claim.rule}+{found.rule.id}", spans=(span, *claim.spans[1:]), figures=(*claim.figures, *taken))
        )
    state.claims[last:] = done
    return True


def _by_noun(found: Found, tokens: Sequence[Token], state: _State, first: int) -> bool:
    """Give each plan of the sentence, or of the one before it, the result that counts the same, or each result its plan:

    "phấn đấu phát triển 1.500 đoàn viên, thành lập 8 CĐCS, đến nay đã thực hiện được 540 đoàn viên và 3 CĐCS".
    """
    lacking = "planned" if found.rule.id == "plans-by-noun" else "achieved"
    given = [
        (tokens[a].value, str(tokens[a + 1].value)) for a, _ in patterns.slots(found.match, "plan" if lacking == "planned" else "result")
    ]
    group = state.claims[-1].group if state.claims else 0
    beside = lacking == "achieved" and not any(t.kind == "PLAN" for t in tokens)
    done: dict[int, Claim] = {}
    for value, noun in given:
        for i in range(len(state.claims) - 1, -1, -1):
            claim = state.claims[i]
            if i in done or (claim.item and lacking == "achieved") or (i < first and not (beside and claim.group >= group - 1)):
                continue
            waits = _only_planned(claim) if lacking == "achieved" else claim.achieved is not None and claim.planned is None
            same = claim.noun == noun or (noun in _table("family") and _of(claim.noun)[1] == _plain(noun))
            if waits and same and isinstance(value, int | float):
                span = _trim(tokens, found)
                spans = ((claim.spans[0][0], span[1]), *claim.spans[1:]) if i >= first else (span, *claim.spans)
                done[i] = replace(
                    claim, **{lacking: value}, rule=f"{claim.rule}+{found.rule.id}", spans=spans,
                    figures=(*claim.figures, *_taken(tokens, found)),
                )  # fmt: skip
                break
        else:
            return False
    for i, claim in done.items():
        state.claims[i] = claim
    return True


def _plain(noun: str) -> str:
    """Whether a general noun counts organisations or people."""
    return "organisation" if noun.endswith("organisation") else "person"


def _token_at(tokens: Sequence[Token], start: int) -> int:
    return next((i for i, t in enumerate(tokens) if t.start >= start), 0)


def _adds_up(claim: Claim) -> bool:
    if not claim.planned or claim.achieved is None or claim.percent is None:
        return True
    places = len(str(claim.percent).partition(".")[2]) if isinstance(claim.percent, float) else 0
    return bool(abs(100 * float(claim.achieved) / float(claim.planned) - float(claim.percent)) <= 10**-places)


def _other_plan(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim | None:
    """The same result against a second plan: "vượt chỉ tiêu tỉnh giao (400) nhưng mới bằng 98,1% chỉ tiêu thành phố tự đề ra (420)"."""
    planned = _figure(tokens, found.range("planned"))
    percent = _figure(tokens, found.range("percent"), ("PERCENT",))
    if claim.planned in (None, planned) or not isinstance(planned, int) or not isinstance(percent, int | float):
        return None
    return replace(
        claim,
        planned=planned,
        percent=percent,
        status=None,
        stated=False,
        derived=(),
        rule=f"{claim.rule}+{found.rule.id}",
        spans=(_trim(tokens, found), *claim.spans),
    )


def _completed(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim | None:
    ratio = _pair(_figure(tokens, found.range("ratio"), ("RATIO",)))
    percent = _figure(tokens, found.range("percent"), ("PERCENT",))
    planned = _figure(tokens, found.range("planned"))
    excess = _figure(tokens, found.range("excess"))
    shortfall = _figure(tokens, found.range("shortfall"))
    result = _figure(tokens, found.range("result"))
    # What a derived value is derived from: the figures of the statement so far and those of this match.
    quote = tuple(
        dict.fromkeys((*claim.figures, *((tokens[i].start, tokens[i].stop) for i in sorted(found.taken) if tokens[i].kind in FIGURES)))
    )
    whole = claim.achieved
    if claim.mode == "units":
        return None
    if claim.unit == "percent":
        share = _figure(tokens, found.range("share"), ("PERCENT",))
        if claim.achieved is None or claim.planned is not None or not isinstance(share, int | float):
            return None
        return replace(claim, planned=share)
    if found.range("share"):
        return None
    if (
        found.rule.id == "each-was-given"
        and any(t.value == "organisation" for t in tokens[found.match.first : found.match.last])
        and _of(claim.noun)[1] == "person"
    ):
        noun = _table("family")["organisation"][_of(claim.noun)[0]]  # type: ignore[index]  # a TOML table
        claim = replace(claim, noun=noun, indicator=_indicator(noun, "new") or claim.indicator)
    if claim.part and (isinstance(percent, int | float) or isinstance(planned, int | float)) and _indicator(claim.noun, "new"):
        # "với 4.857 đoàn viên, đạt 107,67% kế hoạch": what has a plan is no mere part.
        claim = replace(claim, part=False, mode="new", indicator=str(_indicator(claim.noun, "new")))
    if claim.indicator.startswith("other:"):
        return None
    if ratio:
        if (whole is not None and whole != ratio[0]) or claim.planned not in (None, ratio[1]):
            return None
        claim = replace(claim, achieved=ratio[0], planned=ratio[1])
    if isinstance(percent, int | float) and any(
        t.kind == "EXCEED" for t in tokens[found.match.first : (found.range("percent") or (0, 0))[0]]
    ):
        percent = None  # "vượt 10% chỉ tiêu (20)": an excess is no share
    if isinstance(percent, int | float):
        if claim.percent is not None and claim.percent != percent:
            return None
        claim = replace(claim, percent=percent)
        if (span := found.range("qualifier")) and claim.achieved is None:
            claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if isinstance(planned, int | float):
        if claim.planned is not None and claim.planned != planned:
            return None
        claim = replace(claim, planned=planned)
        if (span := found.range("qualifier")) is not None:
            claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if isinstance(result, int | float):
        if claim.planned is None or claim.achieved is not None:
            return None
        at = (found.range("result") or (0, 0))[1]
        counted = str(tokens[at].value) if at < found.match.last and tokens[at].kind == "NOUN" else ""
        if counted in _table("of") and counted not in _table("family") and _of(counted) != _of(claim.noun):
            return None
        does = {"admit": "person", "found": "organisation"}.get(_verb(found, tokens) or "")
        if does is not None and does != _of(claim.noun)[1]:
            return None
        claim = replace(claim, achieved=result)
    if found.range("zero"):
        if claim.planned is None or claim.achieved is not None:
            return None
        if {"admit": "person", "found": "organisation"}.get(_verb(found, tokens) or "", _of(claim.noun)[1]) != _of(claim.noun)[1]:
            return None  # "kết nạp từ 530 đảng viên; nơi nào không thành lập được tổ chức đảng thì …"
        claim = replace(claim, achieved=0)
    for amount, sign in ((excess, -1), (shortfall, 1)):
        if isinstance(amount, int):
            if not isinstance(claim.achieved, int):
                return None
            plan = claim.achieved + sign * amount
            if claim.planned is None:
                if plan < 0:
                    return None
                source = f"{claim.achieved} {'-' if sign < 0 else '+'} {amount}"
                claim = replace(claim, planned=plan, derived=(*claim.derived, Derivation("planned", source, quote)))
            claim = replace(claim, status="exceeded" if sign < 0 else "missed", stated=True)
    if (part := _pair(_figure(tokens, found.range("of_plan"), ("RATIO",)))) and planned is None:
        # "thành lập 1 chi bộ, bằng 1/4 kế hoạch"
        over, under, reached = *part, claim.achieved
        if not isinstance(over, int) or not isinstance(under, int) or not isinstance(reached, int) or not 0 < over < under <= 10:
            return None
        if claim.planned is not None or (reached * under) % over:
            return None
        source = f"{reached} * {under}" if over == 1 else f"{reached} * {under} / {over}"
        claim = replace(claim, planned=reached * under // over, derived=(*claim.derived, Derivation("planned", source, quote)))
    if span := found.range("fraction"):
        # "hơn hai phần ba kế hoạch", "chưa đạt hai phần ba": what is only near says nothing of the plan.
        near = any(t.kind in ("QUALIFIER", "NEG", "STATUS") for t in tokens[max(0, found.match.first - 1) : span[0]])
        if planned is None and not near and (derived := _fraction(claim, str(tokens[span[0]].value), quote)) is not None:
            claim = derived
    if found.range("equal"):
        if claim.achieved is None or claim.planned not in (None, claim.achieved):
            return None
        if claim.planned is None:
            claim = replace(claim, planned=claim.achieved, derived=(*claim.derived, Derivation("planned", f"{claim.achieved}", quote)))
        claim = replace(claim, status="met", stated=True)
    if claim.mode == "total" and (claim.planned is not None or claim.percent is not None):
        indicator = _indicator(claim.noun, "new")
        if indicator is None:
            return None
        claim = replace(claim, mode="new", indicator=indicator)
    return claim


# A fraction of the plan in words: the plan is achieved * [0] / [1].
_FRACTIONS = {
    "one_and_a_half": (2, 3),
    "half": (2, 1),
    "double": (1, 2),
    "triple": (1, 3),
    "two_thirds": (3, 2),
    "one_third": (3, 1),
    "three_quarters": (4, 3),
    "one_quarter": (4, 1),
}


def _fraction(claim: Claim, name: str, quote: tuple[Span, ...]) -> Claim | None:
    over, under = _FRACTIONS[name]
    if not isinstance(claim.achieved, int) or claim.planned is not None or (claim.achieved * over) % under:
        return None
    source = (
        f"{claim.achieved} * {over}"
        if under == 1
        else f"{claim.achieved} / {under}"
        if over == 1
        else f"{claim.achieved} * {over} / {under}"
    )
    status = "exceeded" if over < under else "missed"
    return replace(
        claim,
        planned=claim.achieved * over // under,
        status=status,
        stated=True,
        derived=(*claim.derived, Derivation("planned", source, quote)),
    )


def _status(found: Found, reading: Reading, state: _State, first: int) -> None:
    """What a sentence says of its statements so far: "…, không đạt chỉ tiêu được giao" speaks of all that have no word of their own,

    back to the semicolon; of what is exceeded only the last, but for "đều vượt".
    """
    said = reading.tokens[found.match.first : found.match.last]
    if found.rule.status == "exceeded" and any(t.kind == "NUMBER" for t in said):
        return
    every = any(t.kind == "ALL" for t in said)
    at = reading.tokens[found.match.first].start
    stops = [t.start for t in reading.tokens[: found.match.first] if t.text == ";"]
    # "…; …; đều không đạt chỉ tiêu" is of them all.
    since = 0 if not stops or reading.tokens[found.match.first - 1].text == ";" else stops[-1]
    for i in range(first, len(state.claims)):
        claim = state.claims[i]
        if claim.spans[0][0] < since:
            continue
        if claim.status is None and claim.mode in ("new", "rated_good") and not claim.part and claim.spans[0][1] <= at + 2:
            if _only_planned(claim):
                continue  # "giao chỉ tiêu kết nạp 240 đảng viên; … chưa hoàn thành chỉ tiêu": what follows a plan is advice
            if claim.planned is not None and claim.achieved is not None:
                if found.rule.status == _compared(claim.planned, claim.achieved):
                    state.claims[i] = replace(claim, status=found.rule.status, stated=True)
                continue
            if found.rule.status == "exceeded" and i < len(state.claims) - 1 and not every:
                continue
            stop = reading.tokens[found.match.last - 1].stop
            if claim.percent is None and claim.unit == "count" and claim.achieved is not None:
                claim = _by_share(claim, found, reading.tokens)
            state.claims[i] = replace(
                claim,
                status=found.rule.status,
                stated=True,
                rule=f"{claim.rule}+{found.rule.id}",
                spans=((claim.spans[0][0], stop), *claim.spans[1:]),
                figures=(*claim.figures, *_taken(reading.tokens, found)),
            )


def _by_share(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim:
    """ "Vượt 8,1% chỉ tiêu": what is printed is the excess, the share of the plan follows from it."""
    over = _figure(tokens, found.range("figure"), ("PERCENT",))
    if not isinstance(over, int | float):
        return claim
    places = len(str(over).partition(".")[2]) if isinstance(over, float) else 0
    share = round(100 + over, places) if places else 100 + over
    return replace(claim, percent=share, derived=(*claim.derived, Derivation("percent", f"100 + {over}", (_trim(tokens, found),))))


def _compared(planned: Number, achieved: Number) -> str:
    return "exceeded" if achieved > planned else "met" if achieved == planned else "missed"


def _units(found: Found, reading: Reading, group: int, state: _State) -> bool:
    tokens = reading.tokens
    span = found.range("figure")
    ratio = _pair(_figure(tokens, span, ("RATIO",)))
    number = _figure(tokens, span, ("NUMBER",))
    achieved = ratio[0] if ratio else number
    if not isinstance(achieved, int | float):
        return False
    subject = _subject(reading, min(found.taken), "party", state, None)
    state.claims.append(
        Claim(
            found.rule.indicator or "", "party", found.rule.id, (_trim(tokens, found),), group, reading.sentence.paragraph, subject,
            achieved=achieved, population=ratio[1] if ratio else None, period=_period(reading, found, None, state), mode="units",
            figures=_taken(tokens, found),
        )
    )  # fmt: skip
    return True


# --- whom and when ----------------------------------------------------------------------------------------------------------------------


def _as_subject(reading: Reading, at: int, found: str) -> Subject | None:
    token, thing = reading.tokens[at], reading.things[at]
    if token.kind == "ORG" and isinstance(thing, BodyMention):
        return Subject("body", token.start, token.stop, token.text, thing, None, found)
    if token.kind in ("PLACE", "LEVEL") and isinstance(thing, PlaceMention):
        return Subject("place", token.start, token.stop, token.text, thing, None, found)
    if token.kind in ("WHOLE", "SAME"):
        return Subject("whole" if token.kind == "WHOLE" else "same", token.start, token.stop, token.text, None, str(thing), found)
    if token.kind in ("NAME", "ENTERPRISE"):
        return Subject("name", token.start, token.stop, token.text, None, None, found)
    return None


def _subjects(found: Found, reading: Reading, state: _State) -> list[Subject | None]:
    """The bodies that a match itself names; several only where the words say that they share the figure."""
    tokens, match = reading.tokens, found.match
    indices = [
        i for a, b in patterns.slots(match, "orgs") for i in range(a, b) if tokens[i].kind in ("ORG", "PLACE", "NAME", "SAME", "WHOLE")
    ]
    if not indices:
        return []
    several = (
        found.range("zero") is not None
        or any(t.kind in ("ALL", "EACH") for t in tokens[match.first : match.last])
        or (
            len(patterns.slots(match, "achieved"))
            and any(t.kind == "AND" for a, b in patterns.slots(match, "achieved") for t in tokens[a:b])
        )
    )
    picked = indices if several else indices[-1:]
    subjects: list[Subject | None] = []
    for i in picked:
        subject = _as_subject(reading, i, "own")
        if subject is None:
            continue
        if subject.kind == "name" and not _names_a_body(reading, i, state):
            continue
        if subject.kind == "body" and isinstance(subject.mention, BodyMention) and subject.mention.family == "state":
            continue
        subjects.append(subject)
    return subjects


def _names_a_body(reading: Reading, at: int, state: _State) -> bool:
    """Whether a bare name is one of a list of bodies: "Đảng bộ xã Thanh Hải 11/15, Đồng Cốc 8/7"."""
    if reading.things[at] == "person" and not (
        at and reading.tokens[at - 1].text in (",", ";", "và") and reading.tokens[at].text.count(" ") <= 2
    ):
        return False
    return any(t.kind in ("ORG", "PLACE") for t in reading.tokens[:at]) or bool(state.claims and state.claims[-1].item)


_WEAK_KINDS = frozenset({"steering_committee", "party_board", "standing_board", "executive_committee", "central_body", "state_body"})


def _subject(reading: Reading, at: int, family: str, state: _State, last: Claim | None) -> Subject | None:
    """Whom a figure at token `at` is about: the nearest fitting body before it in the sentence, else the one spoken of so far."""
    tokens = reading.tokens
    for i in range(at, min(at + 8, len(tokens) - 1)):
        # "33 chi bộ đã ra mắt trên địa bàn tỉnh": whose they are stands behind.
        if tokens[i].text in (";", "(") or (tokens[i].kind == "RATIO" and i > at):
            break
        if (
            tokens[i].text.endswith("địa bàn")
            and tokens[i + 1].kind in ("LEVEL", "PLACE", "WHOLE")
            and (subject := _as_subject(reading, i + 1, "sentence")) is not None
        ):
            if not (isinstance(subject.mention, PlaceMention) and subject.mention.level == "commune"):
                return subject
            break
    weak: Subject | None = None
    other: Subject | None = None
    for i in range(at - 1, -1, -1):
        token = tokens[i]
        if token.kind not in ("ORG", "PLACE", "WHOLE", "SAME", "LEVEL", "ENTERPRISE") or token.value == "members":
            continue
        follows = tokens[i + 1].kind if i + 1 < len(tokens) else ""
        precedes = tokens[i - 1] if i else None
        subject = _as_subject(reading, i, "sentence")
        if subject is None or (
            follows == "ASSIGN"
            and i + 2 < len(tokens)
            and token.kind in ("LEVEL", "ORG")
            and precedes is not None
            and precedes.kind == "PLAN"
        ):
            continue
        if (
            token.kind == "PLACE"
            and i > 1
            and precedes is not None
            and precedes.text == ","
            and tokens[i - 2].kind == "ORG"
            and isinstance(subject.mention, PlaceMention)
            and subject.mention.level == "province"
        ):
            continue  # "Đảng bộ phường Vĩnh Yên, tỉnh Phú Thọ có 87 chi bộ": where the body is
        if (
            token.kind == "PLACE"
            and i > 1
            and precedes is not None
            and precedes.text == "("
            and tokens[i - 2].kind == "ORG"
            and follows == "PUNCT"
        ):
            continue  # "Đảng bộ xã Quỳnh Thắng (Nghệ An) có 52 chi bộ"
        if follows == "ASSIGN" and token.kind in ("LEVEL", "ORG") and precedes is not None and precedes.text in ("được", "do", "mà"):
            continue  # "LĐLĐ thị xã được LĐLĐ tỉnh giao phát triển 350 đoàn viên"
        if (precedes is not None and precedes.text == "cho" and i > 1 and tokens[i - 2].kind == "ASSIGN") or (
            precedes is not None and precedes.kind == "ASSIGN" and precedes.text.endswith("cho")
        ):
            return subject  # "Tỉnh ủy giao cho huyện 150 đảng viên"
        if precedes is not None and (precedes.kind == "DIRECTIVE" or (precedes.kind == "PLAN" and token.kind not in ("WHOLE", "SAME"))):
            continue
        if (
            precedes is not None
            and precedes.text in ("của", "do", "cho")
            and i > 1
            and tokens[i - 2].kind in ("DIRECTIVE", "PERIOD")
            and follows != "ASSIGN"
        ):
            continue  # "Nghị quyết 09 của Tỉnh ủy", but "kế hoạch năm 2026 của Tỉnh ủy đặt mục tiêu kết nạp 420 đảng viên"
        if token.kind == "LEVEL" and not (
            follows in ("VERB", "WORD", "NEG", "PERIOD", "ASSIGN", "COMMA")
            and (precedes is None or precedes.kind in ("PUNCT", "PERIOD", "WORD", "AND"))
        ):
            continue
        if token.kind == "LEVEL" and isinstance(subject.mention, PlaceMention) and subject.mention.level == "commune":
            continue
        mention = subject.mention
        if isinstance(mention, BodyMention):
            if mention.family == "state" or mention.kind == "central_body":
                continue
            if mention.kind in _WEAK_KINDS:
                weak = weak or subject
                continue
            if family and mention.family not in (family, "cell") and family in ("party", "union", "youth", "women", "veterans"):
                other = other or subject
                continue
        elif (
            precedes is not None
            and (precedes.text in ("tại", "ở", "thuộc", "của", "từ", "về", "trên", "cho") or precedes.text.endswith("địa bàn"))
        ) or (
            token.kind == "PLACE"
            and i
            and isinstance(mention, PlaceMention)
            and mention.unit_kind is None
            and not any(
                t.kind in ("VERB", "NEG", "ASSIGN", "PERIOD", "STATUS", "QUALIFIER")
                or t.text in ("đã", "cũng", "chỉ", "được", "mới", "vẫn", ":")
                for t in tokens[i + 1 : i + 3]
            )
        ):
            weak = weak or subject
            continue
        return subject
    if other is not None:
        return other
    if last is not None and last.subject is not None:
        return replace(last.subject, found="sentence")
    if weak is not None and weak.kind != "body":
        return weak
    if state.subject is not None and state.subject_paragraph == reading.sentence.paragraph:
        return replace(state.subject, found="paragraph")
    return weak


_SPANS = frozenset(
    {
        "months-range",
        "quarter",
        "half",
        "months",
        "month",
        "term",
        "years",
        "since",
        "since-month",
        "since-term",
        "after",
        "year",
        "relative",
    }
)


def compared(tokens: Sequence[Token], at: int) -> bool:
    """Whether a period is only what a figure is compared with: "so với cùng kỳ năm 2021", "tăng so với năm 2021"."""
    return any(t.kind == "COMPARE" or t.text.lower().startswith("so với") for t in tokens[max(0, at - 2) : at])


def founded(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month or year is only that in which a body began: "Chi bộ Hợp tác xã Rau sạch, thành lập tháng 6/2013, …"."""
    begun = at > 0 and tokens[at - 1].kind == "VERB" and tokens[at - 1].value == "found"
    counted = at + 1 < len(tokens) and tokens[at + 1].kind in ("NUMBER", "RATIO", "QUALIFIER")
    return begun and not counted and tokens[at].value.reads in ("month", "year")


def _is_deadline(tokens: Sequence[Token], at: int) -> bool:
    """Whether a period closes the figures ("tính đến 30/11/2020", "hết 6 tháng") rather than holding them."""
    token = tokens[at]
    words = token.text.lower().split()
    before = [t.text for t in tokens[max(0, at - 3) : at]]
    return (bool(words) and words[0] in ("đến", "hết")) or any(w in ("đến", "hết", "tới") for w in before[-2:]) or "tính" in before


def _own_period(reading: Reading, found: Found) -> Timed | None:
    """A period inside a match or right behind it: "đạt 142,86% kế hoạch năm 2020"."""
    tokens = reading.tokens
    for i in range(found.match.first, min(found.match.last + 2, len(tokens)) if reading.dated else 0):
        token = tokens[i]
        behind = i >= found.match.last and tokens[i - 1].kind == "PUNCT"
        if not (behind or token.kind == "PERIOD") or compared(tokens, i):
            continue
        if behind:
            break
        if (
            token.kind == "PERIOD"
            and token.value.reads in _SPANS
            and not (_is_deadline(tokens, i) and token.value.part is None and token.value.reads not in ("year", "term", "years"))
        ):
            return Timed(token.value, token.start, token.stop, "own")
    return None


def _period(reading: Reading, found: Found, last: Claim | None, state: _State) -> Timed | None:
    tokens = reading.tokens
    if own := _own_period(reading, found):
        return own
    stop = found.match.last
    while stop < len(tokens) and tokens[stop].kind not in ("VERB", "NUMBER", "RATIO") and tokens[stop].text not in (",", ";", ".", "("):
        if (
            tokens[stop].kind == "PERIOD"
            and tokens[stop].value.reads in _SPANS
            and not _is_deadline(tokens, stop)
            and not compared(tokens, stop)
        ):
            return Timed(tokens[stop].value, tokens[stop].start, tokens[stop].stop, "own")
        stop += 1
    first = min(found.taken)
    dated = reading.dated[0] if reading.dated else first
    aside = 0  # what stands in brackets that are closed again speaks of what is before them
    for i in range(first - 1, dated - 1, -1):
        token = tokens[i]
        aside = max(0, aside + (token.text == ")") - (token.text == "("))
        if token.kind == "PERIOD" and token.value.reads in _SPANS:
            if compared(tokens, i) or aside:
                continue
            if _is_deadline(tokens, i) and token.value.reads in ("month", "quarter"):
                continue
            return Timed(token.value, token.start, token.stop, "sentence")
    if last is not None and last.period is not None:
        return last.period if last.period.found == "topic" else replace(last.period, found="sentence")
    return _carried(state, reading.sentence.paragraph)


def _carried(state: _State, paragraph: int) -> Timed | None:
    """The period that the text spoke of last; in a new paragraph no longer a single month, nor a year that was only looked back to."""
    period = state.period
    if period is not None and paragraph != state.period_paragraph:
        year = period.when.year
        if period.when.reads == "month":
            return None
        if year is not None and period.when.reads == "year" and state.year is not None and (state.year.when.year or 0) > year:
            period = state.year
    return replace(period, found="topic") if period is not None else None


def _as_of(reading: Reading, at: int, state: _State) -> Timed | None:
    tokens = reading.tokens
    for i, token in enumerate(tokens[:at]):
        if (
            token.kind == "PERIOD"
            and token.value.reads in ("date", "day", "month", "half", "months", "quarter")
            and _is_deadline(tokens, i)
        ):
            return Timed(token.value, token.start, token.stop, "sentence")
    return state.as_of if state.as_of is not None and state.as_of_paragraph == reading.sentence.paragraph else None


def _per(reading: Reading, at: int) -> str | None:
    tokens = reading.tokens
    for i in range(at - 1, max(-1, at - 14), -1):
        if tokens[i].kind == "EACH" and tokens[i].value in ("year", "month"):
            return str(tokens[i].value)
        if tokens[i].text in (";", "."):
            break
    return None


def _lead(tokens: Sequence[Token]) -> str | None:
    """What a list is said to be about in its own sentence: "Các đơn vị dẫn đầu về kết nạp đảng viên: …"."""
    for i in range(len(tokens) - 2, -1, -1):
        if tokens[i].kind == "VERB" and tokens[i].value in ("found", "admit", "grow") and tokens[i + 1].kind == "NOUN":
            noun = str(tokens[i + 1].value)
            return noun if _indicator(noun, "new") and noun in _table("of") and noun not in _table("family") else None
    if tokens and tokens[-1].text == ":":
        # "Một số đảng bộ có kết quả kết nạp cao: …"
        named = next((t for t in tokens if t.kind == "VERB" and t.value == "admit"), None)
        default = _table("default").get("admit") if named is not None else None
        return default if isinstance(default, str) and any(t.kind == "NOUN" and t.value == "unit" for t in tokens) else None
    return None


def _topic(reading: Reading, state: _State, made: Sequence[Claim] = ()) -> None:
    """What a sentence is about, also without figures: "…hoàn thành chỉ tiêu lập tổ chức đảng" is about organisations founded."""
    tokens = reading.tokens
    found: tuple[str, str] | None = None
    for i, token in enumerate(tokens):
        if token.kind != "VERB" or token.value not in ("found", "admit", "grow"):
            continue
        noun = next((str(t.value) for t in tokens[i + 1 : i + 5] if t.kind == "NOUN"), None)
        if noun is None and token.value == "admit":
            noun = "party_member"
        general = _table("family").get(noun or "")
        if isinstance(general, dict) and noun not in ("organisation", "person") and general.get(state.family):
            noun = str(general[state.family])
        if noun in ("organisation", "person", "unit", "league_member", "association_member", "association_organisation", None):
            continue
        if _indicator(str(noun), "new"):
            found = (str(noun), "new")
    if found and (state.noun is None or not made or all(c.mode == "units" for c in made)):
        state.noun, state.mode = found


def _remember(reading: Reading, state: _State, made: Sequence[Claim]) -> None:
    """Carry a sentence's subject and period on to the next."""
    tokens, paragraph = reading.tokens, reading.sentence.paragraph
    for claim in made:
        if (
            claim.subject is not None
            and not claim.item
            and claim.subject.kind in ("body", "place", "whole")
            and claim.subject.found in ("own", "sentence")
        ):
            state.subject, state.subject_paragraph = claim.subject, paragraph
    if not made:
        for i in reading.named:
            mention = reading.things[i]
            if (
                tokens[i].kind == "ORG"
                and isinstance(mention, BodyMention)
                and mention.kind not in _WEAK_KINDS
                and mention.family not in ("state", "cell")
            ):
                if not (i and tokens[i - 1].text in ("của", "do", "cho", "với") and i > 1):
                    state.subject, state.subject_paragraph = _as_subject(reading, i, "paragraph"), paragraph
                break
    if made and (long := made[-1].period) is not None and long.found in ("own", "sentence"):
        if long.when.reads in ("years", "after"):
            # What several years came to is gone through sentence by sentence.
            state.period, state.period_paragraph, state.year = replace(long, found="topic"), paragraph, None
    for i in reading.dated:
        token = tokens[i]
        if token.value.reads in _SPANS and (token.value.reads != "after" or i <= 1) and not compared(tokens, i) and not founded(tokens, i):
            if i <= 3 or (token.value.reads in ("year", "term", "half", "months", "quarter") and i < len(tokens) - 1 and not made):
                if not _is_deadline(tokens, i) or token.value.reads in ("half", "months", "quarter", "year"):
                    spoken = Timed(token.value, token.start, token.stop, "topic")
                    if state.period_paragraph != paragraph:
                        state.year = None
                    if token.value.reads == "year" and (state.year is None or (token.value.year or 0) > (state.year.when.year or 0)):
                        state.year = spoken
                    state.period, state.period_paragraph = spoken, paragraph
                    break
    for i in reading.dated:
        token = tokens[i]
        if token.value.reads in ("date", "day", "month") and _is_deadline(tokens, i):
            state.as_of, state.as_of_paragraph = Timed(token.value, token.start, token.stop, "topic"), paragraph
