"""Links of officials to their pages in the Vietnamese Wikipedia: by name, post, place and date together, never by name alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from kg import gazetteer
from kg.gazetteer import Office
from kg.link.datasets import linkset
from kg.link.judgement import Judgement


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """A post as one document shows it. `role` is its title with the body ("Phó Bí thư Thành ủy Hà Nội"), `unit` the unit_id of the body's
    place (None: of no place, as central bodies are), `day` the document's date.
    """

    day: str
    role: str
    unit: str | None


def page_links(node: str, names: Iterable[str], posts: Iterable[Post]) -> tuple[Judgement, ...]:
    """The page of a person: one that held one of these posts, in this place, on this day, under one of these names.

    Where one page alone does, the judgement is positive; where several do, each is undecided. The score is the share of the posts shown
    that the page bears out. A close match: one source says so, and a page is about a person, not the person.
    """
    called, shown = sorted(set(names)), sorted(set(posts))
    fitting: dict[str, dict[Post, Office]] = {}
    for post in shown:
        for name in called:
            for office in gazetteer.offices_held(name, post.role, on=post.day):
                if (office.unit.unit_id if office.unit else None) == post.unit:
                    fitting.setdefault(office.page, {}).setdefault(post, office)
    wikipedia = linkset("viwiki")
    return tuple(
        Judgement(
            subject=node,
            relation="closeMatch",
            object=wikipedia.address(page),
            verdict="positive" if len(fitting) == 1 else "undecided",
            by="rule:viwiki-office",
            evidence=tuple(_ground(post, office) for post, office in fitting[page].items()),
            score=round(len(fitting[page]) / len(shown), 2),
            source=wikipedia.homepage,
            licence=wikipedia.licence,
            taken=wikipedia.taken,
        )
        for page in sorted(fitting)
    )


def _ground(post: Post, office: Office) -> str:
    held = f"{office.held_from or '?'} – {office.held_to}".rstrip()
    return f"{post.day}: {post.role}; page: {office.name}, {' '.join(office.title.split())}, {held}"
