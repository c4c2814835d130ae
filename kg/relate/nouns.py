"""What is counted: the noun of a figure, made particular by what stands before it or whose it is."""

from collections.abc import Sequence

from kg.lex import Token
from kg.lexicon import context
from kg.recognise import Reading
from kg.recognise.body import BodyMention
from kg.relate.claim import Claim, State, Subject
from kg.relate.whom import subject_of
from kg.relate.words import indicator_of, indicator_table, sort_of


def of_members(noun: str | None, subject: Subject | None, state: State) -> str | None:
    """The noun of a column, a general one ("đoàn viên") made particular by whose row it is."""
    general = indicator_table("family").get(noun or "")
    if not isinstance(general, dict):
        return noun
    own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
    return general.get(own) or general.get(state.family)


def _of_that_size(reading: Reading, at: int, spoken: str, state: State) -> str:
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
        and sort_of(claim.noun)[0] == sort_of(spoken)[0]
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


def noun_of(
    printed: str | None,
    verb: str | None,
    reads: str,
    mode: str,
    state: State,
    last: Claim | None,
    subject: Subject | None,
    reading: Reading,
    figure: int,
) -> str | None:
    """The noun that is counted, a general one ("tổ chức", "đồng chí", "đoàn viên") made particular by what stands before or whose it is."""
    families = indicator_table("family")
    colon = any(t.text == ":" for t in reading.tokens[:figure])
    if printed is None and (reads == "item" or colon) and last is None and (lead := _lead(reading.tokens[:figure])) is not None:
        return lead
    if printed is None and last is None and verb is None and (spoken := _spoken_of(reading.tokens[:figure])) is not None:
        return spoken
    if printed is None:
        default = indicator_table("default").get(verb or "")
        if isinstance(default, str):
            own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
            members = families["association_member"] | families["league_member"]  # type: ignore[operator]  # TOML tables
            return members.get(own) or default if own != "party" else default
        if verb is not None and verb == "found":
            family = subject.mention.family if subject and isinstance(subject.mention, BodyMention) else None
            if family is None and state.noun and sort_of(state.noun)[1] == "organisation" and state.mode == "new":
                return state.noun
            general = families["organisation"]
            return general.get(family or "party") if isinstance(general, dict) else None
        spoken = (last.noun if last and last.noun else None) or state.noun
        own = subject.mention.family if subject is not None and isinstance(subject.mention, BodyMention) else ""
        if reads == "item" and spoken and own in ("party", "union", "youth", "women", "veterans") and sort_of(spoken)[0] not in (own, ""):
            # "Đảng bộ Sở Y tế (11/40)" after a sentence on veterans goes on with what was said of the Party.
            before = next((c.noun for c in reversed(state.claims) if c.noun and sort_of(c.noun)[0] == own and c.mode == "new"), spoken)
            return _of_that_size(reading, figure, before, state)
        if reads == "item" and spoken and (last is None or not last.item):
            return _of_that_size(reading, figure, spoken, state)
        return spoken
    if printed in ("unit",):
        return state.noun if reads in ("item", "continues") else None
    if verb == "admit" and printed.endswith("_member") and printed != "party_member":
        ahead = " ".join(t.text.lower() for t in reading.tokens[figure : figure + 7])
        if any(said in ahead for said in context("into_the_party")):
            return "party_member"  # "215 đoàn viên công đoàn được kết nạp Đảng"
    if (
        printed == "party_member"
        and reading.tokens[figure + 1 : figure + 2]
        and reading.tokens[figure + 1].text.lower() in context("either_member")
    ):
        whom = subject if subject is not None else subject_of(reading, figure, "", state, last)
        if whom is not None and isinstance(whom.mention, BodyMention) and whom.mention.family in ("union", "youth"):
            return f"{whom.mention.family}_member"
    if printed not in families:
        return None if printed == "league_member" else printed
    if printed == "person" and verb in ("confirm", "card", "transfer"):
        return "party_member"
    words = " ".join(t.text.lower() for t in reading.tokens[max(0, figure - 6) : figure + 8])
    if printed in ("league_member", "person") and mode == "new" and any(said in words for said in context("into_the_party")):
        return "party_member"
    if (
        printed in ("league_member", "person", "association_member", "womens_member")
        and verb == "admit"
        and " cho đảng" in " ".join(t.text.lower() for t in reading.tokens[:figure])
    ):
        return "party_member"  # "giới thiệu 276 đoàn viên ưu tú cho Đảng, có 102 đoàn viên được kết nạp"
    if printed == "person":
        # "Số hội viên thì ngược lại: 612 người được kết nạp": the members named before are meant
        members = [str(t.value) for t in reading.tokens[:figure] if t.kind == "NOUN"]
        if members and members[-1] in ("association_member", "league_member"):
            printed = members[-1]
    if printed == "person" and last is not None and last.noun == "enterprise_owner":
        if any(t.kind == "PART" for t in reading.tokens[max(0, figure - 3) : figure]):
            return "enterprise_owner"  # "41 chủ doanh nghiệp là đảng viên, trong đó 13 người được kết nạp trong 5 năm qua"
    general = families[printed]
    assert isinstance(general, dict)
    whose = subject if subject is not None else subject_of(reading, figure, "", state, last)
    if printed not in ("person", "organisation") and whose is not None and whose.found not in ("own", "sentence"):
        # "Về tổ chức phụ nữ: thành lập 3/3 chi hội": what the sentence names goes before whom the text spoke of
        for t in reversed(reading.tokens[:figure]):
            if t.kind == "NOUN" and general.get(sort_of(str(t.value))[0]):
                return str(general[sort_of(str(t.value))[0]])
    if printed in ("association_member", "association_organisation") and whose is not None and isinstance(whose.mention, BodyMention):
        if whose.mention.family == "farmers":
            return None  # "Hội Nông dân huyện kết nạp 312/300 hội viên": of an association that is not counted
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
            if t.kind == "NOUN" and general.get(sort_of(str(t.value))[0]):
                return str(general[sort_of(str(t.value))[0]])
    thing = {"organisation": "organisation", "association_organisation": "organisation"}.get(printed, "person")
    for candidate in (last.noun if last else None, state.noun):
        if candidate:
            family, its = sort_of(candidate)
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
    elif (found := subject_of(reading, figure, "", state, last)) is not None and isinstance(found.mention, BodyMention):
        family = found.mention.family
    if general.get(family):
        if printed == "person" and mode == "total":
            return None
        return str(general[family])
    if printed in ("organisation", "person"):
        for t in reversed(reading.tokens[:figure]):
            if t.kind == "NOUN" and sort_of(str(t.value))[1] == thing and sort_of(str(t.value))[0] in general and mode == "new":
                return str(t.value)
    if printed in ("organisation", "person") and state.noun and sort_of(state.noun)[1] == thing and mode == "new":
        return state.noun
    if printed == "organisation" and verb == "found":
        # "Tỉnh đoàn thành lập 24 tổ chức Đoàn, kết nạp 900 đoàn viên. Đến nay, toàn tỉnh đã ra mắt 27 tổ chức"
        its_own = general.get(sort_of(state.noun)[0]) if state.noun else None
        if its_own and any(claim.noun == its_own and claim.paragraph == reading.sentence.paragraph for claim in state.claims):
            return str(its_own)
        told = [claim.noun for claim in state.claims if claim.mode == "new" and sort_of(claim.noun)[1] == "organisation"]
        if told and "party_organisation" not in told and whose is not None and whose.kind == "whole":
            return told[-1]
        return "party_organisation"
    if printed == "person" and verb == "admit":
        return "party_member"
    if printed == "organisation" and mode == "new" and any(t.kind == "PLAN" for t in reading.tokens[:figure]):
        # "chỉ tiêu là 3 tổ chức và 20 đảng viên": what stands beside it says of whom
        beside = next((str(t.value) for t in reading.tokens[figure + 2 :] if t.kind == "NOUN" and t.value in indicator_table("of")), None)
        if beside and general.get(sort_of(beside)[0]):
            return str(general[sort_of(beside)[0]])
    if printed == "league_member":
        return "union_member" if state.family == "union" else "youth_member"
    if general.get(state.family) and printed not in ("person", "organisation"):
        return str(general[state.family])
    return None


def _spoken_of(tokens: Sequence[Token]) -> str | None:
    """What the words before a bare figure count: "Về tổ chức đảng, chỉ tiêu là 4", "số đảng viên kết nạp … năm 2015 là 241/230"."""
    counted = indicator_table("of").keys() - indicator_table("family").keys()
    for i, token in enumerate(tokens):
        verb = i == 2 and tokens[1].kind == "VERB" and tokens[0].text.lower() in context("as_to")  # "Về thành lập tổ chức đảng, …"
        if token.kind == "NOUN" and token.value in counted and 0 < i <= 2 and (verb or tokens[i - 1].text.lower() in context("as_to")):
            return str(token.value) if indicator_of(str(token.value), "new") else None
    return None


def _lead(tokens: Sequence[Token]) -> str | None:
    """What a list is said to be about in its own sentence: "Các đơn vị dẫn đầu về kết nạp đảng viên: …"."""
    for i in range(len(tokens) - 2, -1, -1):
        if tokens[i].kind == "VERB" and tokens[i].value in ("found", "admit", "grow") and tokens[i + 1].kind == "NOUN":
            noun = str(tokens[i + 1].value)
            return noun if indicator_of(noun, "new") and noun in indicator_table("of") and noun not in indicator_table("family") else None
    if tokens and tokens[-1].text == ":":
        # "Một số đảng bộ có kết quả kết nạp cao: …"
        named = next((t for t in tokens if t.kind == "VERB" and t.value == "admit"), None)
        default = indicator_table("default").get("admit") if named is not None else None
        return default if isinstance(default, str) and any(t.kind == "NOUN" and t.value == "unit" for t in tokens) else None
    return None
