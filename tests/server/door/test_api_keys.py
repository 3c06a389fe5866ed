"""API keys: made, stored as digests, and recognised."""

from pathlib import Path

import pytest

from graphapi.errors import ConfigurationError
from graphapi.server.door.api_keys import ApiKeys, load_keys, make_key


def test_a_key_that_was_made_is_known_by_its_digest():
    key, entry = make_key("anna")
    assert key not in entry
    keys = load_keys("", entry)
    assert keys.owner({b"authorization": b"bearer " + key.encode()}) == "anna"
    assert keys.owner({b"x-api-key": key.encode()}) == "anna"
    assert keys.owner({b"x-api-key": key.encode()[:-1]}) is None


def test_no_two_keys_are_alike():
    assert make_key("anna")[0] != make_key("anna")[0]


def test_an_entry_needs_no_name():
    _, entry = make_key("anna")
    assert load_keys("", entry.partition(":")[2])


def test_without_entries_there_are_none():
    assert not load_keys("", "")
    assert ApiKeys({}).owner({b"x-api-key": b"anything"}) is None


def test_an_invalid_entry_is_reported_by_line_and_never_shown(tmp_path: Path):
    key, entry = make_key("anna")
    file = tmp_path / "keys"
    file.write_text(f"{entry}\n{key}\n")
    with pytest.raises(ConfigurationError, match="keys:2: is not the digest of") as caught:
        load_keys(str(file), "")
    assert key not in str(caught.value)


def test_two_keys_of_one_name_are_refused():
    entries = f"{make_key('anna')[1]} {make_key('anna')[1]}"
    with pytest.raises(ConfigurationError, match="another key is named anna"):
        load_keys("", entries)


@pytest.mark.parametrize("text", ["", "# nobody yet\n"])
def test_a_file_without_keys_is_no_open_door(tmp_path: Path, text: str):
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match="contains no API keys"):
        load_keys(str(file), "")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        load_keys(str(tmp_path / "missing"), "")


def test_one_key_under_two_names_is_refused():
    _, entry = make_key("anna")
    with pytest.raises(ConfigurationError, match="bo has the same key as anna"):
        load_keys("", f"{entry} bo:{entry.partition(':')[2]}")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a b",
        "a:b",
        "é!",
        "a" * 65,
        "a\nb",
        "a\r",
        "a\x1b[31m",
        "a\u202eb",
        "key 1",
        "::1",
        'a"b',
    ],
)
def test_a_name_must_fit_into_its_line_and_into_one_of_a_log(name: str):
    with pytest.raises(ConfigurationError, match="is not valid"):
        make_key(name)


def test_a_file_cannot_hold_a_name_that_breaks_the_lines_of_a_log(tmp_path: Path):
    digest = make_key("anna")[1].partition(":")[2]
    for name in ("a\x1b[31m", "a\u202eb", "a b", "a\tb"):
        file = tmp_path / "keys"
        file.write_text(f"{name}:{digest}\n", encoding="utf-8")
        with pytest.raises(ConfigurationError, match="is not the digest of an API key"):
            load_keys(str(file), "")


@pytest.mark.parametrize("name", ["anna", "a" * 64, "bo@desk.example", "127.0.0.1", "jörg-2"])
def test_other_names_are_taken(name: str):
    key, entry = make_key(name)
    assert load_keys("", entry).owner({b"x-api-key": key.encode()}) == name
