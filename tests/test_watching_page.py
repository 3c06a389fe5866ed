"""docs/watching.md tells every figure and every label that there is."""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphapi.server import Readiness
from graphapi.server.monitoring.exposition import Exposition
from graphapi.server.monitoring.logs import fields_of
from graphapi.server.monitoring.metrics import CACHES, Metrics
from graphapi.server.monitoring.operation_names import RESERVED, OperationNames
from graphapi.server.monitoring.request_log import RequestLog
from graphapi.server.requests.admission import Admission, RequestIds
from graphapi.server.requests.observation import OUTCOMES

PAGE = (Path(__file__).parents[1] / "docs" / "watching.md").read_text(encoding="utf-8")


def test_it_lists_every_metric_and_no_other():
    metrics = Metrics(OperationNames(), "/graphql", 1, dict, lambda: 0, lambda: 0)
    reload = {"reloads": 1, "failures": 0, "seconds": 0.5, "error": None, "waiting": 0}
    readiness = Readiness("v1", {"articles": 1}, datetime.now(UTC), reload)
    exposition = Exposition(metrics, lambda: readiness)
    endings = {"counter": "_total", "info": "_info"}
    names = {each.name + endings.get(each.type, "") for each in exposition.collect()}
    rows = re.findall(r"^\| (`graphapi_.*?) \|", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == names
    alerts = set(
        re.findall(r"\b(graphapi_\w+?)(?:_bucket)?[{\[)]", PAGE.partition("### Useful alerts")[2])
    )
    assert alerts
    assert alerts <= names


def test_it_tells_every_field_of_a_request(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, logger="graphapi.requests")
    log = RequestLog(lambda _: "", shows_documents=False)
    log.finished(Admission(RequestIds(), 1.0, None), {"method": "GET", "path": "/"}, 200, 0)
    rows = re.findall(r"^\| (`.*?) \|", PAGE.partition("## The log")[2], re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(fields_of(caplog.records[0]))


def test_it_tells_what_each_reserved_name_outcome_and_cache_is():
    for name in (*RESERVED, *OUTCOMES):
        assert f"| `{name}` |" in PAGE
    for cache in CACHES:
        assert f"`{cache}`" in PAGE
