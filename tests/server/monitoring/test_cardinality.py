"""Whatever clients send, metrics have bounded memory and a bounded number of labels."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graphapi.execution import OperationFacts
from graphapi.server import Readiness
from graphapi.server.monitoring.exposition import Exposition
from graphapi.server.monitoring.metrics import BUCKETS, CODES, METHODS, STATUSES, Metrics
from graphapi.server.monitoring.operation_names import RESERVED, OperationNames
from graphapi.server.requests.admission import Admission, RequestIds
from graphapi.server.requests.observation import OUTCOMES

MOST = 2
NAMES = {*RESERVED, "Known"}

FACTS = st.none() | st.builds(
    OperationFacts,
    st.none() | st.text(max_size=70) | st.sampled_from(["Known", "A", "B", "C", *RESERVED]),
    st.sampled_from(["query", "subscription"]),
    st.none() | st.integers(0, 10**12),
)
REQUESTS = st.tuples(
    FACTS,
    st.booleans(),
    st.lists(st.text() | st.sampled_from(CODES)),
    st.text(),
    st.integers(-1, 1_000) | st.sampled_from([200, 404]),
    st.text() | st.just("/graphql"),
)


@given(st.lists(REQUESTS, max_size=20))
def test_every_label_has_one_of_the_values_that_there_can_be(requests: list[Any]):
    metrics = Metrics(OperationNames(["Known"], MOST), "/graphql", 2, dict, lambda: 0, lambda: 0)
    metrics.begin(1, ())
    size = metrics.table().nbytes
    for facts, is_executed, codes, method, status, path in requests:
        admission = Admission(RequestIds(), 1.0, None)
        admission.facts, admission.is_executed = facts, is_executed
        admission.add_codes(codes)
        metrics.finished(admission, {"method": method, "path": path}, status, 0)
        metrics.rejected(path, status, admission.codes, 0)
    labels: dict[str, set[str]] = {}
    families = list(Exposition(metrics, lambda: Readiness("v", {"articles": 1})).collect())
    for family in families:
        for sample in family.samples:
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    assert len(labels.get("operation", set()) - NAMES) <= MOST
    assert labels.get("method", set()) <= set(METHODS)
    assert labels.get("status", set()) <= {*map(str, STATUSES), "(none)"}
    assert labels.get("outcome", set()) <= set(OUTCOMES)
    assert labels.get("code", set()) <= set(CODES)
    assert labels.get("le", set()) <= {*map(str, BUCKETS), "+Inf"}
    assert metrics.table().nbytes == size

    [counted] = [family for family in families if family.name == "graphapi_requests"]
    assert sum(sample.value for sample in counted.samples) == 2 * len(requests)


@given(
    st.lists(st.tuples(FACTS, st.sampled_from([None, True, False])), max_size=20), st.integers(1, 4)
)
def test_what_is_added_up_first_is_counted_like_the_rest(requests: list[Any], times: int):
    summed, single = (
        Metrics(OperationNames(["Known"], MOST), "/graphql", 1, dict, lambda: 0, lambda: 0)
        for _ in range(2)
    )
    scope = {"method": "POST", "path": "/graphql"}
    for facts, is_kept in requests * times:
        if facts is not None and facts.type == "subscription":
            continue
        admission = Admission(RequestIds(), 1.0, None)
        admission.facts, admission.is_executed, admission.is_cached = facts, True, is_kept
        summed.answered(admission, scope, 0)
        single.finished(admission, scope, 200, 0)
    ours, theirs = summed.table()["operations"], single.table()["operations"]
    for name in ("price", "requests"):
        assert (ours[name] == theirs[name]).all()
    assert (ours["buckets"].sum(axis=-1) == theirs["buckets"].sum(axis=-1)).all()
