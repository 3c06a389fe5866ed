"""docs/watching.md tells every figure and every label that there is."""

import re
from datetime import UTC, datetime
from pathlib import Path

from graphapi.server import Readiness
from graphapi.server.exposition import Exposition
from graphapi.server.metrics import CACHES, Metrics
from graphapi.server.observation import OUTCOMES
from graphapi.server.operation_names import RESERVED, OperationNames

PAGE = (Path(__file__).parents[1] / "docs" / "watching.md").read_text(encoding="utf-8")


def test_it_lists_every_metric_and_no_other():
    metrics = Metrics(OperationNames(), "/graphql", 1, dict, lambda: 0)
    exposition = Exposition(metrics, lambda: Readiness("v1", {"articles": 1}, datetime.now(UTC)))
    endings = {"counter": "_total", "info": "_info"}
    names = {each.name + endings.get(each.type, "") for each in exposition.collect()}
    rows = re.findall(r"^\| (`graphapi_.*?) \|", PAGE, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == names
    alerts = set(
        re.findall(r"\b(graphapi_\w+?)(?:_bucket)?[{\[)]", PAGE.partition("### Alerts")[2])
    )
    assert alerts
    assert alerts <= names


def test_it_tells_what_each_reserved_name_outcome_and_cache_is():
    for name in (*RESERVED, *OUTCOMES):
        assert f"| `{name}` |" in PAGE
    for cache in CACHES:
        assert f"`{cache}`" in PAGE
