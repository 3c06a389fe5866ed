"""GraphQL over HTTP: a thin Starlette application around an executor.

It knows HTTP and the answers of GraphQL, but nothing about articles.
"""

from graphapi.server.answers.presentation import present
from graphapi.server.app import create_app
from graphapi.server.door.api_keys import make_key
from graphapi.server.door.guard import Guard
from graphapi.server.http_connections import ConnectionLimits
from graphapi.server.monitoring.health import Readiness
from graphapi.server.monitoring.monitors import check_tracing
from graphapi.server.processes.listening import bind, find_address, inherited_listener, url_of
from graphapi.server.processes.open_files import allow_files
from graphapi.server.processes.serve import serve
from graphapi.server.requests.error_codes import ErrorCode
from graphapi.server.requests.known_documents import KnownDocuments, load_known_documents

__all__ = [
    "ConnectionLimits",
    "ErrorCode",
    "Guard",
    "KnownDocuments",
    "Readiness",
    "allow_files",
    "bind",
    "check_tracing",
    "create_app",
    "find_address",
    "inherited_listener",
    "load_known_documents",
    "make_key",
    "present",
    "serve",
    "url_of",
]
