"""What each client may ask for."""

import pytest

from graphapi.errors import ConfigurationError
from graphapi.server.clients import Clients
from graphapi.server.rates import RateLimiter


def test_a_client_may_ask_for_its_burst_and_not_for_more():
    rates = RateLimiter(rate=1, burst=3)
    for _ in range(3):
        assert rates.wait("a") == 0.0
        rates.charge("a", 1.0)
    assert 0.0 < rates.wait("a") <= 1.0
    assert rates.wait("b") == 0.0


def test_what_costs_more_takes_more():
    rates = RateLimiter(rate=10, burst=100)
    rates.charge("a", 100.0 + 50.0)
    assert 5.0 < rates.wait("a") <= 5.1


def test_units_come_back():
    rates = RateLimiter(rate=1e9, burst=1)
    rates.charge("a", 1.0)
    while rates.wait("a") > 0:
        pass
    assert rates.wait("a") == 0.0


def test_ever_new_clients_take_no_more_than_so_much_memory():
    rates = RateLimiter(rate=1e-3, burst=1, most_clients=100)
    for number in range(1_000):
        rates.charge(str(number), 1.0)
    assert len(rates) <= 100
    assert rates.wait("999") > 0.0


def headers(forwarded: str) -> dict[bytes, bytes]:
    return {b"x-forwarded-for": forwarded.encode("latin-1")}


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("203.0.113.9, 192.0.2.1, 10.1.2.3", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("[2001:db8:1:2:3::4]:80", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("10.9.9.9", "10.9.9.9"),
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("é", "10.0.0.1"),
    ],
)
def test_a_client_is_the_last_that_no_trusted_proxy_stands_for(forwarded: str, client: str):
    assert Clients(("10.0.0.0/8",)).client("10.0.0.1", headers(forwarded)) == client


def test_nobody_else_is_believed():
    assert Clients(("10.0.0.0/8",)).client("192.0.2.7", headers("192.0.2.1")) == "192.0.2.7"
    assert Clients().client("10.0.0.1", headers("192.0.2.1")) == "10.0.0.1"


def test_what_is_no_address_is_no_proxy():
    with pytest.raises(ConfigurationError, match="--trusted-proxies: 'proxy' cannot be used"):
        Clients(("proxy",))
