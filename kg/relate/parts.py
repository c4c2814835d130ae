"""Whether what is counted is new, all that there is, or a part of what was counted before."""

from dataclasses import dataclass

from kg.lexicon import affixes, context
from kg.relate.seen import Seen
from kg.relate.words import depth_at, depth_of, figure_in, indicator_table, mode_of, sort_of, unread_before


@dataclass(frozen=True, slots=True)
class Counted:
    """How a figure counts: `mode` new, total …; `part` of a whole before it; `came`: members who came with new bodies; None: as before."""

    mode: str
    part: bool = False
    came: bool = False
    planned: bool | None = None


def mode(seen: Seen) -> str | None:
    """New, total, rated_good …, by the rule, its verb or what was spoken of before; None where a chain has nothing to go on."""
    rule, last, verb = seen.rule, seen.last, seen.verb
    if rule.needs in ("chain", "chain-of-new"):
        if last is None or (last.mode == "total" and seen.found.range("ratio")):
            return None  # "trong 124 chi bộ ấy, 117/124 chi bộ lập được chi ủy": of those there are, no plan
        return last.mode
    told = rule.mode if rule.mode != "plan" else None
    told = told or (mode_of(rule.verb) if rule.verb else None) or (mode_of(verb) if verb else None)
    if told == "total" and rule.mode == "total" and _new_ones(seen):
        return "new"  # "số đảng viên mới là 1.486"
    if told is not None:
        return told
    if rule.reads == "item" and any(seen.found.range(name) for name in ("ratio", "percent", "planned")):
        return "new"
    return last.mode if last is not None and last.mode in ("new", "total") else seen.state.mode


def _new_ones(seen: Seen) -> bool:
    """Whether the noun before the figure says that they are new, and a word for how many leads to it."""
    noun = seen.found.range("noun")
    if noun is None or noun[0] > seen.figure:
        return False
    return seen.tokens[noun[0]].text.lower().endswith(affixes("new_ones"))


def counted(seen: Seen, mode: str, noun: str | None, printed: str | None) -> Counted:
    """How a figure of a noun counts, by what the sentence and the paragraph counted before it; `printed`: the noun as it stands there."""
    rule = seen.rule
    if rule.indicator and rule.indicator.startswith("enterprises_with"):
        mode = "total"
    part = _in_brackets(seen, mode, noun)
    if mode == "total" and noun == "enterprise_owner" and (owners := _of_those_admitted(seen)) is not None:
        return owners if not part else Counted(owners.mode, True, False, owners.planned)
    if mode == "total" and "may-be-part" in rule.marks:
        inner = _of_a_whole(seen, noun, printed)
        return inner if not part or inner.part else Counted(inner.mode, True, inner.came, inner.planned)
    return Counted(mode, part or _some_of_those(seen, mode, noun))


def _in_brackets(seen: Seen, mode: str, noun: str | None) -> bool:
    """The same counted again in brackets: "thành lập 13/15 tổ chức đảng (có 01 chi bộ ra mắt ngày 30-12)"."""
    last = seen.last
    if last is None or last.achieved is None or seen.rule.reads != "claim" or not seen.found.range("achieved"):
        return False
    deeper = depth_of(seen.tokens, seen.figure) > depth_at(seen.tokens, last.figures[0] if last.figures else None)
    return (noun, mode) == (last.noun, last.mode) and deeper


def _of_those_admitted(seen: Seen) -> Counted | None:
    """Owners among members who were admitted are new: "Trong số đảng viên mới có 23 người là chủ doanh nghiệp"; None where none were."""
    last, told = seen.last, seen.told
    if any((t.kind, t.value) == ("NOUN", "party_member") and t.text.lower().endswith(affixes("new_ones")) for t in seen.leading):
        return Counted("new")
    if last is not None and (last.noun, last.mode) == ("party_member", "new"):
        return Counted("new", planned=last.planned is not None and last.achieved is None)
    among = any(t.text.startswith(affixes("among")) for t in seen.tokens[: seen.first + 1])
    if last is None and told is not None and (told.noun, told.mode) == ("party_member", "new") and among:
        return Counted("new")  # "Trong số này có 11 chủ doanh nghiệp"
    return None


def _of_a_whole(seen: Seen, noun: str | None, printed: str | None) -> Counted:
    """A stock behind another count: a part of it, members who came with it, or one of its own."""
    last = seen.last
    near = seen.tokens[max(0, seen.first - 2) : seen.figure]
    of_what = any(word in seen.verb_text for word in context("consists"))
    if last is None:
        # "386/386 đơn vị đã tổ chức đại hội …; trong đó có 341 đoàn cơ sở"
        of_what = of_what or any(t.kind == "PART" for t in near)
        return Counted("total", of_what and seen.rule.needs != "chain" and unread_before(seen.tokens, seen.figure, seen.here))
    if not printed:
        return Counted("total")
    if any(t.kind == "PART" for t in near) or (seen.rule.needs == "chain" and printed == "enterprise_owner"):
        whole = next((c for c in reversed(seen.here) if not c.part), last)
        if noun == "enterprise_owner" and sort_of(whole.noun)[0] == "party" and whole.mode == "new":
            return Counted("new", planned=whole.planned is not None and whole.achieved is None)
        return Counted("total", part=True)
    if of_what and unread_before(seen.tokens, seen.figure, seen.here):
        return _came_with(seen, noun)
    members = sort_of(last.noun)[1] == "organisation" and sort_of(str(noun))[1] == "person"
    stands_for = seen.verb_text.startswith(affixes("stands_for"))
    if seen.verb == "gather" and not stands_for and last.mode == "new" and members and seen.first:
        return _came_with(seen, noun)
    return Counted("total")


def _came_with(seen: Seen, noun: str | None) -> Counted:
    """Members of new unions or associations are new too: "thành lập 118 chi đoàn với 9.260 đoàn viên"; of a cell they are its size."""
    last = seen.last
    assert last is not None
    family = sort_of(last.noun)[0]
    if family == sort_of(str(noun))[0] != "party" and (last.achieved or 0) > 1:
        return Counted("new", came=True)
    return Counted("total", part=True)


def _some_of_those(seen: Seen, mode: str, noun: str | None) -> bool:
    """Some of those admitted: "kết nạp được 287 đảng viên, trong đó nữ 129 đồng chí"."""
    last = seen.last
    if seen.rule.needs != "chain" or last is None or (mode, noun) != ("new", last.noun) or sort_of(str(noun))[1] != "person":
        return False
    number = figure_in(seen.tokens, seen.found.range("achieved"))
    return isinstance(number, int) and number < (last.achieved or 0)


def known(noun: str | None) -> str | None:
    """A noun that is counted by an indicator of its own or of a family."""
    return noun if noun in indicator_table("of") else None
