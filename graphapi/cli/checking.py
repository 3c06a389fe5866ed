"""Looking at a configuration without serving anything."""

import sys
from collections.abc import Mapping
from pathlib import Path

from graphapi.api import create_schema
from graphapi.cli.messages import say
from graphapi.corpus.files.folders import find_files
from graphapi.graph.reading import sample_corpus
from graphapi.server import Guard, allow_files, create_app, find_address
from graphapi.settings import Settings, settings_in_effect

__all__ = ["check_config"]


def check_config(paths: list[Path] | None, settings: Settings, flags: Mapping[str, object]) -> None:
    """Print the settings in effect, after all that serving would look at before it loads a corpus.

    Files of keys and documents are read, the folders of articles are looked for, and the address is
    looked up; nobody listens there. Raises ConfigurationError or CorpusError for what is wrong.
    """
    guard = Guard(settings)
    find_address(settings.host, settings.port, local_only=not (settings.public or bool(guard.keys)))
    create_app(create_schema(), lambda: None, lambda: None, settings)
    files = find_files(paths or [sample_corpus()], [], follow_links=settings.follow_links)
    rows = list(settings_in_effect(settings, flags))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for flag, value, source in rows:
        sys.stdout.write(f"{flag:<{widths[0]}}  {value:<{widths[1]}}  {source}\n")
    for remark in _remarks(settings, guard, len(files)):
        say(remark)


def _remarks(settings: Settings, guard: Guard, files: int) -> list[str]:
    """What is not wrong, and better known."""
    remarks = [f"graphapi can serve {files} files with these settings"]
    if settings.public and not guard.keys:
        remarks.append("anybody who reaches the address may ask (--public, and no API keys)")
    shortage = allow_files(settings.connection_limit)
    if shortage is not None:
        remarks.append(shortage)
    if settings.rate_units and settings.rate_burst_units < settings.max_cost:
        remarks.append(
            "--rate-burst-units is below --max-cost: an operation at that price puts a client that "
            "asks for it into debt"
        )
    return remarks
