"""What is the same, here and elsewhere: candidates and judgements."""

from kg.link.agreed import agreed
from kg.link.canonical import canonical, decided
from kg.link.datasets import Codes, Dataset, Linkset, Text, dataset
from kg.link.joins import contradictions
from kg.link.judgement import Judgement, judgement_from_json, judgement_to_json
from kg.link.pages import Post, page_links
from kg.link.places import place_links
from kg.link.quads import judgement_quads

__all__ = [
    "Codes", "Dataset", "Judgement", "Linkset", "Post", "Text", "agreed", "canonical", "contradictions", "dataset", "decided",
    "judgement_from_json", "judgement_quads", "judgement_to_json", "page_links", "place_links",
]  # fmt: skip
