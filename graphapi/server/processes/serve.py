"""A running server: its socket, its signals, its start and its end."""

import asyncio
import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any, Protocol

import uvicorn

from graphapi.errors import ConfigurationError
from graphapi.server.app import Application
from graphapi.server.door.allowed_hosts import is_loopback
from graphapi.server.http_connections import (
    ConnectionLimits,
    ConnectionRegistry,
    connection_factory,
)
from graphapi.server.http_connections.websockets import BoundedWebSocketProtocol
from graphapi.server.monitoring.logs import LogFormat, configure_logging
from graphapi.server.monitoring.monitors import Monitors
from graphapi.server.processes.open_files import allow_files
from graphapi.server.processes.workers import run_workers

__all__ = ["Follows", "bind", "find_address", "make_server", "serve", "url_of"]

_LOGGER = logging.getLogger(__name__)

_GRACE_SECONDS = 10
_BACKLOG = 2048
_TICKS_PER_SWEEP = 5
"""uvicorn ticks ten times a second."""
_LIMITS = ConnectionLimits()

_REASONS = {
    errno.EADDRINUSE: "another program uses it; stop that program or choose another --port",
    errno.EACCES: "this user may not use the port; choose a --port above 1023",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --host",
}


class Follows(Protocol):
    """Keeps the data of a worker up to date."""

    def catch_up(self) -> None:
        """Take over the newest data, before anything is answered."""

    async def follow(self) -> None:
        """Take over newer data whenever there are any, until cancelled."""


def bind(host: str, port: int, *, local_only: bool = False) -> socket.socket:
    """A listening socket. Port 0 chooses a free port; `local_only` allows loopback addresses only.

    Call it before slow work such as loading a corpus: a port in use is reported at once, and early
    clients wait instead of being refused.

    Raises ConfigurationError, in one line, if the address cannot be used.
    """
    family, address = find_address(host, port, local_only=local_only)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = _REASONS.get(error.errno or 0, error.strerror)
        raise ConfigurationError(f"cannot listen on {_shown(host, port)}: {reason}") from error
    return listener


def find_address(host: str, port: int, *, local_only: bool) -> tuple[int, tuple[Any, ...]]:
    """The family and the address that `bind` would use; raises the same errors."""
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        message = f"cannot listen on {_shown(host, port)}: {error.strerror}"
        raise ConfigurationError(message) from error
    if local_only and not is_loopback(str(address[0])):
        message = f"will not listen on {_shown(host, port)}, which other machines can reach"
        remedy = "configure API keys (graphapi key), or allow everyone with --public"
        raise ConfigurationError(f"{message}: {remedy}")
    return family, address


def url_of(listener: socket.socket, path: str = "/graphql") -> str:
    """The URL of `path` for a client on this machine."""
    host, port = listener.getsockname()[:2]
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{_shown(own, port)}{path}"


def serve(
    app: Application,
    listener: socket.socket,
    *,
    workers: int = 1,
    log_level: str = "info",
    log_format: LogFormat = "text",
    limits: ConnectionLimits = _LIMITS,
    started: Callable[[], None] = lambda: None,
    loader: Callable[[], None] | None = None,
    follower: Callable[[int], Follows] | None = None,
) -> None:
    """Serve `app` on `listener` until SIGINT or SIGTERM, then finish the requests under way.

    With more than one of `workers` (as many as the settings of `app` say), each is a process forked
    from this one. `started` is called once requests are answered, or wait for workers that are
    starting: print a start-up message there. `loader` runs in a process of its own, and each worker
    takes over what it publishes by `follower(index)`. Returns normally after either signal;
    requests under way get ten seconds. Call it in the main thread, the only one that receives
    signals in Python.
    """
    configure_logging(log_level, log_format)
    shortage = allow_files(limits.connection_limit)
    if shortage is not None:
        _LOGGER.warning(shortage)
    prepared_server = partial(make_server, app, limits=limits)

    def work(index: int) -> None:
        follows = None if follower is None else follower(index)
        _serve_here(prepared_server(index=index, follows=follows), listener)

    if workers > 1 or loader is not None:
        run_workers(workers, work, loader, started)
    else:
        _serve_here(prepared_server(started=started), listener)


def _serve_here(server: uvicorn.Server, listener: socket.socket) -> None:
    with _stop_on_signals(server):
        server.run(sockets=[listener])


def make_server(
    app: Application,
    *,
    limits: ConnectionLimits = _LIMITS,
    started: Callable[[], None] = lambda: None,
    index: int = 0,
    follows: Follows | None = None,
) -> uvicorn.Server:
    """The uvicorn server that `serve` runs; set its `should_exit` to stop it from any thread.

    `index` is the index of this process among the workers. `follows` keeps its data up to date.

    A WebSocket that sends a message longer than the limit of a body is closed.
    """
    registry = ConnectionRegistry(limits, app.counted_client)
    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=connection_factory(app, registry),
        ws=BoundedWebSocketProtocol,
        ws_max_size=app.max_body_bytes,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,  # it would show the queries of URLs
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return _Server(config, registry, app.monitors, started, index, follows)


class _Server(uvicorn.Server):
    """A uvicorn server that reports its start, sweeps its connections and polls its monitors."""

    def __init__(
        self,
        config: uvicorn.Config,
        registry: ConnectionRegistry,
        monitors: Monitors,
        started: Callable[[], None],
        index: int,
        follows: Follows | None,
    ) -> None:
        super().__init__(config)
        self._follows = follows
        self._following: asyncio.Task[None] | None = None
        self._registry, self._monitors, self._on_started = registry, monitors, started
        self._index, self._has_failed = index, False

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_PER_SWEEP == 0:
            self._registry.sweep(self.server_state.connections)
            self._poll_monitors()
        return await super().on_tick(counter)

    def _poll_monitors(self) -> None:
        """Poll the monitors; an error in one of them must not stop the server."""
        try:
            self._monitors.poll()
        except Exception:
            if not self._has_failed:
                _LOGGER.exception("Monitoring failed; the server continues (logged only once)")
            self._has_failed = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._monitors.begin(self._index, self.server_state.connections)
        if self._follows is not None:
            self._follows.catch_up()
            self._following = asyncio.create_task(self._follows.follow())
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        sweeps = asyncio.create_task(self._keep_sweeping())
        try:
            await super().shutdown(sockets)
        finally:
            sweeps.cancel()
            if self._following is not None:
                self._following.cancel()
        self._monitors.end()

    async def _keep_sweeping(self) -> None:
        """Sweep while the last requests are answered: uvicorn no longer ticks."""
        while True:
            await asyncio.sleep(_TICKS_PER_SWEEP / 10)
            self._registry.sweep(self.server_state.connections)


@contextmanager
def _stop_on_signals(server: uvicorn.Server) -> Iterator[None]:
    """Make signals stop the server and do nothing else.

    After its shutdown, uvicorn raises each signal again. With Python's own handlers, that would end
    the process with a traceback or by the signal. It finds our handlers instead.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
