"""`graphapi serve --check-config`: the settings in effect, and what is wrong with them."""

import socket
from pathlib import Path

import pytest

from graphapi.server import make_key
from graphapi.settings import Settings
from tests.test_cli import graphapi

KEY, ENTRY = make_key("anna")
CHECK = ("serve", "--check-config")


def shown(text: str) -> dict[str, tuple[str, str]]:
    """The value and the source of each flag that was printed."""
    rows = [line.rsplit(None, 1) for line in text.splitlines()]
    split = [(row.split(None, 1), source) for row, source in rows]
    return {flag: (value.strip(), source) for (flag, value), source in split}


def test_every_setting_is_printed_with_its_value_and_where_that_is_from():
    result = graphapi(*CHECK, "--port", "9000", env={"GRAPHAPI_MAX_DEPTH": "7"})
    assert result.returncode == 0
    found = shown(result.stdout)
    assert list(found) == [f"--{name.replace('_', '-')}" for name in Settings.model_fields]
    assert found["--port"] == ("9000", "flag")
    assert found["--max-depth"] == ("7", "GRAPHAPI_MAX_DEPTH")
    assert found["--host"] == ("127.0.0.1", "default")
    assert "can serve 103 files" in result.stderr


def test_it_loads_and_serves_nothing(tmp_path: Path):
    (tmp_path / "broken.md").write_bytes(b"\0")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert graphapi(*CHECK, tmp_path, "--port", port).returncode == 0


def test_what_opens_the_server_is_not_shown():
    result = graphapi(
        *CHECK, "--host", "0.0.0.0", env={"GRAPHAPI_API_KEYS": f"{ENTRY} {ENTRY[5:]}"}
    )
    assert result.returncode == 2
    assert ENTRY[5:20] not in result.stdout + result.stderr
    result = graphapi(*CHECK, "--host", "0.0.0.0", env={"GRAPHAPI_API_KEYS": ENTRY})
    assert result.returncode == 0
    assert shown(result.stdout)["--api-keys"] == ("(1 not shown)", "GRAPHAPI_API_KEYS")
    assert ENTRY[5:20] not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--host", "0.0.0.0"], "which other machines can reach"),
        (["--host", "no such name"], "cannot listen on"),
        (["--api-keys", KEY], "is not the digest of an API key"),
        (["--api-keys-file", "nowhere.keys"], "nowhere.keys cannot be read"),
        (["--trusted-proxies", "proxy"], "proxy"),
        (["--cors-origins", "news.example"], "news.example"),
        (["--trusted-documents", "nowhere.json"], "nowhere.json"),
        (["--trusted-only"], "--trusted-documents"),
        (["nowhere"], "nowhere: there is no such file or folder"),
    ],
)
def test_it_refuses_what_serve_refuses_in_one_line(flags: list[str], message: str):
    result = graphapi(*CHECK, *flags)
    assert result.returncode == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert KEY not in result.stderr


@pytest.mark.parametrize(
    ("flags", "remark"),
    [
        (["--public", "--host", "0.0.0.0"], "anyone who reaches the address may send queries"),
        (["--rate-burst-units", "1000"], "--rate-burst-units is below --max-cost"),
        (["--connection-limit", "1000000"], "raise the limit"),
    ],
)
def test_it_remarks_on_what_may_surprise(flags: list[str], remark: str):
    assert remark not in graphapi(*CHECK).stderr
    assert remark in graphapi(*CHECK, *flags).stderr
