"""Real proxies, configured as the pages in docs/ have it, with the addresses of a test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pytest

__all__ = ["Proxy", "caddy", "haproxy", "nginx"]

DOCS = Path(__file__).parents[2] / "docs"

Proxy = Callable[[str, Path], AbstractContextManager[httpx.Client]]
"""A client of a proxy in front of the server at an address; it may write into a folder."""


@contextmanager
def nginx(upstream: str, folder: Path, page: str = "caching.md") -> Iterator[httpx.Client]:
    """nginx, configured as a page has it."""
    port = _free_port()
    inner = (
        _documented(page, "nginx")
        .replace("/var/cache/nginx/graphapi", str(folder / "cache"))
        .replace("127.0.0.1:8000", upstream)
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
    )
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{inner}}}\n",
        encoding="utf-8",
    )
    program = _program("nginx", "nginx-light")
    command = [program, "-e", f"{folder}/error.log", "-c", str(configuration)]
    with _running(command, folder, port) as client:
        yield client


@contextmanager
def haproxy(upstream: str, folder: Path) -> Iterator[httpx.Client]:
    """HAProxy, configured as docs/operating.md has it."""
    port = _free_port()
    inner = (
        _documented("operating.md", "haproxy")
        .replace("127.0.0.1:8000", upstream)
        .replace("bind :80", f"bind 127.0.0.1:{port}")
    )
    configuration = folder / "haproxy.cfg"
    configuration.write_text(inner, encoding="utf-8")
    command = [_program("haproxy", "haproxy"), "-f", str(configuration)]
    with _running(command, folder, port) as client:
        yield client


@contextmanager
def caddy(upstream: str, folder: Path) -> Iterator[httpx.Client]:
    """Caddy, configured as docs/deploying.md has it, without TLS."""
    port = _free_port()
    inner = (
        _documented("deploying.md", "caddy")
        .replace("127.0.0.1:8000", upstream)
        .replace("news.example {", f"http://:{port} {{\n    bind 127.0.0.1")
    )
    configuration = folder / "Caddyfile"
    configuration.write_text("{\nadmin off\n}\n" + inner, encoding="utf-8")
    command = [_program("caddy", "caddy"), "run", "--adapter", "caddyfile"]
    with _running([*command, "--config", str(configuration)], folder, port) as client:
        yield client


def _documented(page: str, language: str) -> str:
    """The first block of code in this language that a page has."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found, f"docs/{page} has no configuration for {language}"
    return found[1]


def _program(name: str, package: str) -> str:
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        words = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return program


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[httpx.Client]:
    """A client of a proxy that listens on a port of this machine."""
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        transport = httpx.HTTPTransport(retries=10)  # until it listens
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport) as client:
            yield client
    finally:
        process.terminate()
        process.wait(timeout=30)
