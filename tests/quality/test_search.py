"""The least that search has to find in the sample corpus."""

import pytest

from tests.quality.graphs import graph_named
from tests.quality.measure_search import rows
from tests.quality.rows import Row


@pytest.mark.parametrize("row", rows(graph_named("sample")), ids=lambda row: row.name)
def test_search_is_good_on_the_sample(row: Row):
    assert row.is_met, row
