"""Who gave a plan, and under which directive: as far as the words beside a figure, or the opening of a document, say so."""

import bisect
from collections import Counter
from collections.abc import Sequence

from kg.lexicon import affixes, context
from kg.recognise import BodyMention, DirectiveMention, Reading
from kg.records import Directive, Period
from kg.relate import Claim

# An article says which directive it reports on before this many characters of its text.
_OPENING = 900


def giver(reading: Reading, claim: Claim) -> BodyMention | str | None:
    """The body, or the word for a level ("tỉnh", "trên"), that is said to have given a plan: "vượt chỉ tiêu tỉnh giao (400)"."""
    tokens = reading.tokens
    start, stop = claim.spans[0]
    first = next((i for i, t in enumerate(tokens) if t.stop > start), len(tokens))
    last = next((i for i, t in enumerate(tokens) if t.start >= stop), len(tokens))
    # To the end of its clause: "vượt 2 so với chỉ tiêu Tỉnh ủy giao".
    while last < len(tokens) and tokens[last].text not in (",", ";", ".", ")") and tokens[last].kind not in ("NUMBER", "RATIO", "VERB"):
        last += 1
    for i in range(first + 1, last):
        token, by = tokens[i], tokens[i - 1]
        if token.kind != "ASSIGN" or not token.text.lower().startswith(affixes("gives")):
            continue
        mention = reading.things[i - 1]
        if by.kind == "ORG" and isinstance(mention, BodyMention):
            return mention
        if by.kind == "LEVEL" or by.text.lower() in context("above"):
            return by.text.lower()
    return None


class Under:
    """The directives of one document, and where they stand."""

    def __init__(self, readings: Sequence[Reading], directives: Sequence[Directive]) -> None:
        by_start = {start: d for d in directives for start, _ in d.spans}
        # (offset, paragraph, directive) of each that the running text names.
        self.named: list[tuple[int, int, Directive]] = []
        counts: Counter[str] = Counter()
        begins = next((r.sentence.start for r in readings if r.sentence.zone in ("title", "lead", "body")), 0)
        early: set[str] = set()
        for reading in readings:
            for i in reading.named:
                thing = reading.things[i]
                if not isinstance(thing, DirectiveMention) or thing.start not in by_start:
                    continue
                found = by_start[thing.start]
                self.named.append((thing.start, reading.sentence.paragraph, found))
                before = " ".join(t.text.lower() for t in reading.tokens[max(0, i - 2) : i])
                counts[found.key] += 2 if any(word in before for word in context("carries_out")) else 1
                if thing.start < begins + _OPENING:
                    early.add(found.key)
        self.topic = _topic(counts, early, directives)

    def of(self, claim: Claim, found: Period | None) -> Directive | None:
        """The directive named last before a figure in its paragraph, else the one that the document opens with and keeps to.

        None where the period was over before the directive was issued.
        """
        at = bisect.bisect_left(self.named, (claim.spans[0][1],), key=lambda named: (named[0],))
        near = self.named[at - 1] if at else None
        chosen = near[2] if near is not None and near[1] == claim.paragraph else self.topic
        if chosen is not None and chosen.issued and found is not None and found.end is not None and found.end < chosen.issued:
            return None
        return chosen


def _topic(counts: Counter[str], early: set[str], directives: Sequence[Directive]) -> Directive | None:
    """The directive whose results a document reports: named after "thực hiện" most often, no other comes near, and it is one of the
    province's own or stands in the opening: what the centre resolved is often named by the way.
    """
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[1][1] >= ranked[0][1]):
        return None
    chosen = next(d for d in directives if d.key == ranked[0][0])
    return chosen if chosen.key in early or "@TW" not in chosen.key else None
