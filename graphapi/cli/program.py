"""The program: its commands and its exit codes.

What a command needs takes a second to import, so each is imported when it is run.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command

from graphapi.errors import GraphApiError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["COMMANDS", "app", "load_command", "main"]


class _Command(NamedTuple):
    """Where a command is, and the first sentence of its help."""

    module: str
    function: str
    summary: str


COMMANDS: Final = {
    "serve": _Command(
        "serving",
        "serve",
        "Serve a corpus over HTTP until Ctrl+C: GraphQL and pages for browsers.",
    ),
    "check": _Command("reports", "check", "Report problems in the files, with their lines."),
    "stats": _Command(
        "reports",
        "stats",
        "Show what a corpus holds: counts, links, a timeline, the largest providers and topics.",
    ),
    "query": _Command("querying", "query", "Run a GraphQL query without a server; print JSON."),
    "export": _Command(
        "export_command",
        "export_corpus",
        "Write the graph or its tables for other tools: GraphML, GEXF, node-link JSON, CSV,"
        " Parquet.",
    ),
    "reload": _Command("reloading", "reload", "Make the server of these files look at them now."),
    "schema": _Command(
        "document_commands", "schema", "Print the GraphQL schema in the schema definition language."
    ),
    "key": _Command(
        "key_commands",
        "key",
        "Make an API key: print the key for its owner, and a line for the server's file of keys.",
    ),
    "trust": _Command(
        "document_commands",
        "trust",
        "Check GraphQL documents against the schema and write a manifest of them for `serve`.",
    ),
}

_OPTIONS: Final[dict[str, Any]] = {"context_settings": {"help_option_names": ["-h", "--help"]}}


def load_command(name: str) -> Callable[..., None]:
    """The function of a command."""
    module, function, _ = COMMANDS[name]
    found: Callable[..., None] = getattr(import_module(f"graphapi.cli.{module}"), function)
    return found


class _Commands(TyperGroup):
    """The commands; the list of them is printed without importing any."""

    _is_listing = False

    def list_commands(self, _: Any) -> list[str]:
        return [*COMMANDS]

    def get_command(self, _: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False, **_OPTIONS)
        function = _summarized(cmd_name) if self._is_listing else load_command(cmd_name)
        single.command(cmd_name, **_OPTIONS)(function)
        return get_command(single)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._is_listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._is_listing = False


def _summarized(name: str) -> Callable[[], None]:
    def command() -> None:
        """Stands for a command in the list of all."""

    command.__doc__ = COMMANDS[name].summary
    return command


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"graphapi {version('graphapi')}")
        raise typer.Exit


app = typer.Typer(
    name="graphapi",
    cls=_Commands,
    help="Turn folders of Markdown news articles into a fast, explorable GraphQL API.",
    epilog="Without PATHS, every command uses the sample corpus that comes with graphapi.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    **_OPTIONS,
)


@app.callback()
def _program(
    is_version_asked: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line of this process."""
    from graphapi.cli.messages import discard_output, print_message  # noqa: PLC0415  uses rich

    try:
        app()
    except GraphApiError as error:
        print_message(f"graphapi: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        discard_output()
        sys.exit(0)
