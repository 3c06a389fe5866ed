"""HTTP connections: they turn the bytes that clients send into requests, and answers into bytes.

Connections are isolated from one another: an error on one of them closes that one only.
"""

from graphapi.server.http_connections.connection import connection_factory
from graphapi.server.http_connections.connection_limits import ConnectionLimits
from graphapi.server.http_connections.connection_registry import ConnectionRegistry

__all__ = ["ConnectionLimits", "ConnectionRegistry", "connection_factory"]
