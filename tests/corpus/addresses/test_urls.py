"""Addresses: one form for each, and a reason for what is none."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import address_key, canonical_url


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://News.Example/A", "https://news.example/A"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("http://a.example:443/x", "http://a.example:443/x"),
        ("https://a.example:0443/x", "https://a.example/x"),
        ("https://a.example:/x", "https://a.example/x"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://a.example/x?#part", "https://a.example/x"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.example", "https://a.example"),
        ("https://a.example/%7Ea/./b//c", "https://a.example/%7Ea/./b//c"),
        ("https://a.example/a b/é\u2028", "https://a.example/a b/é\u2028"),
        ("https://user:Pass@A.example/", "https://user:Pass@a.example/"),
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        ("https://BÜCHER.example/", "https://bücher.example/"),
        ("https://b%C3%9Ccher.example/", "https://bücher.example/"),
        ("https://spa.example/#!/News/1", "https://spa.example/#!/News/1"),
        ("https://spa.example/x?a=1#/é?q=2&fbclid=3 ", "https://spa.example/x?a=1#/é?q=2"),
        ("https://spa.example/#!/news?utm_source=x", "https://spa.example/#!/news"),
        ("https://spa.example/#!top", "https://spa.example/"),
        ("https://a.example/x?a=1&amp;b=2&#38;c=3#top", "https://a.example/x?a=1&amp;b=2&#38;c=3"),
    ],
)
def test_scheme_host_port_and_fragment_are_normal_and_the_rest_stays_as_written(
    written: str, canonical: str
):
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?ref=front", ""),
        ("?ref=8812", "?ref=8812"),
        ("?utm_source=a&id=7&utm_medium=b", "?id=7"),
        ("?UTM_Source=a&FBCLID=1", ""),
        ("?utm%5Fsource=a&b=2", "?b=2"),
        ("?id=7&ref", "?id=7"),
        ("?reference=1&gallery=2&eid=3", "?reference=1&gallery=2&eid=3"),
        ("?b=2&a=1&b=2", "?b=2&a=1&b=2"),
        ("?q=a%20b+c&&x", "?q=a%20b+c&&x"),
        ("?outputType=amp", "?outputType=amp"),
        ("?next=utm_source=1", "?next=utm_source=1"),
    ],
)
def test_tracking_parameters_are_dropped_by_whole_name_and_no_other(query: str, kept: str):
    assert canonical_url(f"https://a.example/x{query}") == f"https://a.example/x{kept}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("javascript:alert(1)", "not an absolute http or https URL"),
        ("JavaScript://a.example/%0aalert(1)", "not an absolute http or https URL"),
        ("data:text/html,x", "not an absolute http or https URL"),
        ("ftp://a.example/x", "not an absolute http or https URL"),
        ("//a.example/x", "not an absolute http or https URL"),
        ("/assets/a.png", "not an absolute http or https URL"),
        ("a.example/x", "not an absolute http or https URL"),
        ("", "not an absolute http or https URL"),
        ("https:", "no host"),
        ("https:///x", "no host"),
        ("https://:443/x", "no usable host"),
        ("https://user@/x", "no usable host"),
        ("https://a example/x", "host or port is malformed|no usable host"),
        ("https://a.example\\@b.example/", "host or port is malformed"),
        ("https://[::1/x", "host is malformed"),
        ("https://a.example:x/", "host or port is malformed"),
        ("https://a.example:65536/", "port is out of range"),
        ("https://a.example:00000099999/", "port is out of range"),
        ("https://a.example:٣/", "host or port is malformed"),
        ("https://a.exam\nple/x", "line break or control character"),
        ("https://a.example/\x00", "line break or control character"),
        ("https://a.example/\ud800", "line break or control character"),
        ("https://a.example\u2100b/", "host is malformed"),
        ("https://a.example%E2%84%80b/", "host is malformed"),
        ("https://a.example%2Fb/", "host is malformed"),
        ("https://a.example%3A80/", "host is malformed"),
        ("https://a.example%00/", "host is malformed"),
        ("https://a.example%/", "host or port is malformed"),
        ("https://a%FF.example/", "host is malformed"),
        ("https://\uff0541.example/", "host is malformed"),
    ],
)
def test_what_no_browser_should_open_is_refused_with_the_reason(text: str, reason: str):
    with pytest.raises(ValueError, match=reason):
        canonical_url(text)


@pytest.mark.parametrize(
    "same",
    [
        ("http://a.example/x", "https://a.example/x", "https://a.example/x/"),
        ("https://a.example", "https://a.example/", "http://a.example"),
        ("https://a.example/x?id=1", "http://a.example/x/?id=1"),
    ],
)
def test_http_https_and_a_slash_at_the_end_share_one_key(same: tuple[str, ...]):
    assert len({address_key(canonical_url(url)) for url in same}) == 1


@pytest.mark.parametrize(
    "different",
    [
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://a.example/x?id=1"),
        ("https://a.example/x", "https://www.a.example/x"),
        ("https://a.example/x", "https://a.example:8443/x"),
    ],
)
def test_other_addresses_have_other_keys(different: tuple[str, ...]):
    assert len({address_key(canonical_url(url)) for url in different}) == len(different)


parts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
urls = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "HTTPS", "hTTp"]),
    st.sampled_from(["a.example", "A.Example:443", "u@b.example:80", "ÄÖ.example", "[::1]:0443"]),
    parts.map(lambda path: f"/{path}"),
    st.lists(st.one_of(parts, st.sampled_from(["utm_x=1", "ref", "id=2"])), max_size=4).map(
        lambda query: f"?{'&'.join(query)}" if query else ""
    ),
    st.one_of(st.just(""), parts.map(lambda fragment: f"#{fragment}")),
)


@given(st.one_of(urls, parts.map(lambda text: f"https://{text}")))
def test_a_canonical_url_is_its_own_canonical_url(url: str):
    try:
        canonical = canonical_url(url)
    except ValueError:
        return
    assert canonical_url(canonical) == canonical


@given(st.text())
def test_any_text_is_a_url_or_a_value_error(text: str):
    with contextlib.suppress(ValueError):
        assert canonical_url(text).startswith(("http://", "https://"))


@given(urls)
def test_addresses_that_agree_but_for_scheme_and_slash_have_one_key(url: str):
    try:
        canonical = canonical_url(url)
    except ValueError:
        return
    path, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", canonical, re.DOTALL).groups()  # type: ignore[union-attr]  # everything matches
    scheme, _, path = path.partition("://")
    other = f"{'http' if scheme == 'https' else 'https'}://{path}/{mark}{rest}"
    assert address_key(other) == address_key(canonical)


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1 #part",
        "https://a.example/1 ?utm_source=x",
        "https://a.example/1 ? ",
        "https://a.example/1?ref &utm_source=x",
    ],
)
def test_spaces_before_what_is_dropped_are_dropped_too(text: str):
    assert canonical_url(text) == "https://a.example/1"
