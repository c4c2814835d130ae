"""Whether a figure that no word calls a plan is one: plans that go on behind plans, lists of them, what shall be."""

from kg.lexicon import affixes, context
from kg.relate.claim import Claim, only_planned
from kg.relate.periods import closed_before
from kg.relate.seen import Seen
from kg.relate.words import lists_plans, plan_before, says_done


def done(seen: Seen, mode: str) -> bool:
    """Whether the words say that something was done."""
    if mode == "rated_good":
        # "được xếp loại hoàn thành tốt nhiệm vụ" is said of plans too
        return any(t.text in context("already") for t in seen.within)
    span = seen.found.range("verb")
    if span is not None and seen.verb_text.startswith(affixes("grew")):
        # "chúng tôi có thêm 3 chi bộ và 37 đảng viên", where nothing before speaks of a plan
        if not any(t.kind in ("ASSIGN", "PLAN", "EACH") for t in seen.tokens[: span[0]]):
            return True
    return says_done(seen.tokens, seen.found)


def planned(seen: Seen, mode: str, printed: str | None) -> bool:
    """Whether what a match reads is planned though its rule does not say so; `printed`: the noun that is counted, where it is printed."""
    rule = seen.rule
    if rule.mode == "plan" or _share_to_reach(seen):
        return True
    if "listed" in rule.marks and seen.last is None and plan_before(seen.tokens, seen.first, named=True):
        return True
    if mode not in ("new", "rated_good") or done(seen, mode):
        return False
    if (seen.state.planning and not seen.found.range("planned")) or _listed_behind_plans(seen, printed):
        return True
    if mode == "new" and rule.reads == "item" and not seen.here and lists_plans(seen.tokens, seen.first):
        return True
    return mode == "new" and _goes_on(seen, printed)


def _share_to_reach(seen: Seen) -> bool:
    """A share behind plans: "đề ra kết nạp 100 đảng viên, tỷ lệ đảng viên hoàn thành tốt nhiệm vụ đạt 90%"."""
    last = seen.last
    if not seen.found.range("share") or last is None or last.planned is None:
        return False
    return last.achieved is None and last.percent is None and (last.unit == "percent" or last.mode == "new")


def _listed_behind_plans(seen: Seen, printed: str | None) -> bool:
    """What a sentence lists behind plans alone, of other things, is planned too."""
    plans = all(c.planned is not None and c.achieved is None and c.percent is None and c.noun != printed for c in seen.here)
    return bool(seen.here) and bool(seen.opens_with & {";", ","}) and plans


def _goes_on(seen: Seen, printed: str | None) -> bool:
    """Plans go on: "chỉ tiêu dành cho Hiệp Đức là 48; Phước Sơn 80", "phấn đấu kết nạp 180 đảng viên, thành lập 4 tổ chức đảng"."""
    rule, before = seen.rule, _plan_so_far(seen)
    if before is None or not only_planned(before) or not seen.found.range("achieved") or rule.marks & {"done", "as-before"}:
        return False
    again = ";" in seen.opens_with or rule.scope is not None or "listed" in rule.marks
    other = before.noun != printed or before is not seen.last
    return (again or other) and not closed_before(seen.reading, seen.first)


def _plan_so_far(seen: Seen) -> Claim | None:
    """The statement that a plan may go on from: of the paragraph, for a bare list also that of the sentence before in another one."""
    before = seen.told
    if before is None and seen.rule.reads == "item" and seen.found.range("verb") is None and seen.before is not None:
        return seen.before if seen.group - seen.before.group == 1 else None
    return before
