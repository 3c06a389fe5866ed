"""The limit of open files: each connection needs one."""

from __future__ import annotations

import resource
from typing import Final

from graphapi.server.http_connections.connection_registry import MAX_SPARE

__all__ = ["allow_files"]

_OTHERS: Final = 64 + MAX_SPARE
"""Files that a server opens besides its connections, generously counted."""


def allow_files(connections: int) -> str | None:
    """Raise this process's limit of open files to what `connections` connections need.

    Many systems start a process with 1,024 and let it ask for more. Returns a message if the system
    allows too few, else None.
    """
    wanted = connections + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    if allowed >= wanted:
        return None
    return (
        f"{connections} connections need up to {wanted} open files, but the system allows only "
        f"{allowed}; raise the limit (ulimit -n) or lower --connection-limit"
    )
