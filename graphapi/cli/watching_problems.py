"""`check --watch`: problems as files are saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event

from graphapi.cli.messages import print_message
from graphapi.corpus.reader import CorpusReader
from graphapi.corpus.watching import WatchMode, times_to_look
from graphapi.domain import Problem
from graphapi.errors import CorpusError
from graphapi.graph import ArticleGraph
from graphapi.graph.building.reuse import Reuse
from graphapi.report import print_changed_problems
from graphapi.settings import Settings

__all__ = ["watch_problems"]


def watch_problems(paths: Sequence[Path], settings: Settings, known: Sequence[Problem]) -> None:
    """Print which problems come and go, until Ctrl+C; `known` are those printed before."""
    reader, reuse = CorpusReader(paths, follow_links=settings.follow_links), Reuse()
    reader.read()
    mode = WatchMode.POLL if settings.watch == "poll" else WatchMode.AUTO
    print_message("Watching the files (press Ctrl+C to stop)")
    for _ in times_to_look(paths, mode, Event()):
        try:
            changes = reader.changes()
            if not changes:
                continue
            problems = ArticleGraph.build(reader.read(changes=changes), reuse).problems
        except CorpusError as error:
            print_message(f"graphapi: {error}")
            continue
        print_changed_problems(known, problems)
        known = problems
