"""The command `key`: it makes API keys."""

import sys
from typing import Annotated

import typer

from graphapi.cli.messages import print_message
from graphapi.server import make_key

__all__ = ["key"]


def key(
    name: Annotated[str, typer.Argument(help="The owner of the key; used by the log and limits.")],
) -> None:
    """Make an API key: print the key for its owner, and a line for the server's file of keys.

    The key is shown only once and stored nowhere: the line for --api-keys-file holds its digest.
    """
    made, entry = make_key(name)
    print_message(
        f"The key, for {name} only; the line for --api-keys-file is on standard output:\n{made}"
    )
    sys.stdout.write(f"{entry}\n")
