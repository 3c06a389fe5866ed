"""What commands say beside their answer, on standard error, and what they no longer need to say."""

import os
import sys

from rich.console import Console

__all__ = ["discard_output", "say"]


def say(message: str) -> None:
    """Print a message as it is: what looks like markup comes from files, and is none."""
    Console(stderr=True, highlight=False).print(message, markup=False, soft_wrap=True)


def discard_output() -> None:
    """Write the rest of standard output nowhere: the reader of a pipe has seen enough.

    Python would complain once more at exit.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
