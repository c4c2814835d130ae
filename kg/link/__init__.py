"""What is the same, here and elsewhere: candidates and judgements."""

from kg.link.canonical import canonical
from kg.link.judgement import Judgement

__all__ = ["Judgement", "canonical"]
