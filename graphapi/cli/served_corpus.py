"""The version of a corpus that a process answers from; another one takes its place at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from graphapi.api import Context
from graphapi.changes import ChangeLog, LiveCorpus
from graphapi.execution import Engine
from graphapi.graph import ArticleGraph
from graphapi.loading import ReloadStatus
from graphapi.runtime.mailbox import Mailbox
from graphapi.server import Readiness
from graphapi.store.memory import MemoryStore

__all__ = ["ServedCorpus"]

_SAME_PRICES: Final = 0.1
"""Prices stay as they are while the corpus grows or shrinks by less than this part."""


class ServedCorpus:
    """What requests are answered from: each keeps the version that it started with.

    Prices are those of the `engine`, which follows the size of the corpus. The loader of the
    `mailbox`, if there is one, leaves its status there.
    """

    def __init__(
        self,
        graph: ArticleGraph,
        loaded_at: datetime,
        log: ChangeLog,
        engine: Engine,
        mailbox: Mailbox | None,
    ) -> None:
        self._engine, self._mailbox = engine, mailbox
        self._size = len(graph.articles)
        version = _Version(graph, loaded_at)
        self.live = LiveCorpus(version.store, log)
        self._use(version)

    def context(self) -> Context:
        """The context of an operation that begins now."""
        return self._context

    def readiness(self) -> Readiness:
        """What is served now."""
        version = self._version
        note = None if self._mailbox is None else self._mailbox.note()
        reload: dict[str, Any] = {}
        if note is not None:
            status = asdict(ReloadStatus.decode(note))
            reload = {name: status[name] for name in _SHOWN}
        return Readiness(
            version.store.version,
            version.counts,
            version.store.loaded_at,
            reload,
            version.computing(),
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many things of each kind the corpus has."""
        return self._version.counts

    def prepare(
        self, graph: ArticleGraph, loaded_at: datetime, log: ChangeLog
    ) -> Callable[[], None]:
        """Prepare for another version, with which the log ends; returns what changes to it."""
        version = _Version(graph, loaded_at)

        def change() -> None:
            self._use(version)
            self.live.use(version.store, log)

        return change

    def _use(self, version: _Version) -> None:
        self._version, self._context = version, Context(version.store, self.live)
        self._engine.forget_fragments()
        size = version.counts["articles"]
        if abs(size - self._size) > _SAME_PRICES * self._size:
            self._size = size
            self._engine.use_size(size)


_SHOWN: Final = ("reloads", "failures", "seconds", "error", "waiting")


class _Version:
    """One version: its store, and what is told of it."""

    def __init__(self, graph: ArticleGraph, loaded_at: datetime) -> None:
        self.store = MemoryStore(graph, loaded_at)
        self.store.prepare()
        self.counts = {
            "articles": len(graph.articles),
            "stubs": self.store.corpus().stubs,
            "links": len(graph.links),
            "providers": len(graph.providers),
            "topics": len(graph.topics),
            "problems": len(graph.problems),
        }

    def computing(self) -> dict[str, float]:
        """The share of the work that is done, of what is still being computed."""
        background = self.store.graph.background.values()
        shares = {value.name: round(value.progress, 2) for value in background}
        return {name: share for name, share in shares.items() if share < 1}
