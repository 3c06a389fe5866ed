"""Messages of commands, on standard error, and output whose reader has gone."""

import os
import sys

from rich.console import Console

__all__ = ["discard_output", "print_message"]


def print_message(message: str) -> None:
    """Print a message as it is: text from files that looks like markup is not markup."""
    Console(stderr=True, highlight=False).print(message, markup=False, soft_wrap=True)


def discard_output() -> None:
    """Discard the rest of standard output, once the reader of a pipe has stopped reading.

    Otherwise Python reports another error at exit.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
