"""When to look whether the files of a corpus have changed.

Events of the file system (https://watchfiles.helpmanual.io) say that it is time to look, never
what changed: a scan finds that. Events get lost where a queue overflows, and network file systems
and bind mounts may send none, so it is time to look every few seconds without any.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import Change, watch

__all__ = ["WatchMode", "times_to_look"]

_LOGGER = logging.getLogger(__name__)

_SETTLED_MS: Final = 50
"""Files have settled when there was no event for so long."""
_LATEST_MS: Final = 1_000
"""After the first event, it is time to look so much later at the latest."""
_TICK_MS: Final = 250
_TICKS: Final = 20
"""Without events, it is time to look after so many ticks."""
_POLL_SECONDS: Final = 1.0
_LOCK_SECONDS: Final = 10.0
"""How long to wait for a checkout to end."""


class WatchMode(Enum):
    """How changes are noticed: by events and scans, by frequent scans alone, or not at all."""

    AUTO = "auto"
    POLL = "poll"
    OFF = "off"


def times_to_look(
    paths: Sequence[Path], mode: WatchMode, stop: Event, woken: Event | None = None
) -> Iterator[None]:
    """Yield whenever it is time to look, until `stop` is set.

    `woken` asks for a look now; it is cleared. A path may vanish, and come back as another folder.
    """
    woken = woken or Event()
    while not stop.is_set():
        for _ in _WAYS[mode](paths, stop, woken):
            _wait_for_git(paths, stop)
            if stop.is_set():
                return
            yield


def _when_woken(_paths: Sequence[Path], stop: Event, woken: Event) -> Iterator[None]:
    while not stop.is_set():
        if woken.wait(_TICK_MS / 1000):
            woken.clear()
            yield


def _by_time(_paths: Sequence[Path], stop: Event, woken: Event) -> Iterator[None]:
    while not stop.is_set():
        woken.wait(_POLL_SECONDS)
        woken.clear()
        yield


def _by_events(paths: Sequence[Path], stop: Event, woken: Event) -> Iterator[None]:
    """Yield after events, and in between; ends when a path leads somewhere else than before."""
    watched = _places(paths)
    if not all(watched):
        yield from _once(stop, woken)
        return
    events = watch(
        *(place[0] for place in watched if place is not None),
        watch_filter=_is_of_corpus,
        step=_SETTLED_MS,
        debounce=_LATEST_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
        stop_event=stop,
        ignore_permission_denied=True,
    )
    try:
        # What happened before the watch began was not seen, so the first tick is a time to look.
        ticks = _TICKS
        for changes in events:
            ticks += 1
            if changes or ticks > _TICKS or woken.is_set():
                ticks = 0
                woken.clear()
                yield
            if _places(paths) != watched:
                return
    except OSError as error:
        # Most often the system's limit of watches (fs.inotify.max_user_watches) is reached.
        reason = error.strerror or error
        _LOGGER.warning("Changes of files send no events (%s); the folders are scanned", reason)
        yield from _by_time(paths, stop, woken)


def _is_of_corpus(_change: Change, path: str) -> bool:
    return f"{os.sep}.git{os.sep}" not in path


def _once(stop: Event, woken: Event) -> Iterator[None]:
    """Wait a moment for folders that are not there."""
    woken.wait(_POLL_SECONDS)
    woken.clear()
    if not stop.is_set():
        yield


_WAYS: Final = {
    WatchMode.AUTO: _by_events,
    WatchMode.POLL: _by_time,
    WatchMode.OFF: _when_woken,
}


def _places(paths: Sequence[Path]) -> list[tuple[str, int, int] | None]:
    """Where paths lead to, and which folders these are; None for one that leads nowhere."""
    places: list[tuple[str, int, int] | None] = []
    for path in paths:
        real = os.path.realpath(path)
        try:
            status = os.stat(real)  # noqa: PTH116  `real` is text
        except OSError:
            places.append(None)
        else:
            places.append((real, status.st_dev, status.st_ino))
    return places


def _wait_for_git(paths: Sequence[Path], stop: Event) -> None:
    """Wait while git changes files, so that a checkout is seen as one change."""
    end = time.monotonic() + _LOCK_SECONDS
    while any(map(_is_locked, paths)) and time.monotonic() < end:
        if stop.wait(_SETTLED_MS / 1000):
            return


def _is_locked(path: Path) -> bool:
    folder = path.resolve()
    return any((one / ".git" / "index.lock").exists() for one in (folder, *folder.parents))
