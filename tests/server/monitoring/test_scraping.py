"""/metrics: who may read it, and in which format."""

from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics import parser as openmetrics

from graphapi.server import make_key
from graphapi.server.requests.error_codes import ErrorCode
from tests.server.door.test_guard import client_of, refused, short_post
from tests.server.figures import figures_of, read_figures

BEARER, ENTRY = make_key("prometheus")


def is_forbidden(response: httpx.Response) -> bool:
    return refused(response, ErrorCode.FORBIDDEN, 403)


@pytest.mark.parametrize(
    ("accept", "content_type", "end"),
    [
        ("", "text/plain; version=0.0.4; charset=utf-8", "\n"),
        ("*/*", "text/plain; version=0.0.4; charset=utf-8", "\n"),
        (
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
            "# EOF\n",
        ),
        (
            "application/openmetrics-text; version=nonsense",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
            "# EOF\n",
        ),
    ],
)
def test_the_form_is_the_one_that_the_client_accepts(accept: str, content_type: str, end: str):
    with client_of() as client:
        response = read_figures(client, Accept=accept)
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == "no-store"
    assert response.text.endswith(end)
    assert response.text.endswith("# EOF\n") == (end == "# EOF\n")


def test_both_forms_say_the_same_to_a_strict_reader():
    with client_of() as client:
        short_post(client)
        plain = figures_of(client)
        text = read_figures(client, Accept="application/openmetrics-text").text
    families = {each.name: each for each in openmetrics.text_string_to_metric_families(text)}
    [asked] = [
        each
        for each in families["graphapi_requests"].samples
        if each.labels["operation"] == "(anonymous)"
    ]
    assert asked.value == plain.requests("(anonymous)")["POST", "200", "ok"] == 1
    assert families["graphapi_request_duration_seconds"].type == "histogram"


def test_a_program_of_this_machine_may_read_it():
    with client_of() as client:
        assert read_figures(client).status_code == 200
        assert read_figures(client, Host="metrics.localhost:80").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via"],
)
@pytest.mark.parametrize("proxies", ["", "127.0.0.1"])
def test_what_a_proxy_of_this_machine_passes_on_is_not_of_this_machine(header: str, proxies: str):
    with client_of(trusted_proxies=proxies) as client:
        assert is_forbidden(read_figures(client, **{header: "127.0.0.1"}))
        assert read_figures(client).status_code == 200


def test_a_name_of_another_machine_tells_of_a_proxy_as_well():
    with client_of(allowed_hosts="news.example, 127.0.0.1") as client:
        assert is_forbidden(read_figures(client, Host="news.example"))


def test_the_counted_client_of_a_key_may_read_it_from_anywhere():
    with client_of(api_keys=ENTRY) as client:
        away = {"X-Forwarded-For": "192.0.2.1", "Host": "news.example"}
        response = read_figures(client, **away)
        assert refused(response, ErrorCode.UNAUTHENTICATED, 401)
        assert read_figures(client, Authorization=f"Bearer {BEARER}", **away).status_code == 200
        assert read_figures(client).status_code == 200


def test_anyone_may_read_it_where_that_is_said():
    with client_of(metrics="anyone") as client:
        away = {"X-Forwarded-For": "192.0.2.1", "Host": "news.example"}
        assert read_figures(client, **away).status_code == 200


def test_a_remote_client_that_reads_it_too_often_is_rate_limited():
    settings: dict[str, Any] = {"metrics": "anyone", "trusted_proxies": "127.0.0.1"}
    with client_of(**settings, rate_units=1, rate_burst_units=10_002) as client:
        away = {"X-Forwarded-For": "192.0.2.1"}
        assert read_figures(client, **away).status_code == 200
        assert read_figures(client, **away).status_code == 200
        assert refused(read_figures(client, **away), ErrorCode.RATE_LIMITED, 429)
        assert figures_of(client).value("errors_total", code="RATE_LIMITED") == 1
