"""The program: its commands and its exit codes."""

import sys

import typer

from graphapi.cli.document_commands import schema, trust
from graphapi.cli.export_command import export_corpus
from graphapi.cli.key_commands import key
from graphapi.cli.messages import discard_output, print_message
from graphapi.cli.querying import query
from graphapi.cli.reports import check, stats
from graphapi.cli.serving import serve
from graphapi.errors import GraphApiError

__all__ = ["app", "main"]

app = typer.Typer(
    name="graphapi",
    help="Turn folders of Markdown news articles into a fast, explorable GraphQL API.",
    epilog="Without PATHS, every command uses the sample corpus that comes with graphapi.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (serve, check, stats, query):
    app.command()(command)
app.command("export")(export_corpus)
for command in (schema, key, trust):
    app.command()(command)


def main() -> None:
    """Run the command line of this process."""
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
