"""A running server: its socket, its signals, its start and its end."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Protocol

import uvicorn

from graphapi.server.app import Application
from graphapi.server.http_connections import (
    ConnectionLimits,
    ConnectionRegistry,
    connection_factory,
)
from graphapi.server.http_connections.websockets import BoundedWebSocketProtocol
from graphapi.server.monitoring.logs import LogFormat, configure_logging
from graphapi.server.processes.draining import GRACE_SECONDS, Drain
from graphapi.server.processes.listening import BACKLOG
from graphapi.server.processes.open_files import allow_files
from graphapi.server.processes.workers import run_workers

__all__ = ["Follows", "make_server", "serve"]

_LOGGER = logging.getLogger(__name__)

_LAST_SECONDS = 2
"""How long requests may still take when the time of a drain is over."""
_TICKS_PER_SWEEP = 5
"""uvicorn ticks ten times a second."""
_LIMITS = ConnectionLimits()


class Follows(Protocol):
    """Keeps the data of a worker up to date."""

    def catch_up(self) -> None:
        """Take over the newest data, before anything is answered."""

    async def follow(self) -> None:
        """Take over newer data whenever there are any, until cancelled."""


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
    """Serve `app` on `listener` until SIGINT or SIGTERM.

    SIGINT ends the server when the requests under way are answered. SIGTERM drains it: it also
    answers what clients send next on the connections that they keep (`Drain`).

    With more than one of `workers` (as many as the settings of `app` say), each is a process forked
    from this one. `started` is called once requests are answered, or wait for workers that are
    starting: print a start-up message there. `loader` runs in a process of its own, and each worker
    takes over what it publishes by `follower(index)`. Returns normally after either signal;
    requests get ten seconds. Call it in the main thread, the only one that receives
    signals in Python.
    """
    configure_logging(log_level, log_format)
    shortage = allow_files(limits.connection_limit)
    if shortage is not None:
        _LOGGER.warning(shortage)
    listener.listen(BACKLOG)
    prepared_server = partial(make_server, app, limits=limits)

    def work(index: int) -> None:
        follows = None if follower is None else follower(index)
        _serve_here(prepared_server(index=index, follows=follows), listener)

    def load() -> None:
        assert loader is not None
        listener.close()
        loader()

    if workers > 1 or loader is not None:
        stopping = listener.close
        run_workers(workers, work, None if loader is None else load, started, stopping)
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
        backlog=BACKLOG,
        timeout_graceful_shutdown=int(GRACE_SECONDS),
    )
    return _Server(config, registry, app, started, index, follows)


class _Server(uvicorn.Server):
    """A uvicorn server that sweeps its connections, polls its monitors, and drains on SIGTERM."""

    def __init__(
        self,
        config: uvicorn.Config,
        registry: ConnectionRegistry,
        app: Application,
        started: Callable[[], None],
        index: int,
        follows: Follows | None,
    ) -> None:
        super().__init__(config)
        self._follows = follows
        self._following: asyncio.Task[None] | None = None
        self._registry, self._phase, self._on_started = registry, app.phase, started
        self._monitors = app.monitors
        self._sockets: list[socket.socket] = []
        self._is_to_drain = False
        self._drain: Drain | None = None
        self._index, self._has_failed = index, False

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_PER_SWEEP == 0:
            self._registry.sweep(self.server_state.connections)
            self._poll_monitors()
        if self._is_to_drain and self._drain is None:
            self._phase.is_stopping = True
            connections = self.server_state.connections
            self._drain = Drain(self._sockets, self.servers, self._registry, connections)
        is_over = await super().on_tick(counter)
        return is_over or (self._drain is not None and self._drain.is_over())

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain on SIGTERM; end soon on SIGINT."""
        if sig == signal.SIGTERM:
            self._is_to_drain = True
        elif self._follows is not None and self.should_exit:
            # A terminal sends Ctrl+C to all processes, and the first one passes its own on: that is
            # no second one, on which it would kill this process anyway.
            return
        else:
            super().handle_exit(sig, frame)

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
        self._sockets = sockets or []
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._drain is not None:
            self.config.timeout_graceful_shutdown = _LAST_SECONDS
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
