"""Keys for holders of access."""

import sys
from typing import Annotated

import typer

from graphapi.cli.messages import say
from graphapi.server import make_key

__all__ = ["key"]


def key(
    name: Annotated[str, typer.Argument(help="Whose key it is; the log and the limits name it.")],
) -> None:
    """Make an API key: print the key for its holder, and the line for the server's file of keys.

    The key is printed here and kept nowhere: --api-keys-file takes the line, a digest of it.
    """
    made, entry = make_key(name)
    say(f"The key, for {name} alone; the line for --api-keys-file goes to standard output:\n{made}")
    sys.stdout.write(f"{entry}\n")
