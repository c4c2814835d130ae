"""A match and what stands around it, for those who decide what it opens: what it counts, how, and whether it is planned."""

from collections.abc import Sequence
from dataclasses import dataclass

from kg import patterns
from kg.lex import Token
from kg.recognise import Reading
from kg.relate.claim import Claim, State
from kg.relate.found import Found, Rule
from kg.relate.words import verb_of


@dataclass(frozen=True, slots=True)
class Seen:
    """`here` are the statements of the sentence so far; what the text spoke of before the sentence is in `state`."""

    found: Found
    reading: Reading
    group: int
    state: State
    here: Sequence[Claim]

    @property
    def tokens(self) -> Sequence[Token]:
        return self.reading.tokens

    @property
    def rule(self) -> Rule:
        return self.found.rule

    @property
    def first(self) -> int:
        """The index of the match's first token."""
        return self.found.match.first

    @property
    def figure(self) -> int:
        """The index of the first figure that the match reads."""
        return min(self.found.taken)

    @property
    def within(self) -> Sequence[Token]:
        return self.tokens[self.first : self.found.match.last]

    @property
    def leading(self) -> Sequence[Token]:
        return self.tokens[: self.first]

    @property
    def last(self) -> Claim | None:
        """The last statement of the sentence."""
        return self.here[-1] if self.here else None

    @property
    def told(self) -> Claim | None:
        """The last statement of the paragraph, before the sentence where this one has none."""
        claims = self.state.claims
        if self.last is not None:
            return self.last
        return claims[-1] if claims and claims[-1].paragraph == self.reading.sentence.paragraph else None

    @property
    def before(self) -> Claim | None:
        """The last statement of the text."""
        return self.last or (self.state.claims[-1] if self.state.claims else None)

    @property
    def verb(self) -> str | None:
        return verb_of(self.found, self.tokens)

    @property
    def verb_text(self) -> str:
        span = self.found.range("verb")
        return self.tokens[span[0]].text.lower() if span is not None else ""

    @property
    def opens_with(self) -> set[str]:
        """The match's first word and the one before it."""
        return {self.tokens[self.first].text, self.tokens[self.first - 1].text if self.first else ""}

    def nouns(self, name: str) -> list[str]:
        """What the nouns mean that the pattern binds to a name."""
        spans = patterns.slots(self.found.match, name)
        return [str(self.tokens[i].value) for a, b in spans for i in range(a, b) if self.tokens[i].kind == "NOUN"]
