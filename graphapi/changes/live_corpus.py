"""The corpus as it changes, for subscribers of one process.

Nothing is queued: each subscriber pulls what has changed since its place, and the log is shared. So
one that is slow delays no other, and takes no memory but its place.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graphapi.changes.change_log import MAX_CURSOR, ChangeLog, Place
from graphapi.changes.comparing import Change
from graphapi.changes.last_states import stores_of_past
from graphapi.domain import ArticleChange, ChangeKind
from graphapi.errors import BadUserInputError
from graphapi.graph import ArticleNode
from graphapi.runtime.caches import cached_method
from graphapi.store import ArticleFilter
from graphapi.store.memory import MemoryStore

__all__ = ["LiveCorpus"]


Answered = tuple[MemoryStore, ArticleChange]
"""A change, and the store that answers for its article."""


class LiveCorpus:
    """What subscribers of a process are told; `use` is called in its event loop."""

    def __init__(self, store: MemoryStore, log: ChangeLog) -> None:
        self._moment = _Moment(store, log, None)
        self._changed = asyncio.Event()
        self._pace = _Pace()
        self.subscribers = self.delivered = self.resets = 0

    def use(self, store: MemoryStore, log: ChangeLog) -> None:
        """Change to another version, and tell all who wait for one."""
        self._moment = _Moment(store, log, self._moment.store)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def article_changes(
        self, filter_: ArticleFilter | None, since: str | None
    ) -> AsyncGenerator[Answered, None]:
        """The changes of articles that met a filter before or after, from a place in the log on;
        without `since` from now on. Raises BadUserInputError.

        While it waits for its reader, it holds no version but that of the change it has given.
        """
        if since is not None and len(since) > MAX_CURSOR:
            raise BadUserInputError("since", since, f"it has at most {MAX_CURSOR} characters")
        log = self._moment.log
        place = log.end if since is None else log.place(since)
        del log
        self.subscribers += 1
        try:
            while True:
                await self._pace.turn()
                changed = self._changed
                place, found = self._next(place, filter_)
                if found is None:
                    await changed.wait()
                    continue
                yield found
                del found
        finally:
            self.subscribers -= 1

    def _next(
        self, place: Place | None, filter_: ArticleFilter | None
    ) -> tuple[Place, Answered | None]:
        """The next change behind a place that met a filter, if there is one, and the place after
        it.
        """
        moment = self._moment
        if place is None or not moment.log.has(place):
            self.resets += 1
            return moment.log.end, (moment.store, moment.reset())
        fits = moment.predicate(filter_)
        while place != moment.log.end:
            upto = place.upto if place.done else moment.log.last
            batch = moment.batch(place.known, upto)
            for number in range(place.done, len(batch)):
                each = batch[number]
                if fits(each.before) or fits(each.after):
                    is_last = number + 1 == len(batch)
                    after = Place(upto, upto) if is_last else Place(place.known, upto, number + 1)
                    self.delivered += 1
                    return after, (each.store, moment.event(each, after))
            place = Place(upto, upto)
        return place, None

    async def versions(self) -> AsyncGenerator[MemoryStore, None]:
        """The store of each version that follows, the newest alone where several came."""
        version = self._moment.log.version
        self.subscribers += 1
        try:
            while True:
                await self._pace.turn()
                changed = self._changed
                if self._moment.log.version == version:
                    await changed.wait()
                    continue
                version = self._moment.log.version
                self.delivered += 1
                yield self._moment.store
        finally:
            self.subscribers -= 1


class _Pace:
    """Lets a few subscribers go on in each round of the event loop: others have their turns."""

    _AT_ONCE: Final = 4

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def turn(self) -> None:
        """Wait for a turn."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._release, loop)
        turn = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _release(self, loop: asyncio.AbstractEventLoop) -> None:
        for _ in range(min(self._AT_ONCE, len(self._waiting))):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
        if self._waiting:
            loop.call_soon(self._release, loop)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A change: `article` is what is told of it, as it is in this version, or was last before, and
    `store` answers for that. `after` is None where it was removed.
    """

    before: ArticleNode | None
    after: ArticleNode | None
    article: ArticleNode
    store: MemoryStore
    version: str


class _Moment:
    """A version, its log, and the store before it: what is removed is asked of that."""

    def __init__(self, store: MemoryStore, log: ChangeLog, before: MemoryStore | None) -> None:
        self.store, self.log = store, log
        is_next = before is not None and log.last > log.first
        if is_next and before is not None:  # versions may have been left out
            is_next = before.version == log.version_of(log.last - 1)
        self._before = before if is_next else None
        # Most subscribers are at the same place: what has changed since is found once for all.
        self.batch = cached_method(_Moment._batch, self, 64)
        self.predicate = cached_method(_Moment._predicate, self, 1_024)

    def _batch(self, known: int, upto: int) -> Sequence[_Pending]:
        """What has changed from one version to another.

        A subscriber may have come to a halt among the changes of a version that no store has any
        more. An article that has stayed the same since is told as it is now. One that has changed
        again is told as it was in that version, alone; what became of it comes later.
        """
        log, before = self.log, self._before
        changes, version = log.between(known, upto), log.version_of(upto)
        later = log.first_change_after(upto) if upto < log.last else {}
        store: MemoryStore | None = self.store
        if upto < log.last:
            store = before if upto == log.last - 1 else None
        alone = dict[str, ArticleNode]()
        found = list[tuple[Change, ArticleNode | None, MemoryStore | None]]()
        for change in changes:
            url = change.url
            if change.is_removed:
                was = None if before is None or upto < log.last else before.graph.article(url)
                alone[url] = was or change.last or _known(change.before)
                found.append((change, None, None if was is None else before))
            elif store is not None:
                found.append((change, store.graph.article(url), store))
            elif url in later:
                alone[url] = _known(later[url].before)
                found.append((change, alone[url], None))
            else:
                found.append((change, self.store.graph.article(url), self.store))
        single = {change.url for change, _, answering in found if answering is None}
        stores = stores_of_past(
            [article for url, article in alone.items() if url in single], self.store.loaded_at
        )
        return [
            _Pending(
                change.before,
                after,
                alone[change.url] if change.url in alone else _known(after),
                answering or stores[change.url],
                # Told as it is now, it is told of this version.
                log.version if answering is self.store else version,
            )
            for change, after, answering in found
        ]

    def _predicate(self, filter_: ArticleFilter | None) -> Callable[[ArticleNode | None], bool]:
        """Whether an article, if there is one, meets a filter."""
        if filter_ is None:
            return lambda article: article is not None
        meets = self.store.predicate(filter_)
        return lambda article: article is not None and meets(article)

    def event(self, pending: _Pending, place: Place) -> ArticleChange:
        """The event about a change."""
        kind = ChangeKind.UPDATED
        if pending.before is None:
            kind = ChangeKind.ADDED
        elif pending.after is None:
            kind = ChangeKind.REMOVED
        return ArticleChange(kind, pending.version, self.log.cursor(place), pending.article)

    def reset(self) -> ArticleChange:
        """What a subscriber is told whose place is unknown."""
        log = self.log
        return ArticleChange(ChangeKind.RESET, log.version, log.cursor(log.end), None)


def _known(article: ArticleNode | None) -> ArticleNode:
    """An article of which the log says that there is one."""
    if article is None:
        raise LookupError("the log and the graph do not belong together")
    return article
