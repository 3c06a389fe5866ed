"""Manifests of trusted documents: ours, Relay's, Apollo's."""

import json
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.errors import ConfigurationError
from graphapi.trusted.manifests import digest_of, encode_manifest, load_manifest

TEXT = "{ caf\u00e9: slow }"
DIGEST = sha256(TEXT.encode()).hexdigest()


def written(folder: Path, content: object) -> Path:
    path = folder / "manifest.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def apollo(*operations: Any) -> dict[str, Any]:
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    path = tmp_path_factory.mktemp("manifests") / "manifest.json"
    path.write_bytes(encode_manifest(texts))
    assert load_manifest(path) == {digest_of(text): text for text in texts}


def test_the_same_documents_give_the_same_bytes_in_any_order():
    assert encode_manifest(["{ a }", TEXT]) == encode_manifest([TEXT, "{ a }", TEXT])


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ({DIGEST: TEXT}, {DIGEST}),
        ({f"sha256:{DIGEST}": TEXT}, {DIGEST}),
        ({md5(TEXT.encode()).hexdigest(): TEXT}, {md5(TEXT.encode()).hexdigest(), DIGEST}),
        (apollo({"id": DIGEST, "name": "A", "type": "query", "body": TEXT}), {DIGEST}),
        (apollo({"id": "mine", "body": TEXT}), {"mine", DIGEST}),
    ],
    ids=["plain", "prefixed", "relay", "apollo", "apollo with names of its own"],
)
def test_documents_are_found_under_their_names_and_digests(
    tmp_path: Path, content: object, names: set[str]
):
    assert load_manifest(written(tmp_path, content)) == dict.fromkeys(names, TEXT)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "manifest.json: is not valid JSON"),
        ([], "is not a manifest of documents"),
        ({"a": 1}, "is not a manifest of documents"),
        ({DIGEST: TEXT + " "}, f"{DIGEST} is not the SHA-256 digest of its document"),
        ({**apollo(), "version": 2}, "is not a supported manifest"),
        ({"format": "other"}, "is not a supported manifest"),
        (apollo({"id": "a"}), r"operations\[0\]: id and body must be strings"),
        (apollo(1), r"operations\[0\]: id and body must be strings"),
        (apollo({"id": "a", "body": "x"}, {"id": "a", "body": "y"}), "the id a occurs twice"),
    ],
)
def test_an_invalid_manifest_is_reported_in_one_line(
    tmp_path: Path, content: object, complaint: str
):
    with pytest.raises(ConfigurationError, match=complaint):
        load_manifest(written(tmp_path, content))


def test_a_missing_manifest_is_reported(tmp_path: Path):
    with pytest.raises(ConfigurationError, match=r"nowhere.json: cannot be read: No such file"):
        load_manifest(tmp_path / "nowhere.json")
