"""The text half in its order: segment, lex, recognise, relate, resolve. A document goes in, its facts come out."""

from kg import lex, recognise, relate, resolve, segment
from kg.fold import fold
from kg.recognise import Reading
from kg.records import Document, Facts


def readings(document: Document) -> tuple[Reading, ...]:
    """The sentences of a zoned document with everything recognised in them."""
    folded = fold(document.text)
    return tuple(recognise.read(sentence, lex.tokens(sentence, folded)) for sentence in segment.sentences(document))


def facts(document: Document) -> Facts:
    """Everything a document says; the same document gives the same facts."""
    zoned = segment.zoned(document)
    found = readings(zoned)
    return resolve.resolved(zoned, found, relate.claims(found))
