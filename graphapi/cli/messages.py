"""What commands say beside their answer, on standard error."""

from rich.console import Console

__all__ = ["say"]


def say(message: str) -> None:
    """Print a message as it is: what looks like markup comes from files, and is none."""
    Console(stderr=True, highlight=False).print(message, markup=False, soft_wrap=True)
