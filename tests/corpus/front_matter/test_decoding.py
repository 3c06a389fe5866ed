"""From bytes to text: every encoding that editors leave behind."""

import pytest

from graphapi.corpus.front_matter.decoding import BinaryFileError, decode_text
from graphapi.corpus.front_matter.yaml_values import Remark

TEXT = "---\ntitle: “Ü”\n---\n"


def decoded(data: bytes) -> tuple[str, list[Remark]]:
    remarks: list[Remark] = []
    return decode_text(data, remarks), remarks


def test_utf_8_is_taken_as_it_is():
    assert decoded(TEXT.encode()) == (TEXT, [])
    assert decoded(b"") == ("", [])


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(codec: str):
    text, remarks = decoded(TEXT.encode(codec))
    assert text == TEXT
    assert len(remarks) == 1


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_in_either_order(codec: str, order: str):
    assert decoded(f"\ufeff{TEXT}".encode(f"{codec}-{order}"))[0] == TEXT


def test_bad_bytes_are_replaced_and_the_line_is_named():
    text, remarks = decoded(b"a: 1\nb: caf\xe9\nc: \xff\n")
    assert text == "a: 1\nb: caf\ufffd\nc: \ufffd\n"
    assert [(r.line, r.message) for r in remarks] == [
        (2, "is not UTF-8 here; the bytes were replaced by \ufffd")
    ]


def test_half_a_character_of_utf_16_is_replaced():
    text, remarks = decoded("a: 1\nb: x".encode("utf-16") + b"y")
    assert text == "a: 1\nb: x\ufffd"
    assert [remark.line for remark in remarks] == [1, 2]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_carriage_returns_are_line_breaks_like_any_other(ending: str):
    assert decoded(TEXT.replace("\n", ending).encode()) == (TEXT, [])


@pytest.mark.parametrize("data", [b"\x00", b"\x89PNG\r\n\x1a\n\x00", "a: 1".encode("utf-16-le")])
def test_nul_bytes_are_no_text(data: bytes):
    with pytest.raises(BinaryFileError):
        decode_text(data, [])


@pytest.mark.parametrize("fence", ["---", "--- # note", "---yaml", "+++", ";;;"])
def test_nul_bytes_inside_front_matter_are_replaced_and_the_line_is_named(fence: str):
    text, remarks = decoded(f"{fence}\ntitle: a\x00b\n".encode())
    assert text == f"{fence}\ntitle: a\ufffdb\n"
    assert [(r.line, r.message) for r in remarks] == [(2, "has NUL characters; replaced by \ufffd")]


def test_so_are_those_far_below_and_those_of_utf_16():
    assert decoded(b"---\n---\n" + b"x" * 5000 + b"\x00")[0].endswith("x\ufffd")
    assert decoded("\ufeffa\x00b".encode("utf-16-le"))[0] == "a\ufffdb"
