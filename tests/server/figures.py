"""What /metrics says, for tests to read."""

from __future__ import annotations

from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

__all__ = ["Figures", "figures_of", "read_figures"]


class Figures:
    """Samples by name and labels."""

    def __init__(self, text: str) -> None:
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """The value of one sample; 0 where there is none, as Prometheus takes it."""
        return self.samples.get((f"graphapi_{name}", frozenset(labels.items())), 0.0)

    def labels(self, name: str, label: str) -> set[str]:
        """The values that a label has in the samples of this name."""
        return {
            dict(labels)[label]
            for found, labels in self.samples
            if found == f"graphapi_{name}" and label in dict(labels)
        }

    def requests(self, operation: str) -> dict[tuple[str, str, str], float]:
        """The requests of an operation by method, status and outcome."""
        found: dict[tuple[str, str, str], float] = {}
        for (name, labels), value in self.samples.items():
            of = dict(labels)
            if name == "graphapi_requests_total" and of["operation"] == operation:
                found[of["method"], of["status"], of["outcome"]] = value
        return found


def read_figures(client: httpx.Client, **headers: str) -> httpx.Response:
    """The response of /metrics."""
    return client.get("/metrics", headers=headers)


def figures_of(client: httpx.Client, **options: Any) -> Figures:
    """What /metrics says now."""
    response = read_figures(client, **options)
    assert response.status_code == 200, response.text
    return Figures(response.text)
