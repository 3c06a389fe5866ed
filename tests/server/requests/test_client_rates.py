"""Rate limits: how many units each client may use."""

import subprocess
import sys

import pytest

from graphapi.errors import ConfigurationError
from graphapi.server.door.client_addresses import ClientAddresses
from graphapi.server.requests.client_rates import RateLimiter


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


def test_new_clients_replace_those_with_the_least_debt():
    rates = RateLimiter(rate=1e-3, burst=1, most_clients=64)
    rates.charge("debtor", 1_000.0)
    for number in range(10_000):
        rates.charge(str(number), 1.0)
        assert rates.wait(str(number)) > 0.0
    assert rates.wait("debtor") > 0.0
    assert sum(rates.wait(str(number)) > 0.0 for number in range(10_000)) < 64


def test_nearly_as_many_clients_as_slots_are_stored():
    rates = RateLimiter(rate=1e-3, burst=1, most_clients=4_096)
    for number in range(2_048):
        rates.charge(str(number), 1.0)
    assert sum(rates.wait(str(number)) > 0.0 for number in range(2_048)) > 1_900


WORKERS = """
import os
from graphapi.server.door.client_addresses import ClientAddresses
from graphapi.server.requests.client_rates import RateLimiter

rates = RateLimiter(rate=1e-3, burst=5)
for _ in range(2):
    if not os.fork():
        rates.charge("a", 2.0)
        os._exit(0)
    os.wait()
before = rates.wait("a")
rates.charge("a", 1.0)
print(before == 0.0, rates.wait("a") > 0.0, rates.wait("b") == 0.0)
"""


def test_forked_processes_count_together():
    command = [sys.executable, "-c", WORKERS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "True True True\n"


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
    assert ClientAddresses(("10.0.0.0/8",)).client("10.0.0.1", headers(forwarded)) == client


def test_other_clients_are_not_trusted():
    assert ClientAddresses(("10.0.0.0/8",)).client("192.0.2.7", headers("192.0.2.1")) == "192.0.2.7"
    assert ClientAddresses().client("10.0.0.1", headers("192.0.2.1")) == "10.0.0.1"


def test_what_is_no_address_is_no_proxy():
    with pytest.raises(ConfigurationError, match="--trusted-proxies: 'proxy' is not valid"):
        ClientAddresses(("proxy",))


@pytest.mark.parametrize(
    ("address", "client"),
    [("2001:db8::7", "2001:db8::/64"), ("::1", "::1"), ("127.0.0.1", "127.0.0.1")],
)
def test_a_network_of_ipv6_is_one_client_but_not_where_this_machine_is(address: str, client: str):
    assert ClientAddresses().client(address, {}) == client
