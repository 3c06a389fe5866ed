"""Hosts: one form for all spellings, and the host of what is more than one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus.addresses.host_names import domain_in, host_key


@pytest.mark.parametrize(
    ("host", "form"),
    [
        ("A.Example", "a.example"),
        ("a.example.", "a.example"),
        ("a.example..", "a.example.."),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER。EXAMPLE", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("ａ.example", "a.example"),
        ("a\u00adb.example", "ab.example"),
        ("my_site.example", "my_site.example"),
        ("[0:0::0:1]", "[::1]"),
        ("[::g]", "[::g]"),
        (".", "."),
        ("", ""),
        ("Not a host", "not a host"),
    ],
)
def test_a_host_has_one_form(host: str, form: str):
    assert host_key(host) == form


@given(st.text(st.characters()))
def test_any_text_has_a_form_in_ascii_that_is_its_own(text: str):
    form = host_key(text)
    assert form.isascii()
    assert host_key(form) == form


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://paper.example", "paper.example"),
        ("HTTP://Paper.example:8080/a/b?c#d", "Paper.example"),
        ("//paper.example/", "paper.example"),
        ("https://ann:secret@paper.example/", "paper.example"),
        ("paper.example/", "paper.example"),
        ("paper.example/news", "paper.example"),
        ("paper.example:443", "paper.example"),
        ("https://[::1]/", "[::1]"),
    ],
)
def test_what_is_more_than_a_domain_gives_its_host(text: str, host: str):
    assert domain_in(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "paper.example",
        "bücher.example",
        "A Group",
        "https://",
        "https:///x",
        "",
        "a:b",
        "x@y.example",
    ],
)
def test_what_is_a_domain_already_or_has_no_host_gives_none(text: str):
    assert domain_in(text) is None
