"""Parameters that say how a reader arrived, and those that only look like it."""

import pytest

from graphapi.corpus.addresses.tracking_parameters import AMBIGUOUS_PARAMETERS, without_tracking


@pytest.mark.parametrize("name", sorted(AMBIGUOUS_PARAMETERS))
@pytest.mark.parametrize(
    "value",
    [
        *("", "news", "Newsletter", "RSS", "für", "twitter.com", "www.news.example", "t.co"),
        *("https%3A%2F%2Ft.co%2F", "https://t.co", "9to5news.example", "xn--bcher-kva.example"),
    ],
)
def test_an_ambiguous_name_with_a_word_or_a_host_is_tracking(name: str, value: str):
    assert without_tracking(f"{name}={value}&id=7") == "id=7"
    assert without_tracking(f"id=7&{name.upper()}={value}") == "id=7"


@pytest.mark.parametrize("name", sorted(AMBIGUOUS_PARAMETERS))
@pytest.mark.parametrize(
    "value",
    [
        *("8812", "7", "a8f3c2", "deadbeef", "DEADBEEF", "article-8812", "bridge-opens", "v1.2"),
        *("c0ffee00-1111-4222-8333-444455556666", "dQwXgWcQ", "story/1", "story.html", "8812.php"),
        *("https://paper.example/1", "a" * 21, "two words", "eptcnnlnk0000002", "%38812"),
    ],
)
def test_an_ambiguous_name_with_what_may_be_an_identifier_is_kept(name: str, value: str):
    query = f"{name}={value}&id=7"
    assert without_tracking(query) == query


@pytest.mark.parametrize(
    "query", ["pk_id=1", "pk_article=2", "sources=news", "xref=news", "refs=news", "from=news"]
)
def test_names_that_resemble_tracking_are_kept(query: str):
    assert without_tracking(query) == query


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=x&amp;id=7", "id=7"),
        ("id=7&amp;utm_source=x", "id=7"),
        ("id=7&amp;utm_source=x&amp;b=2", "id=7&amp;b=2"),
        ("id=7&utm_source=x&amp;b=2", "id=7&amp;b=2"),
        ("id=7&#38;utm_source=x&#x26;b=2", "id=7&#x26;b=2"),
        ("id=7&amp;amp;fbclid=x", "id=7"),
        ("id=7;8&fbclid=x", "id=7;8"),
    ],
)
def test_ampersands_that_are_escaped_for_html_separate_too_and_stay_as_written(
    query: str, kept: str
):
    assert without_tracking(query) == kept
