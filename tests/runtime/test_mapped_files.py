"""Values in files for other processes: what is written is read again, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.runtime.mapped_files import read_parts, write_parts


@dataclass(slots=True)
class Node:
    """Something that parts refer to."""

    name: str
    other: Node | None = None


def written_and_read(path: Path, parts: list[Any]) -> list[Any]:
    """What a reader gets of some parts."""
    with path.open("w+b") as file:
        write_parts(file, parts)
        found = read_parts(file)
    assert found is not None
    return list(found)


VALUES = st.recursive(
    st.none() | st.integers() | st.text() | st.binary(max_size=100_000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(parts=st.lists(VALUES, max_size=6))
def test_any_values_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, parts: list[Any]
):
    assert written_and_read(tmp_path_factory.mktemp("file") / "values", parts) == parts


def test_arrays_of_all_parts_are_read_where_they_lie(tmp_path: Path):
    arrays = [np.arange(size, dtype=np.int32) for size in (5, 0, 100_000, 3)]
    found = written_and_read(tmp_path / "values", [arrays[:2], {"more": arrays[2:]}])
    assert [one.tolist() for one in found[0]] == [one.tolist() for one in arrays[:2]]
    assert [one.tolist() for one in found[1]["more"]] == [one.tolist() for one in arrays[2:]]
    assert not found[1]["more"][0].flags.writeable
    assert not found[1]["more"][0].flags.owndata


def test_what_parts_share_is_one_object(tmp_path: Path):
    shared = Node("provider")
    first, *others = written_and_read(
        tmp_path / "values", [shared, *([Node(str(n), shared)] for n in range(1_000))]
    )
    assert all(one[0].other is first for one in others)


@pytest.mark.parametrize("lost", [1, 12, 5_000])
def test_a_file_that_was_not_written_to_its_end_holds_nothing(tmp_path: Path, lost: int):
    path = tmp_path / "values"
    written_and_read(path, ["x" * 10_000])
    path.write_bytes(path.read_bytes()[:-lost])
    with path.open("rb") as file:
        assert read_parts(file) is None
    path.write_bytes(b"")
    with path.open("rb") as file:
        assert read_parts(file) is None
