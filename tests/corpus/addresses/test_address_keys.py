"""Address keys: equal for addresses that mean the same article, and for no others."""

from random import Random
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphapi.corpus import address_key, canonical_url
from graphapi.corpus.addresses.address_keys import host_of_key, other_www_key


def key(written: str) -> str:
    return address_key(canonical_url(written))


SAME = {
    "the case of percent-encoding": ("https://a.example/caf%c3%a9", "https://a.example/caf%C3%A9"),
    "raw and encoded UTF-8": ("https://a.example/café?q=ü", "https://a.example/caf%C3%A9?q=%C3%BC"),
    "encoded letters": ("https://a.example/%7Eann/%61?%62=1", "https://a.example/~ann/a?b=1"),
    "what must be encoded": (
        "https://a.example/a b|c?d[]=<1>",
        "https://a.example/a%20b%7Cc?d%5B%5D=%3C1%3E",
    ),
    "a percent sign alone": ("https://a.example/100%", "https://a.example/100%25"),
    "an internationalized host": (
        "https://bücher.example/3",
        "https://BÜCHER.example/3",
        "https://xn--bcher-kva.example/3",
        "https://XN--BCHER-KVA.example/3",
        "https://bücher。example/3",
        "https://b%C3%BCcher.example/3",
        "https://bu\u0308cher.example/3",
    ),
    "a symbol in a host": ("https://i❤.example/", "https://xn--i-7iq.example/"),
    "a sigma in a host": ("https://ΟΔΟΣ.example/", "https://οδοσ.example/"),
    "a dot at the host's end": ("https://a.example./x", "https://a.example/x"),
    "an IPv6 address": ("https://[2001:DB8:0:0:0::1]/", "https://[2001:db8::1]/"),
    "an empty user": ("https://@a.example/x", "https://:@a.example/x", "https://a.example/x"),
    "dot segments": (
        "https://a.example/x/./y/../z",
        "https://a.example/x/%2e/y/%2E%2e/z",
        "https://a.example/../x/z/.",
    ),
    "backslashes, which browsers turn": ("https://a.example/x\\y", "https://a.example/x/y"),
    "ampersands escaped for HTML": (
        "https://a.example/x?a=1&b=2",
        "https://a.example/x?a=1&amp;b=2",
        "https://a.example/x?a=1&AMP;b=2",
        "https://a.example/x?a=1&#38;b=2",
        "https://a.example/x?a=1&#x26;b=2",
        "https://a.example/x?a=1&amp;amp;b=2",
        "https://a.example/x?utm_source=x&amp;a=1&amp;b=2",
        "https://a.example/x?a=1&amp;utm_source=x&amp;b=2",
    ),
    "no path": ("https://a.example", "https://a.example/", "https://a.example/?#top"),
    "a route": (
        "https://a.example/#!/é",
        "https://a.example#!/%c3%a9",
        "http://a.example/#!/é?fbclid=1",
    ),
    "a video": (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "http://youtube.com/watch?v=dQw4w9WgXcQ&t=42s#comments",
        "https://m.youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&index=3",
        "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc&t=9",
        "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "https://www.youtube.com/shorts/dQw4w9WgXcQ",
        "https://www.youtube.com/live/dQw4w9WgXcQ?feature=share",
        "https://www.youtube.com/v/dQw4w9WgXcQ",
        "https://www.youtube.com/watch?feature=a&amp;v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&v=dQw4w9WgXcQ",
    ),
    "a copy in an AMP cache": (
        "https://paper.example/amp/1?id=2",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/amp/1?id=2",
        "https://cdn.ampproject.org/v/s/paper.example/amp/1?id=2&amp_js_v=0.1&usqp=mq331",
        "https://paper-example.cdn.ampproject.org/c/paper.example/amp/1?id=2#amp_tf=x",
        "https://paper-example.bing-amp.com/c/s/paper.example/amp/1?id=2",
        "https://www.google.com/amp/s/paper.example/amp/1?id=2",
        "https://www.google.co.uk/amp/s/Paper.example:443/amp/./1?id=2",
        "https://www.google.com/amp/s/paper-example.cdn.ampproject.org/c/s/paper.example/amp/1?id=2",
    ),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_equivalent_addresses_share_a_key(same: tuple[str, ...]):
    assert {key(one): one for one in same}.keys() == {key(same[0])}


DIFFERENT = {
    "reserved characters encoded": ("https://a.example/a/b", "https://a.example/a%2Fb"),
    "a parameter's separators encoded": (
        "https://a.example/?a=1&b=2",
        "https://a.example/?a=1%26b=2",
        "https://a.example/?a=1&b%3D2",
        "https://a.example/%3Fa=1&b=2",
    ),
    "sub-delimiters encoded": ("https://a.example/a(b)", "https://a.example/a%28b%29"),
    "plus and space": ("https://a.example/?q=a+b", "https://a.example/?q=a%20b"),
    "an encoded percent sign": ("https://a.example/%41", "https://a.example/%2541"),
    "letters of different case": ("https://a.example/a", "https://a.example/A"),
    "the order of parameters": ("https://a.example/?a=1&b=2", "https://a.example/?b=2&a=1"),
    "empty segments": ("https://a.example/a/b", "https://a.example/a//b"),
    "hosts of another nature": ("https://straße.example/", "https://strasse.example/"),
    "other encodings": ("https://a.example/%E9", "https://a.example/%C3%A9"),
    "users": ("https://a.example/", "https://ann@a.example/", "https://bob@a.example/"),
    "routes": (
        "https://a.example/",
        "https://a.example/#!/news/1",
        "https://a.example/#!/news/2",
        "https://a.example/#/news/1",
        "https://a.example/news/1",
        "https://a.example/#!/news/1?id=2",
    ),
    "videos": (
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcq",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=a&v=b",
        "https://www.youtube.com/watch?list=PL1",
        "https://www.youtube.com/embed/videoseries?list=PL1",
        "https://www.youtube.com/embed/videoseries?list=PL2",
        "https://www.youtube.com/embed/live_stream?channel=1",
        "https://www.youtube.com/embed/live_stream?channel=2",
        "https://www.youtube.com/user/dQw4w9WgXcQ",
        "https://youtube.com.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/",
        "https://youtu.be.example/dQw4w9WgXcQ",
    ),
    "what is no copy in an AMP cache": (
        "https://paper.example/1",
        "https://cdn.ampproject.org.example/c/s/paper.example/1",
        "https://notcdn.ampproject.org/c/s/paper.example/1",
        "https://cdn.ampproject.org/i/s/paper.example/1",
        "https://cdn.ampproject.org/c/s/paper",
        "https://cdn.ampproject.org/",
        "https://google.com/paper.example/1",
        "https://google.example/amp/s/paper.example/1",
        "https://cdn.ampproject.org/c/s/paper.example:99999/1",
    ),
}


@pytest.mark.parametrize("different", DIFFERENT.values(), ids=DIFFERENT)
def test_other_addresses_have_other_keys(different: tuple[str, ...]):
    assert len({key(one) for one in different}) == len(different)


# ---------------------------------------------------------------- laws

raw = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("/.%~&;=#?!+ é"), max_size=15
)
hosts = st.sampled_from(
    [
        *(
            "a.example",
            "A.Example:443",
            "u@b.example:80",
            "ÄÖ.example.",
            "[::1]:0443",
            "ß。example",
        ),
        *("youtu.be", "m.youtube.com", "x.cdn.ampproject.org", "www.google.com", "%61.example"),
    ]
)
pieces = st.sampled_from(
    [
        *(
            "utm_x=1",
            "ref=a",
            "ref=8812",
            "&amp;",
            "&#38;",
            "%26",
            "%7E",
            "%c3%a9",
            "%",
            "/../",
            "/./",
        ),
        *("#!/", "#/", "c/s/", "amp/s/", "watch", "?v=x", "embed/", "b.example", "?", "&", "\\"),
    ]
)
tails = st.lists(raw | pieces, max_size=6).map("".join)
addresses = st.builds("{}://{}/{}".format, st.sampled_from(["http", "HTTPS"]), hosts, tails)


@given(addresses | raw.map("https://{}".format))
@example("https://a.example/%%341")
@example("https://a.example/?a&%61mp;b")
@example("https://\uff0541.example/")
@example("https://\xad")
@example("https://cdn.ampproject.org/c/s/" * 9 + "a.example/1")
def test_the_normal_form_is_its_own(written: str):
    try:
        canonical = canonical_url(written)
    except ValueError:
        return
    normal = address_key(canonical)
    again = canonical_url(f"{canonical.partition('://')[0]}://{normal}")
    assert address_key(again) == normal
    assert normal.isascii()


letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~é日"
words = st.text(letters, min_size=1, max_size=8)


Parts = tuple[str, list[str], list[tuple[str, str]], list[str]]


@st.composite
def parts_of_addresses(draw: st.DrawFn) -> Parts:
    """A host, the segments of a path, the parameters of a query, and those of a route."""
    labels = st.text("abcüñ", min_size=1, max_size=5)
    return (
        f"{draw(labels)}.{draw(labels)}.example",
        draw(st.lists(words, max_size=3)),
        draw(st.lists(st.tuples(words.map("p{}".format), words), max_size=2)),
        draw(st.lists(words, max_size=2)),
    )


def spelled(parts: Parts, random: Random) -> str:
    """One of the equivalent spellings of an address."""
    host, segments, parameters, route = parts
    choose = random.choice

    def text(word: str) -> str:
        return "".join([choose(spellings(character)) for character in word])

    host = choose([host, host.upper(), host.encode("idna").decode()])
    host = host.replace(".", choose([".", "。"])) + choose(["", "."])
    scheme, port = choose([("http", ":80"), ("https", ":443"), ("HTTPS", "")])
    detours = ["", "/.", "/%2e", "/x/..", "/x/%2E."]
    path = "".join([f"{choose(detours)}/{text(segment)}" for segment in segments])
    path += choose(["", "/", "/."])
    shown = [f"{text(name)}={text(value)}" for name, value in parameters]
    if choose([True, False]):
        tracking = choose(["utm_source=a", "fbclid=Xy1", "ref=news", "source=x.com"])
        shown.insert(random.randint(0, len(shown)), tracking)
    query = choose(["&", "&amp;", "&#38;"]).join(shown)
    fragment = f"#!/{'/'.join(map(text, route))}" if route else choose(["", "#top"])
    return f"{scheme}://{host}{port}{path}{'?' if query else ''}{query}{fragment}"


def spellings(character: str) -> list[str]:
    encoded = "".join([f"%{byte:02X}" for byte in character.encode()])
    return [character, character, encoded, encoded.lower()]


randoms = st.integers(0, 2**32).map(Random)


@given(parts_of_addresses(), randoms)
def test_two_spellings_of_one_address_meet(parts: Parts, random: Random):
    assert key(spelled(parts, random)) == key(spelled(parts, random))


@given(parts_of_addresses(), parts_of_addresses(), randoms)
def test_two_addresses_do_not_meet_however_they_are_spelled(
    one: Parts, other: Parts, random: Random
):
    meet = key(spelled(one, random)) == key(spelled(other, random))
    assert meet == (one == other)


@given(addresses)
def test_a_plain_address_has_the_key_that_the_long_way_gives(written: str):
    try:
        canonical = canonical_url(written)
    except ValueError:
        return
    scheme, _, rest = canonical.partition("://")
    head, mark, tail = rest.partition("/")
    if "%" in head or "#" in canonical:
        return
    # The long way is taken for a host with a dot at its end.
    host, colon, port = (
        head.rpartition(":") if head[-1:].isdigit() and ":" in head else (head, "", "")
    )
    dotted = f"{scheme}://{host}.{colon}{port}{mark}{tail}"
    if not host.endswith(("]", ".")):
        assert address_key(canonical_url(dotted)) == address_key(canonical)


def test_a_copy_of_a_copy_is_followed_to_its_page_within_reason():
    page = "paper.example/1"
    copy = "https://cdn.ampproject.org/c/s/"
    assert key(copy + "cdn.ampproject.org/c/s/" * 2 + page) == page
    deep = copy + "cdn.ampproject.org/c/s/" * 5_000 + page
    assert key(deep) == deep.removeprefix("https://")


@pytest.mark.parametrize(
    ("address_key", "host", "other"),
    [
        ("a.example/x", "a.example", "www.a.example/x"),
        ("www.a.example:8443/x", "www.a.example", "a.example:8443/x"),
        ("ann@a.example?q", "a.example", "www.ann@a.example?q"),
        ("[::1]:8080/x", "[::1]", "www.[::1]:8080/x"),
        ("a.example#!/x", "a.example", "www.a.example#!/x"),
    ],
)
def test_a_key_tells_its_host_and_its_neighbour(address_key: str, host: str, other: str):
    assert host_of_key(address_key) == host
    assert other_www_key(address_key) == other


def test_quoting_after_another_library_changes_no_key():
    path = "/a b/é|日?q=[ü]&r=~x"
    assert key(f"https://a.example{quote(path, safe='/?=&')}") == key(f"https://a.example{path}")
