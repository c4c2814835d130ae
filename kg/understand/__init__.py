"""A question in words into one of the canned questions and its parameters, offline and without a model; or a refusal with what comes near.

The words are read with the lexicon that reads articles (periods, numbers of directives, places, bodies, what is counted) and with the
phrases of `kg/vi/questions.toml` and its English twin. Then each question is held against what was read: it must be known by its meanings,
every parameter that was named must be one of its own, and a word that nobody understood counts against all. What the questions are is
handed in.
"""

from kg.understand.choosing import Offer, Understood, understood
from kg.understand.forms import Example, Form, Slot

__all__ = ["Example", "Form", "Offer", "Slot", "Understood", "understood"]
