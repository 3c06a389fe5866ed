"""Cursors: what is encoded is decoded, and nothing else is."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.errors import InvalidCursorError
from graphapi.store.questions.cursors import decode_cursor, encode_cursor

TYPES = (int, float, str)

keys = st.tuples(
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.text(st.characters(codec="utf-8")),
)


@given(keys)
def test_what_is_encoded_is_decoded(key: tuple[int | None, float | None, str | None]):
    cursor = encode_cursor("tag", key)
    assert cursor.isascii()
    assert set(cursor).isdisjoint("+/=")
    assert decode_cursor(cursor, "after", "tag", TYPES) == key


@given(st.text() | st.binary().map(lambda data: urlsafe_b64encode(data).decode()))
def test_any_other_text_is_refused(text: str):
    with pytest.raises(InvalidCursorError, match="^before: "):
        decode_cursor(text, "before", "tag", TYPES)


@given(keys, st.data())
def test_a_damaged_cursor_is_refused_or_is_another_one(
    key: tuple[int | None, float | None, str | None], data: st.DataObject
):
    cursor = encode_cursor("tag", key)
    place = data.draw(st.integers(0, len(cursor) - 1))
    damaged = cursor[:place] + data.draw(st.sampled_from("A_-z9=")) + cursor[place + 1 :]
    try:
        decoded = decode_cursor(damaged, "after", "tag", TYPES)
    except InvalidCursorError:
        return
    assert encode_cursor("tag", decoded) == damaged


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"null",
        b'["tag"]',
        b'["tag",1,2.0,"x",4]',
        b'["other",1,2.0,"x"]',
        b'["tag",true,2.0,"x"]',
        b'["tag","1",2.0,"x"]',
        b'["tag",1,NaN,"x"]',
        b'["tag", 1,2.0,"x"]',
        b'["tag",1,[],"x"]',
        b'["tag",18446744073709551616,2.0,"x"]',
        b"[" * 10_000,
    ],
)
def test_other_json_is_refused(content: bytes):
    cursor = urlsafe_b64encode(content).rstrip(b"=").decode()
    with pytest.raises(InvalidCursorError, match="that this very list, in this order, has handed"):
        decode_cursor(cursor, "after", "tag", TYPES)
