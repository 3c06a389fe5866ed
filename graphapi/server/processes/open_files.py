"""How many files the system lets this process open: each connection is one."""

from __future__ import annotations

import resource
from typing import Final

from graphapi.server.http_connections.connection_registry import MAX_SPARE

__all__ = ["allow_files"]

_OTHERS: Final = 64 + MAX_SPARE
"""Files that a server opens beside the connections that it keeps, generously."""


def allow_files(connections: int) -> str | None:
    """Let this process open as many files as so many connections need, beside its own.

    Many systems give a process 1,024 at first, and more if it asks. Returns what is wrong where
    that is not enough.
    """
    wanted = connections + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed >= wanted:
        return None
    return (
        f"{connections} connections may need {wanted} open files, and the system allows "
        f"{allowed}; raise that limit (ulimit -n), or lower --connection-limit"
    )
