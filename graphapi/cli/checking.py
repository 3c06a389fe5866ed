"""Checking a configuration without serving anything."""

import sys
from collections.abc import Mapping
from pathlib import Path

from graphapi.api import create_schema
from graphapi.cli.messages import print_message
from graphapi.corpus.files.folders import find_files
from graphapi.graph.reading import sample_corpus
from graphapi.server import Guard, allow_files, create_app, find_address
from graphapi.settings import Settings, settings_in_effect

__all__ = ["check_config"]


def check_config(paths: list[Path] | None, settings: Settings, flags: Mapping[str, object]) -> None:
    """Print the settings in effect, after all checks that `serve` makes before it loads a corpus.

    Reads the files of keys and documents, looks for the article folders, and resolves the address
    without listening on it. Raises ConfigurationError or CorpusError if one of these is not valid.
    """
    guard = Guard(settings)
    find_address(settings.host, settings.port, local_only=not guard.is_open)
    create_app(create_schema(), lambda: None, lambda: None, settings)
    files = find_files(paths or [sample_corpus()], [], follow_links=settings.follow_links)
    rows = list(settings_in_effect(settings, flags))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for flag, value, source in rows:
        sys.stdout.write(f"{flag:<{widths[0]}}  {value:<{widths[1]}}  {source}\n")
    for note in _notes(settings, guard, len(files)):
        print_message(note)


def _notes(settings: Settings, guard: Guard, files: int) -> list[str]:
    """Things that are not wrong but good to know."""
    notes = [f"graphapi can serve {files} files with these settings"]
    if settings.public and not guard.keys:
        notes.append("anyone who reaches the address may send queries (--public, no API keys)")
    shortage = allow_files(settings.connection_limit)
    if shortage is not None:
        notes.append(shortage)
    if settings.rate_units and settings.rate_burst_units < settings.max_cost:
        notes.append(
            "--rate-burst-units is below --max-cost: one operation at that price puts its client "
            "into debt"
        )
    return notes
