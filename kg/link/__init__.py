"""What is the same, here and elsewhere: candidates and judgements."""

from kg.link.canonical import canonical
from kg.link.datasets import Codes, Dataset, Linkset, Text, dataset
from kg.link.judgement import Judgement
from kg.link.pages import Post, page_links
from kg.link.places import place_links
from kg.link.quads import judgement_quads

__all__ = [
    "Codes", "Dataset", "Judgement", "Linkset", "Post", "Text", "canonical", "dataset", "judgement_quads", "page_links",
    "place_links",
]  # fmt: skip
