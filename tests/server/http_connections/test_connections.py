"""How many connections the clients of one address may have."""

import socket

import httpx
import pytest

from graphapi.server import ConnectionLimits, Guard
from graphapi.server.requests.error_codes import ErrorCode
from graphapi.settings import Settings
from tests.server.conftest import library_app, running
from tests.server.door.test_guard import ANSWER, opened, refused, short_post


def own_address() -> str:
    """An address of this machine by which others reach it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            pytest.skip("this machine has no address but loopback")
        address = str(probe.getsockname()[0])
    if address.startswith("127."):
        pytest.skip("this machine has no address but loopback")
    return address


@pytest.mark.parametrize(
    ("address", "proxies", "holder"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("2001:db8::7", "", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.0/24", None),
        ("127.0.0.1", "", None),
        ("::1", "", None),
        ("", "", None),
    ],
)
def test_they_are_counted_by_address_but_those_of_proxies_and_of_this_machine(
    address: str, proxies: str, holder: str | None
):
    assert Guard(Settings(trusted_proxies=proxies)).counted_client(address) == holder


def test_connections_above_the_limit_are_rejected_until_one_closes():
    own = own_address()
    app = library_app(allowed_hosts=own)
    with (
        running(app, ConnectionLimits(connections_per_client=1), host=own) as url,
        httpx.Client(base_url=url) as first,
        httpx.Client(base_url=url) as second,
    ):
        assert short_post(first).json() == ANSWER
        response = short_post(second)
        assert refused(response, ErrorCode.OVERLOADED, 503)
        assert response.headers["retry-after"] == "1"
        first.close()
        while short_post(second).status_code == 503:
            pass  # until the server has seen it


def test_a_websocket_is_none_of_them():
    own = own_address()
    app = library_app(allowed_hosts=own)
    with (
        running(app, ConnectionLimits(connections_per_client=1), host=own) as url,
        opened(url.replace("http", "ws") + "/graphql"),
        httpx.Client(base_url=url) as client,
    ):
        assert short_post(client).json() == ANSWER
