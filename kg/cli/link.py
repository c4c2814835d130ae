"""`kg link`: what is the same, here and elsewhere, as rules judge it and people decide it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from kg.cli import linking as asking
from kg.cli.common import Graph, Language, Table, counted, folder_of, opened_store, output, say, width_of, working
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.review import Pair

linking = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What is the same, here and elsewhere.")
linking.command("match")(asking.match)

Verdict = Annotated[
    Literal["positive", "negative", "undecided"] | None, typer.Option("--verdict", help="Only those that are one, two, or undecided.")
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Whose decisions they are; your user name if not given.")]

_KEYS = "y same, n different, u nobody can tell, s skip, q quit"


@linking.callback(invoke_without_command=True)
def link(
    context: typer.Context,
    service: Annotated[
        str | None,
        typer.Option(
            "--service",
            metavar="URL",
            help="Ask this service of the Entity Reconciliation API 0.2 about the graph's own.",
            show_default=False,
        ),
    ] = None,
    type: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE[=THEIRS]",
            help="Only about these: Place, PartyCommittee, Organisation, Official, Enterprise, Directive; as THEIRS, the service's type.",
            show_default=False,
        ),
    ] = None,
    property: Annotated[
        list[str] | None,
        typer.Option(
            "--property", metavar="PID=PROPERTY", help="A property of the service, and the graph's that goes with it.", show_default=False
        ),
    ] = None,
    graph: Graph = None,
    offline: asking.Offline = False,
    pause: asking.Pause = 1.0,
) -> None:
    """What is the same, here and elsewhere.

    With --service, the places, bodies, officials and enterprises of the graph that have no link there yet are matched with a reconciliation
    service. Its answers are kept as judgements in the graph folder, positive only where it is sure and name and type agree; kg link review
    shows the others, and the next kg build writes them all. Answers stay: a run that was stopped goes on, a second one asks nothing.
    """
    if context.invoked_subcommand is None and service is not None:
        asking.nodes(graph, service, type or (), property or (), offline=offline, pause=pause)
    elif context.invoked_subcommand is None:
        raise KgError("say what to do: a command, or --service URL; kg link --help lists them")
    elif any((service, type, property, graph, offline)):
        raise KgError(f"the options of kg link {context.invoked_subcommand} stand after it: kg link {context.invoked_subcommand} --help")


@linking.command("list")
def list_(verdict: Verdict = None, graph: Graph = None, language: Language = "en", format: Table = "table") -> None:
    """List the judgements of the current release."""
    from kg import query
    from kg.cli.asking import print_rows

    with opened_store(graph) as opened:
        print_rows(query.rows(opened, "judgements", language=language, verdict=verdict), format)


@linking.command()
def review(graph: Graph = None, by: By = None) -> None:
    """Decide what rules and services leave undecided, one key a pair: y n u s q.

    Each decision is kept at once, so that you can stop at any time; the next build applies them.
    """
    from datetime import date

    from kg import review as stage

    folder, name = folder_of(graph), _name(by)
    left = stage.judgements(folder, verdict="undecided", decided=False)
    done = skipped = 0
    with output() as stream, _keys() as ask:
        for number, pair in enumerate(stage.pairs(folder, left), 1):
            stream.write(f"{number} of {len(left)}\n{_shown(pair)}{_KEYS}: ")
            stream.flush()
            key = ask("ynusq")
            stream.write(f"{key}\n\n")
            if key == "q":
                break
            if key == "s":
                skipped += 1
                continue
            stage.decide(folder, pair.judgement, key, by=name, on=date.today().isoformat())
            done += 1
    rest = len(left) - done
    say(f"{counted(done, 'decision')} kept{f', {skipped} skipped' if skipped else ''}; {counted(rest, 'pair')} left")
    if done:
        say("the next kg build applies them")


@linking.command("export")
def export_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tsv", help="The table to write.")],
    graph: Graph = None,
    all: Annotated[bool, typer.Option("--all", help="Also what rules have decided.")] = False,
) -> None:
    """Write decisions of people, answers of services, and what is undecided, as a table."""
    from kg import review as stage
    from kg.link import decisions

    found = stage.judgements(folder_of(graph))
    wanted = [one for one in found if all or one.verdict == "undecided" or not one.by.startswith("rule:")]
    try:
        file.write_text(decisions.written(wanted), encoding="utf-8", newline="")
    except OSError as error:
        raise KgError(f"cannot write {file}: {error.strerror or error}") from None
    say(f"wrote {file}: {counted(len(wanted), 'judgement')}")


@linking.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tsv", help="A table as kg link export writes it, with decisions filled in.")],
    graph: Graph = None,
    by: By = None,
) -> None:
    """Take decisions and answers from a table; all of them, or none if a line is wrong.

    A line by a rule or a service whose verdict was changed is a decision of --by NAME.
    """
    from datetime import date

    from kg import store
    from kg.link import decisions

    folder = folder_of(graph)
    store.release(folder)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KgError(f"cannot read {file}: {error}") from None
    today = date.today().isoformat()
    here = decisions.read(folder)
    known = (*(one for one in store.judgements(folder) if one.by.startswith("rule:")), *here)
    found = decisions.merged(decisions.parsed(text, str(file), by=f"person:{by}" if by else None, on=today, known=known))
    there = {decisions.line(one) for one in here}
    new = [one for one in found if decisions.line(one) not in there]
    decisions.add(folder, new)
    nodes = {node for one in new for node in ((one.subject, one.object) if one.relation == "same" else (one.subject,))}
    nodes = {node for node in nodes if not node.startswith("place/")}  # most are there whoever speaks of them
    unknown = nodes - set(store.speaking_of(folder, sorted(nodes), most=0))
    say(f"{counted(len(new), 'decision')} taken, {len(found) - len(new):,} known already")
    if unknown:
        say(f"{counted(len(unknown), 'node')} of these the current release does not have, as {min(unknown)}; the decisions are kept")
    if new:
        say("the next kg build applies them")


@linking.command()
def sssom(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as links.sssom.tsv.")],
    graph: Graph = None,
    language: Language = "en",
) -> None:
    """Write the links out as SSSOM/TSV, for mapping tools."""
    from kg import export

    with opened_store(graph) as opened, working(f"Writing {file} …"):
        export.write(opened, file, format="sssom", language=language)
    say(f"wrote {file}")


def _name(by: str | None) -> str:
    if by is None:
        from getpass import getuser

        try:
            by = getuser()
        except (KeyError, OSError):
            raise KgError("whose decisions are they? say so with --by NAME") from None
    name = " ".join(by.split())
    if not name:
        raise KgError("--by needs a name")
    return name


def _shown(pair: "Pair") -> str:
    """Both sides with their sentences, and what the rule rests on; of something elsewhere what the service says of it."""
    from textwrap import wrap

    judgement, lines = pair.judgement, []
    here = judgement.relation == "same"
    evidence = [*judgement.evidence, *[""] * 3] if here else [judgement.subject]
    for letter, side, said in zip("AB", pair.sides, evidence, strict=False):
        more = f" (and {side.documents - len(side.notices)} more)" if side.documents > len(side.notices) else ""
        lines.append(f"  {letter}  {said or side.node}{more}")
        for notice in side.notices:
            lines += wrap(f"“{notice.sentence}”", width_of(), initial_indent=" " * 5, subsequent_indent=" " * 6)
            lines.append(f"     — {notice.title}{f', {notice.date}' if notice.date else ''}")
    score = "" if judgement.score is None else f", {judgement.score:g}"
    if here:
        why = judgement.evidence[-1] if judgement.evidence else ""
        lines.append(f"  {why} ({judgement.by.removeprefix('rule:')}{score})")
    else:
        lines.append(f"  B  {judgement.object}")
        for said in judgement.evidence:
            lines += wrap(said, width_of(), initial_indent=" " * 5, subsequent_indent=" " * 6)
        lines.append(f"  {judgement.relation}? ({judgement.by.removeprefix('rule:').removeprefix('service:')}{score})")
    return "\n".join(lines) + "\n"


@contextmanager
def _keys() -> Iterator[Callable[[str], str]]:
    """A function that waits for one of some keys: pressed on a terminal, or read from what is piped in; its end is a q."""

    def of(stream: TextIO, keys: str) -> str:
        while (key := stream.read(1).lower()) not in keys:
            pass
        return key or "q"

    if not sys.stdin.isatty():
        yield lambda keys: of(sys.stdin, keys)
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)  # what was typed ahead counts
        yield lambda keys: of(sys.stdin, keys)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
