"""The process that reads the corpus: it notices changes, builds the next graph and publishes it."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import Event, Timer
from typing import Final

from graphapi.changes import ChangeLog, LogFile, compare
from graphapi.corpus import Corpus
from graphapi.corpus.reader import CorpusReader, FileChanges
from graphapi.corpus.watching import WatchMode, times_to_look
from graphapi.domain import Severity
from graphapi.errors import CorpusError, NotReadyError
from graphapi.graph import ArticleGraph
from graphapi.graph.building.reuse import Reuse
from graphapi.graph.graph_parts import graph_from_parts, parts_of_graph
from graphapi.loading.snapshot import Snapshot
from graphapi.loading.status import ReloadStatus
from graphapi.runtime.mailbox import Mailbox

__all__ = ["Loader"]

_LOGGER = logging.getLogger(__name__)

_NICENESS: Final = 5
_SLOWEST_WORKER_SECONDS: Final = 2.0
"""A worker that does not take over the next graph in time changes to it later than the others."""

_NAMES_SHOWN: Final = 3


class Loader:
    """Keeps what is served up to date with the files.

    `reader` has read the corpus from which `graph` was built. With `strict`, a corpus that has a
    problem of severity ERROR is not served. The `snapshot` is kept up to date, if there is one;
    `is_saved` says that it holds the graph already. The `log` ends with the version of the graph;
    it is kept in `log_file`, if there is one.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        reader: CorpusReader,
        graph: ArticleGraph,
        loaded_at: datetime,
        mailbox: Mailbox,
        log: ChangeLog,
        *,
        log_file: LogFile | None = None,
        mode: WatchMode = WatchMode.AUTO,
        strict: bool = False,
        snapshot: Snapshot | None = None,
        is_saved: bool = False,
    ) -> None:
        self._paths, self._reader, self._mode = paths, reader, mode
        self._mailbox, self._strict = mailbox, strict
        self._snapshot, self._is_saved = snapshot, is_saved
        self._graph, self._log, self._log_file = graph, log, log_file
        self._corpus: Corpus | None = None
        self._reuse = Reuse()
        self._stop, self._woken = Event(), Event()
        self._status = ReloadStatus(graph.version, loaded_at)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, as a process of its own; SIGHUP asks for a look now."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        signal.signal(signal.SIGHUP, lambda *_: self.wake())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        os.nice(_NICENESS)
        self._go_on()
        self._save()
        self._warm_up()
        self.watch()
        self._save()

    def watch(self) -> None:
        """Look at the files whenever that is due, until `stop`."""
        for _ in times_to_look(self._paths, self._mode, self._stop, self._woken):
            has_changed = self.look()
            if self._reader.held:
                timer = Timer(self._reader.hold_seconds, self._woken.set)
                timer.daemon = True
                timer.start()
            elif not has_changed:
                self._save()  # not between edits, for which it would take time

    def _go_on(self) -> None:
        """Begin with what was published last: a loader before this one may have died."""
        parts = self._mailbox.read(self._mailbox.published) if self._mailbox.published else None
        if parts is None:
            return
        loaded_at, self._log = next(parts)
        self._graph, self._is_saved = graph_from_parts(parts), False
        self._status = ReloadStatus(self._graph.version, loaded_at)
        if self._log_file is not None:
            self._log_file.forget()

    def stop(self) -> None:
        """Let `run` end soon."""
        self._stop.set()
        self._woken.set()

    def wake(self) -> None:
        """Let `watch` look now."""
        self._woken.set()

    def _warm_up(self) -> None:
        """Build what is served once more: the first edit takes no longer than the others then.

        What changed since the files were read is published. A graph that came from the snapshot
        came without what the files gave, the last good record of a broken one among it.
        """
        if self._snapshot is not None and not self._reader.knows_files:
            self._snapshot.restore(self._reader)
        self.look()

    def look(self) -> bool:
        """Serve the corpus as it is now; what prevents that is logged, and the old one stays.

        Returns whether anything has changed.
        """
        try:
            changes = self._reader.changes()
            if changes or self._corpus is None or self._status.error is not None:
                self._reload(changes)
                return True
        except CorpusError as error:
            self._fail(str(error))
        except Exception:
            _LOGGER.exception("Reading the corpus again failed; the version before is served")
            self._fail("an internal error, which the log tells of")
        return False

    def _reload(self, changes: FileChanges) -> None:
        started = time.monotonic()
        corpus = self._reader.read(changes=changes)
        waiting = len(self._reader.held)
        if corpus is self._corpus and self._status.error is None:
            self._note(replace(self._status, waiting=waiting))
            return
        self._corpus = corpus
        if not corpus.articles:
            self._fail("no articles are left in the corpus")
            return
        graph = ArticleGraph.build(corpus, self._reuse, language=self._graph.language)
        if self._strict and any(one.severity is Severity.ERROR for one in graph.problems):
            self._fail("the corpus has problems of severity ERROR, and --strict is on")
            return
        if graph.version != self._graph.version:
            self._publish(graph, changes, started)
        else:
            for _ in parts_of_graph(graph, complete=True):
                pass  # all of it is there for the next build to take over
        self._note(replace(self._status, error=None, waiting=waiting))

    def _publish(self, graph: ArticleGraph, changes: FileChanges, started: float) -> None:
        loaded_at = datetime.now(UTC)
        # Most of what is computed is numpy's work, beside which the rest is compared and packed.
        with ThreadPoolExecutor() as pool:
            for value in graph.background.values():
                pool.submit(value.get)
            log = self._log.with_version(graph.version, compare(self._graph, graph))
            parts = parts_of_graph(graph, complete=True)
            self._mailbox.publish(chain([(loaded_at, log)], parts))
        self._log = log
        if self._log_file is not None:
            self._log_file.keep(log)  # before anybody is told of it
        if not self._mailbox.commit(_SLOWEST_WORKER_SECONDS):
            _LOGGER.warning("A worker is slow to take over version %s", graph.version)
        self._graph, self._is_saved = graph, False
        seconds = time.monotonic() - started
        self._note(self._status.loaded(graph.version, loaded_at, seconds))
        _LOGGER.info(
            "Serving version %s after %s, in %.2f s", graph.version[:8], _told(changes), seconds
        )

    def _save(self) -> None:
        """Keep a snapshot of what is served, once all of it is there."""
        if self._snapshot is None or self._is_saved:
            return
        with suppress(NotReadyError):
            for value in self._graph.background.values():
                value.get()
            self._snapshot.save(self._reader, self._graph)
            self._is_saved = True

    def _fail(self, error: str) -> None:
        if error != self._status.error:
            _LOGGER.error("%s; version %s is still served", error, self._graph.version[:8])
            self._note(self._status.failed(error))

    def _note(self, status: ReloadStatus) -> None:
        if status != self._status:
            self._status = status
            self._mailbox.leave_note(status.encode())


def _told(changes: FileChanges) -> str:
    names = (*changes.added, *changes.changed, *changes.removed)
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"changes of {', '.join(names[:_NAMES_SHOWN])}{more}"
