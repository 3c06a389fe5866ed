"""The socket that a server listens on: our own, one that shares its port, or one of a manager."""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
import sys
from array import array
from contextlib import suppress
from typing import Any, Final

from graphapi.errors import ConfigurationError
from graphapi.server.door.allowed_hosts import is_loopback

__all__ = [
    "BACKLOG",
    "InheritedSocket",
    "bind",
    "find_address",
    "has_waiting",
    "inherited_listener",
    "refuse_new_connections",
    "url_of",
]

BACKLOG: Final = 2048
"""How many connections the system keeps until a server accepts them."""

_FIRST_INHERITED: Final = 3

_REASONS: Final = {
    errno.EADDRINUSE: "another program uses it; stop that program or choose another --port",
    errno.EACCES: "this user may not use the port; choose a --port above 1023",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose another --host",
}


class InheritedSocket(socket.socket):
    """A listening socket that a manager such as systemd has opened, and keeps when we end.

    Connections that nobody has accepted wait in it for the next server.
    """


def bind(
    host: str, port: int, *, local_only: bool = False, reuse_port: bool = False
) -> socket.socket:
    """A listening socket. Port 0 chooses a free port; `local_only` allows loopback addresses only.

    Call it before slow work such as loading a corpus: a port in use is reported at once, and early
    clients wait instead of being refused. With `reuse_port`, other servers of this user may listen
    on the same port, and get the clients until `serve` begins to listen.

    Raises ConfigurationError, in one line, if the address cannot be used.
    """
    family, address = find_address(host, port, local_only=local_only)
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if reuse_port:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(address)
        if not reuse_port:
            listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = _REASONS.get(error.errno or 0, error.strerror)
        raise ConfigurationError(f"cannot listen on {_shown(host, port)}: {reason}") from error
    return listener


def inherited_listener(
    *, local_only: bool = False, first: int = _FIRST_INHERITED
) -> InheritedSocket | None:
    """The listening socket that systemd has passed to this process; None for none.

    `first` is the descriptor of the first socket that is passed (sd_listen_fds(3)). Child processes
    do not find it again. Raises ConfigurationError if it is not the one TCP socket that a server
    needs, or if `local_only` and other machines can reach it.
    """
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        return None
    passed = os.environ.get("LISTEN_FDS")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    if passed != "1":
        raise ConfigurationError(f"systemd has passed {passed} sockets; pass one ListenStream=")
    listener = InheritedSocket(fileno=first)
    listener.set_inheritable(False)
    is_inet = listener.family in (socket.AF_INET, socket.AF_INET6)
    if not is_inet or listener.type != socket.SOCK_STREAM:
        listener.close()
        raise ConfigurationError("systemd has passed a socket that is not TCP; pass a TCP port")
    host, port = listener.getsockname()[:2]
    if local_only:
        try:
            _check_local(host, port, host)
        except ConfigurationError:
            listener.close()
            raise
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
    if local_only:
        _check_local(host, port, str(address[0]))
    return family, address


def _check_local(host: str, port: int, address: str) -> None:
    if not is_loopback(address):
        message = f"will not listen on {_shown(host, port)}, which other machines can reach"
        remedy = "configure API keys (graphapi key), or allow everyone with --public"
        raise ConfigurationError(f"{message}: {remedy}")


def url_of(listener: socket.socket, path: str = "/graphql") -> str:
    """The URL of `path` for a client on this machine."""
    host, port = listener.getsockname()[:2]
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{_shown(own, port)}{path}"


def _shown(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


# A socket filter (BPF) sees a segment from its TCP header on. This one drops segments that have SYN
# without ACK: new connections. All others pass, so handshakes under way come to their end.
_DROP_SYN: Final = (
    (0x30, 0, 0, 13),  # load the byte of the flags
    (0x54, 0, 0, 0x12),  # keep SYN and ACK
    (0x15, 0, 1, 0x02),  # SYN alone?
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # pass
)
_SO_ATTACH_FILTER: Final = 26


def refuse_new_connections(listener: socket.socket) -> bool:
    """Let the system ignore new connections; those whose handshake has begun still arrive.

    A client that is ignored tries again a second later, and then finds another server on the port,
    or none. Closing a socket instead would reset connections that nobody has accepted. Returns
    False where the system cannot do so; only Linux can.
    """
    if sys.platform != "linux":
        return False
    code = array("B", b"".join(struct.pack("HBBI", *one) for one in _DROP_SYN))
    program = struct.pack("HP", len(_DROP_SYN), code.buffer_info()[0])
    with suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
        return True
    return False


def has_waiting(listener: socket.socket) -> bool:
    """Whether a connection waits to be accepted."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    return bool(poll.poll(0))
