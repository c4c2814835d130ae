"""Whom a figure is about: the nearest body that fits, else the one spoken of so far."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg import patterns
from kg.lex import Token
from kg.lexicon import context
from kg.recognise import Reading
from kg.recognise.body import BodyMention, PlaceMention
from kg.relate.claim import Claim, State, Subject
from kg.relate.found import Found
from kg.relate.words import figure_in


def as_subject(reading: Reading, at: int, found: str) -> Subject | None:
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


def subjects_of(found: Found, reading: Reading, state: State) -> list[Subject | None]:
    """The bodies that a match itself names; several only where the words say that they share the figure."""
    tokens, match = reading.tokens, found.match
    indices = [
        i for a, b in patterns.slots(match, "orgs") for i in range(a, b) if tokens[i].kind in ("ORG", "PLACE", "NAME", "SAME", "WHOLE")
    ]
    if not indices:
        return []
    several = (
        found.range("zero") is not None
        or figure_in(tokens, found.range("achieved")) == 0  # "Đông Hưng, Kiến Xương, Vũ Thư: 0"
        or any(t.kind in ("ALL", "EACH") for t in tokens[match.first : match.last])
        or (
            len(patterns.slots(match, "achieved"))
            and any(t.kind == "AND" for a, b in patterns.slots(match, "achieved") for t in tokens[a:b])
        )
    )
    picked = indices if several else indices[-1:]
    subjects: list[Subject | None] = []
    for i in picked:
        subject = as_subject(reading, i, "own")
        if subject is None:
            continue
        if subject.kind == "name" and not _names_a_body(reading, i, state):
            continue
        if subject.kind == "body" and isinstance(subject.mention, BodyMention) and subject.mention.family == "state":
            if not (subject.mention.head in context("armed") and any(t.kind == "ORG" and t.value == "party" for t in tokens[:i])):
                continue  # but "Đảng ủy Quân sự tỉnh 21, Bộ đội Biên phòng tỉnh 11" leaves out its Đảng ủy
        subjects.append(subject)
    return subjects


def _names_a_body(reading: Reading, at: int, state: State) -> bool:
    """Whether a bare name is one of a list of bodies: "Đảng bộ xã Thanh Hải 11/15, Đồng Cốc 8/7"."""
    if reading.things[at] == "person" and not (
        at and reading.tokens[at - 1].text in (",", ";", "và") and reading.tokens[at].text.count(" ") <= 2
    ):
        return False
    return any(t.kind in ("ORG", "PLACE") for t in reading.tokens[:at]) or bool(state.claims and state.claims[-1].item)


def _the_cell(tokens: Sequence[Token], at: int) -> bool:
    """Whether "chi bộ" is the one spoken of: "năm 2014, chi bộ kết nạp năm người"; not "các chi bộ", "3 chi bộ", "chi bộ nào"."""
    token = tokens[at]
    if (
        (token.kind, token.value) != ("NOUN", "party_organisation")
        or token.text.lower() not in context("the_cell")
        or at + 1 >= len(tokens)
    ):
        return False
    before, behind = tokens[at - 1] if at else None, tokens[at + 1]
    opens = before is None or before.kind in ("PUNCT", "PERIOD") or before.text in context("but")
    return opens and (behind.kind in ("VERB", "NEG", "ASSIGN") or behind.text in context("does"))


WEAK_KINDS = frozenset({"steering_committee", "party_board", "standing_board", "executive_committee", "central_body", "state_body"})


def subject_of(reading: Reading, at: int, family: str, state: State, last: Claim | None) -> Subject | None:
    """Whom a figure at token `at` is about: the nearest fitting body before it in the sentence, else the one spoken of so far."""
    tokens = reading.tokens
    for i in range(at, min(at + 8, len(tokens) - 1)):
        # "33 chi bộ đã ra mắt trên địa bàn tỉnh": whose they are stands behind.
        if tokens[i].text in (";", "(") or (tokens[i].kind == "RATIO" and i > at):
            break
        if (
            tokens[i].text.endswith("địa bàn")
            and tokens[i + 1].kind in ("LEVEL", "PLACE", "WHOLE")
            and (subject := as_subject(reading, i + 1, "sentence")) is not None
        ):
            if not (isinstance(subject.mention, PlaceMention) and subject.mention.level == "commune"):
                return subject
            break
    weak: Subject | None = None
    other: Subject | None = None
    for i in range(at - 1, -1, -1):
        token = tokens[i]
        if _the_cell(tokens, i):
            return Subject("cell", token.start, token.stop, token.text, None, None, "sentence")
        if token.kind not in ("ORG", "PLACE", "WHOLE", "SAME", "LEVEL", "ENTERPRISE") or token.value == "members":
            continue
        if (
            token.kind == "ORG"
            and token.value == "cell"
            and any(t.kind == "WHOLE" or (t.kind == "ORG" and t.value != "cell") for t in tokens[:i])
        ):
            continue  # "toàn Khối thành lập 6 tổ chức đảng, tiêu biểu là Chi bộ …; kết nạp 187 đảng viên"
        follows = tokens[i + 1].kind if i + 1 < len(tokens) else ""
        precedes = tokens[i - 1] if i else None
        subject = as_subject(reading, i, "sentence")
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
        if follows == "ASSIGN" and token.kind in ("LEVEL", "ORG") and precedes is not None and precedes.text in context("given_by"):
            continue  # "LĐLĐ thị xã được LĐLĐ tỉnh giao phát triển 350 đoàn viên"
        if (precedes is not None and precedes.text == "cho" and i > 1 and tokens[i - 2].kind == "ASSIGN") or (
            precedes is not None and precedes.kind == "ASSIGN" and precedes.text.endswith("cho")
        ):
            return subject  # "Tỉnh ủy giao cho huyện 150 đảng viên"
        if precedes is not None and (precedes.kind == "DIRECTIVE" or (precedes.kind == "PLAN" and token.kind not in ("WHOLE", "SAME"))):
            continue
        if (
            precedes is not None
            and precedes.text in context("whose")
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
            weak = weak or subject
            continue
        mention = subject.mention
        if isinstance(mention, BodyMention):
            if mention.family == "state" or mention.kind == "central_body":
                continue
            if mention.kind in WEAK_KINDS:
                weak = weak or subject
                continue
            if family and mention.family not in (family, "cell") and family in ("party", "union", "youth", "women", "veterans"):
                other = other or subject
                continue
        elif (precedes is not None and (precedes.text in context("not_the_doer") or precedes.text.endswith("địa bàn"))) or (
            token.kind == "PLACE"
            and i
            and isinstance(mention, PlaceMention)
            and mention.unit_kind is None
            and not any(
                t.kind in ("VERB", "NEG", "ASSIGN", "PERIOD", "STATUS", "QUALIFIER") or t.text in context("does")
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
