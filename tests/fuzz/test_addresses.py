"""Addresses: one form for each, whatever is written, and one key for those that mean the same."""

from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import address_key, canonical_url
from tests.fuzz.mutations import mutated
from tests.fuzzing import fuzzed

SEEDS = [
    "https://www.News.example:443/amp/2024/01/a-b_c.html?id=2&utm_source=x&ref=y#part",
    "http://user:secret@news.example:8080/%E2%82%AC/?q=%20&fbclid=",
    "https://[2001:db8::1]:0443/a//b/../c/",
    "HTTPS://bücher.example/straße?ä=ö",
    "https://spa.example/x/../#!/news/1?id=2&amp;ref=8812",
    "https://paper-example.cdn.ampproject.org/c/s/paper.example/amp/1?amp_js_v=0.1#amp_tf",
    "https://m.youtube.com/watch?feature=x&v=dQw4w9WgXcQ&t=9",
]
PIECES = [
    *" \t\n\r\0/\\?#&=:@[]%;+.|^\x85\u2028\u3002\ud800😀ß",
    "utm_x=1",
    "://",
    "//",
    ":80",
    "%00",
    *("&amp;", "&#38;", "#/", "#!/", "%2e", "%", "youtu.be/", "google.com/amp/s/"),
]
texts = (
    mutated(SEEDS, PIECES) | st.text(max_size=60) | st.text(max_size=40).map("http://a/{}".format)
)


def canonical(text: str) -> str | None:
    """The canonical form; None where there is none: no other error than this is documented."""
    try:
        return canonical_url(text)
    except ValueError:
        return None


@fuzzed("addresses")
@given(text=texts)
def test_a_form_is_its_own_and_can_be_sent(text: str):
    url = canonical(text)
    if url is None:
        return
    assert canonical_url(url) == url
    assert url.startswith(("http://", "https://"))
    assert url.encode().decode() == url


@fuzzed("addresses that mean the same")
@given(text=texts, parameter=st.sampled_from(["utm_a=1", "fbclid=2", "%75tm_a"]))
def test_what_no_server_sees_is_in_no_key(text: str, parameter: str):
    url = canonical(text)
    if url is None:
        return
    key = address_key(url)
    scheme, _, rest = url.partition("://")
    assert address_key(canonical_url(f"{scheme}://{key}")) == key
    if "#" in url:
        return  # what follows would be part of its route
    assert address_key(canonical_url(f"{url}#part")) == key
    assert address_key(canonical_url(f"{scheme.upper()}://{rest}")) == key
    mark = "&" if "?" in url else "?"
    assert address_key(canonical_url(f"{url}{mark}{parameter}")) == key
