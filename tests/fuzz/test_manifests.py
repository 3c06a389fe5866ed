"""Manifests of trusted documents: read as they are, or refused in one line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.errors import ConfigurationError
from graphapi.trusted.manifests import digest_of, encode_manifest, load_manifest
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed

APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": "a", "name": "A", "type": "query", "body": "query A { a }"}],
}
SEEDS = [
    encode_manifest(["{ a }", "query B { b }"]),
    json.dumps(APOLLO).encode(),
    b'{"sha256:x": "{ a }", "\\ud800": "\\udc00"}',
]
PIECES = [*[each.encode() for each in '{}[]",:\\\n\x00é'], b"\xff", b"null", b"1e999", b"[" * 2000]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
documents = (
    mutated(SEEDS, PIECES)
    | values.map(lambda value: json.dumps(value).encode())
    | values.map(lambda value: json.dumps({**APOLLO, "operations": value}).encode())
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("manifests") / "manifest.json"


@fuzzed("manifests")
@given(data=documents)
def test_a_manifest_gives_texts_under_their_digests_or_one_error(path: Path, data: bytes):
    path.write_bytes(data)
    try:
        found = load_manifest(path)
    except ConfigurationError as error:
        complaint = str(error)
    else:
        complaint = ""
        assert all(found[digest_of(text)] == text for text in found.values())
    assert not complaint or complaint.startswith(f"{path}: ")
    assert "\n" not in complaint
