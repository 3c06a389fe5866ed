"""Connections: from the bytes that clients send to requests, and from answers to bytes.

Nothing that one connection does may touch another: what goes wrong with one ends that one alone.
"""

from graphapi.server.http_connections.connection import connection_factory
from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.http_connections.connection_registry import ConnectionRegistry

__all__ = ["ConnectionLimits", "ConnectionRegistry", "connection_factory"]
