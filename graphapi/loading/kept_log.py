"""The log of changes at the start of a server: it goes on where the one before has ended."""

from __future__ import annotations

from graphapi.changes import ChangeLog, LogFile, compare
from graphapi.graph import ArticleGraph
from graphapi.loading.snapshot import Snapshot

__all__ = ["open_log"]


def open_log(snapshot: Snapshot | None, graph: ArticleGraph) -> tuple[ChangeLog, LogFile | None]:
    """The log that ends with a graph, and its file; None if this server keeps none.

    What changed while no server ran is found by comparing with the graph of the snapshot. If that
    is not the version with which the log ends, a new log begins.
    """
    new = ChangeLog.beginning_with(graph.version)
    if snapshot is None:
        return new, None
    file = LogFile(snapshot.log_path)
    if not file.acquire():
        return new, None
    log = file.load()
    if log is not None and log.version != graph.version:
        before = snapshot.last_graph()
        is_last = before is not None and before.version == log.version
        changes = compare(before, graph) if is_last and before is not None else None
        log = None if changes is None else log.with_version(graph.version, changes)
    file.keep(log or new)
    return log or new, file
