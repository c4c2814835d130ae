"""The command line: arguments in, one call, output. Data goes to stdout, words to stderr.

What a command needs is imported inside it: `kg --help` must not wait for a store or for the word lists.
Exit codes: 0 done and sound, 1 done and something is not sound, 2 could not run, 130 interrupted, 141 whoever read the output has gone.
"""

import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from kg.cli import asking, documents, graph, growth, link, picture, serve, trust
from kg.cli.common import INTERRUPTED, UNABLE, UNREAD, say, unread
from kg.errors import KgError

# As the help lists them.
COMMANDS = (
    "build",
    "extract",
    "ask",
    "query",
    "show",
    "link",
    "export",
    "picture",
    "check",
    "diff",
    "verify",
    "info",
    "evaluate",
    "explain",
    "residue",
    "serve",
)


class Commands(TyperGroup):
    """`kg`: Typer would list `ask`, which has commands of its own, behind all others."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=COMMANDS.index)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is None and not ctx.resilient_parsing:
            from kg.query.header import instead

            raise KgError(f"no command '{cmd_name}'; {instead(cmd_name, COMMANDS)}")
        return command


# Rich would draw the help in boxes, and take 0.1 s to do so.
app = typer.Typer(
    cls=Commands,
    help="A knowledge graph read from the Vietnamese press: who was told to reach how much, and what came of it.",
    epilog="Start with: kg build FOLDER, then kg ask. Data goes to standard output, words to standard error.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)


def main() -> NoReturn:
    """Run one command; a mistake of the user's becomes a message and an exit code, a bug keeps its traceback."""
    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names and quotes are Vietnamese, whatever the locale; file names may be anything
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "surrogateescape")
    try:
        code = app(prog_name="kg", standalone_mode=False)
        if code == INTERRUPTED:
            say("kg: interrupted")
    except KgError as error:
        code = say(f"kg: {error}", UNABLE)
    except typer.TyperException as error:
        code = say(f"kg: {_usage(error)}", UNABLE)
    except (KeyboardInterrupt, typer.Abort):
        code = say("kg: interrupted", INTERRUPTED)
    except BrokenPipeError:
        code = unread()
    except SystemExit as error:
        # Typer's answer to a reader that has gone: another stream in its place, and an exit.
        code = error.code if sys.stdout is stdout else UNREAD
    raise SystemExit(code if isinstance(code, int) else 0)


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the arguments, what there is instead, and where to read on."""
    message = error.format_message().rstrip(".").replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    option = getattr(error, "option_name", None)
    if option is not None and option.startswith("-") and message.startswith("No such option"):
        from kg.query.header import instead

        known = [name for parameter in context.command.get_params(context) for name in parameter.opts if name.startswith("--")]
        message = f"no option {option}; {instead(option, known)}"
    return f"{message[:1].lower()}{message[1:]}{'' if message.endswith('?') else ';'} {context.command_path} --help says more"


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"kg {version('chitieu-kg')}")
        raise typer.Exit


@app.callback()
def _kg(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    pass


app.add_typer(asking.asking, name="ask")
app.add_typer(link.linking, name="link")
for command in (
    documents.build, documents.extract, asking.query, asking.show, graph.check, trust.diff, trust.verify, graph.info,
    growth.evaluate, growth.explain, growth.residue, serve.serve,
):  # fmt: skip
    app.command()(command)
# The options of a question are its own, and known only when it is.
app.command(cls=graph.Export, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(graph.export)
app.command(cls=picture.Picture)(picture.picture)
