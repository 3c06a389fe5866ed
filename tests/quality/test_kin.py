"""The least that similar articles, copies and stories have to be in the sample corpus."""

import pytest

from tests.quality.graphs import graph_named
from tests.quality.measure_kin import rows
from tests.quality.rows import Row


@pytest.mark.parametrize("row", [*rows(graph_named("sample"))], ids=lambda row: row.name)
def test_kin_is_good_on_the_sample(row: Row):
    assert row.is_met, row
