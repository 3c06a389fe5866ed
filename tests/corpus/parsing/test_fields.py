"""Fields: from the text that was written to the type that the field has, and nothing lost."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ProviderMention, TopicDocument
from graphapi.corpus.front_matter.yaml_values import Null
from graphapi.corpus.parsing.fields import parse_boolean, parse_instant, parse_integer
from graphapi.domain import Image
from tests.corpus.texts import article_of, fenced, mention_of, messages, parse, places


@pytest.mark.parametrize(
    ("text", "number", "repair"),
    [
        ("59", 59, None),
        ("-1", -1, None),
        ("+7", 7, None),
        ("007", 7, None),
        ("0" * 5000, 0, None),
        ("2147483647", 2**31 - 1, None),
        ("-2147483648", -(2**31), None),
        ("59.0", 59, "decimal point"),
    ],
)
def test_a_whole_number_is_read(text: str, number: int, repair: str | None):
    value, said = parse_integer(text)
    assert value == number
    assert (said is None) == (repair is None)
    assert (repair or "") in (said or "")


@pytest.mark.parametrize(
    "text", ["", "a", "1.5", "1e3", "1_000", "0x10", "١", "1 2", "NaN", "+", "--1", "1."]
)
def test_what_is_no_whole_number_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a whole number"):
        parse_integer(text)


@pytest.mark.parametrize(
    "text", ["2147483648", "-2147483649", "99999999999", "9" * 5000, "99999999999.0"]
)
def test_a_whole_number_that_needs_more_than_32_bits_is_told_to_be_out_of_range(text: str):
    with pytest.raises(ValueError, match="is out of range"):
        parse_integer(text)


@pytest.mark.parametrize(
    ("text", "truth"),
    [("true", True), ("True", True), ("YES", True), ("on", True), ("n", False), ("No", False)],
)
def test_truth_is_read_in_all_the_words_of_yaml(text: str, truth: bool):
    assert parse_boolean(text) == (truth, None)


@pytest.mark.parametrize("text", ["", "1", "0", "wahr", "null"])
def test_other_words_are_neither_true_nor_false(text: str):
    with pytest.raises(ValueError, match="neither true nor false"):
        parse_boolean(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-02-05T16:08:00Z", "2020-02-05T16:08:00+00:00"),
        ("2020-02-05t16:08:00z", "2020-02-05T16:08:00+00:00"),
        ("2020-02-05 16:08:00Z", "2020-02-05T16:08:00+00:00"),
        ("2020-02-05T16:08:00.25+05:30", "2020-02-05T10:38:00.250000+00:00"),
        ("2020-12-31T23:59:59-01:00", "2021-01-01T00:59:59+00:00"),
        ("2020-02-05T16:08:00.123456000Z", "2020-02-05T16:08:00.123456+00:00"),
        # The examples of https://yaml.org/type/timestamp.html, and more of its forms.
        ("2001-12-15T02:59:43.1Z", "2001-12-15T02:59:43.100000+00:00"),
        ("2001-12-14t21:59:43.10-05:00", "2001-12-15T02:59:43.100000+00:00"),
        ("2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43.100000+00:00"),
        ("2001-12-15 2:59:43.10Z", "2001-12-15T02:59:43.100000+00:00"),
        ("2001-1-2 3:04:05. +5:30", "2001-01-01T21:34:05+00:00"),
        ("2001-12-14\t21:59:43  Z", "2001-12-14T21:59:43+00:00"),
        ("2020-02-05T16:08:00-08", "2020-02-06T00:08:00+00:00"),
    ],
)
def test_rfc_3339_is_an_instant_in_utc_without_a_word(text: str, iso: str):
    assert parse_instant(text) == (datetime.fromisoformat(iso), None)
    assert parse_instant(text)[0].tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "iso", "repair"),
    [
        ("2020-02-05", "2020-02-05T00:00:00+00:00", "a date alone; read as midnight UTC"),
        ("2020-02-05T16:08:00", "2020-02-05T16:08:00+00:00", "no time zone; read as UTC"),
        ("2020-02-05 16:08", "2020-02-05T16:08:00+00:00", "no seconds"),
        ("2020-02-05T16:08:00+0530", "2020-02-05T10:38:00+00:00", "without a colon"),
        ("2020-2-5", "2020-02-05T00:00:00+00:00", "a date alone"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "leap second"),
        ("2020-02-05T16:08:00.1234567Z", "2020-02-05T16:08:00.123456+00:00", "microsecond"),
    ],
)
def test_a_date_alone_and_other_gaps_are_repaired_with_a_word(text: str, iso: str, repair: str):
    instant, said = parse_instant(text)
    assert instant == datetime.fromisoformat(iso)
    assert said is not None
    assert repair in said


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "05/02/2020", "1580918880", "2020-02", "2020-02-05T16", "16:08:00"),
        *(
            "2020-02-05T16:08:00+5:",
            "2020-02-05T16:08:00 5",
            "\u0662020-02-05",
            "2020-02-05T16:08Z1",
        ),
    ],
)
def test_what_is_no_instant_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a date and time such as"):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2020-13-01", "the month 13 is not in 1 to 12"),
        ("2020-00-01", "the month 00 is not in 1 to 12"),
        ("2020-02-32", "the day 32 is not in 1 to 31"),
        ("2020-02-30T00:00:00Z", "there is no such day"),
        ("2020-02-05T24:00:00Z", "the hour 24 is not in 0 to 23"),
        ("2020-02-05T16:60:00Z", "the minute 60 is not in 0 to 59"),
        ("2020-02-05T16:08:61Z", "the second 61 is not in 0 to 60"),
        ("2020-02-05T16:08:00+25:00", "the zone hour 25 is not in 0 to 23"),
        ("2023-03-30T11:11:00+12:99", "the zone minute 99 is not in 0 to 59"),
        ("2023-03-30T11:11:00-0060", "the zone minute 60 is not in 0 to 59"),
        ("12020-01-01", "a year has four digits"),
        ("0000-01-01", "no such day"),
        ("0001-01-01T00:00:00Z", "too far from now"),
        ("9999-12-31T23:59:59Z", "too far from now"),
    ],
)
def test_an_instant_out_of_range_is_told_as_such(text: str, part: str):
    with pytest.raises(ValueError, match=f"is out of range: .*{part}"):
        parse_instant(text)


@given(
    st.datetimes(
        datetime(1000, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
        timezones=st.integers(-23 * 60, 23 * 60)
        .map(lambda m: st.just(timezone(timedelta(minutes=m))))
        .flatmap(lambda z: z),
    )
)
def test_every_instant_is_read_back_from_its_iso_form_with_and_without_spaces(instant: datetime):
    text = instant.isoformat()
    spaced = f"{text[:10]}  {text[11:-6]} {text[-6:]}"
    if instant.year < 9999:
        assert parse_instant(text) == parse_instant(spaced) == (instant, None)


@pytest.mark.parametrize("title", ["No", "12:30", "2020-01-01", "1.0", "null", "~", "0x1F", "Yes"])
def test_a_title_is_the_text_that_was_written_and_nothing_but_text(title: str):
    document, problems = article_of(f"title: {title}\nwebUrl: https://a.example/1\n")
    assert document.mention.title == title
    assert not isinstance(document.mention.title, Null)
    assert problems == ()


@pytest.mark.parametrize(
    "key", ["quality", "heat", "published", "removed", "publishedDateTime", "excerpt", "type"]
)
@pytest.mark.parametrize("nothing", ["", " ~", " null", " ''"])
def test_an_empty_field_says_nothing(key: str, nothing: str):
    mention, problems = mention_of(f"{key}:{nothing}\n")
    assert problems == ()
    assert mention.extra == {}
    assert (mention.quality, mention.heat, mention.published, mention.excerpt) == (None,) * 4


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("quality", "high", "high"),
        ("quality", "99999999999", "99999999999"),
        ("quality", "[1]", ["1"]),
        ("heat", "{a: 1}", {"a": "1"}),
        ("published", "maybe", "maybe"),
        ("publishedDateTime", "soon", "soon"),
        ("excerpt", "[a, b]", ["a", "b"]),
        ("category", "{a: ~}", {"a": None}),
        ("ampWebUrl", "javascript:alert(1)", "javascript:alert(1)"),
        ("originalUrl", "[https://a.example]", ["https://a.example"]),
        ("provider", "[a]", ["a"]),
        ("provider", "{images: [https://a.example/i]}", {"images": ["https://a.example/i"]}),
        ("images", "[[a]]", ["a"]),
        ("images", "[{url: ftp://a.example}]", {"url": "ftp://a.example"}),
        ("images", "[{width: 1}]", {"width": "1"}),
        ("topics", "[{a: b}]", {"a": "b"}),
        ("topics", "{a: b}", {"a": "b"}),
    ],
)
def test_what_does_not_fit_is_named_and_kept_as_written(key: str, value: str, kept: object):
    mention, problems = mention_of(f"{key}: {value}\n")
    assert mention.extra == {key: kept}
    assert problems
    assert {problem.line for problem in problems} == {4}
    assert all((problem.field or "").startswith(key) for problem in problems)
    assert mention.title == "Caching"


def test_unknown_keys_are_kept_with_all_that_they_hold():
    mention, problems = mention_of("colour: red\nnested: {a: [1, {b: ~}], '': x}\n")
    assert mention.extra == {"colour": "red", "nested": {"a": ["1", {"b": None}], "": "x"}}
    assert problems == ()


def test_both_values_of_a_key_that_stands_twice_can_be_got_out():
    mention, problems = mention_of("quality: 1\nquality: 2\nquality: 3\nx: a\nx: b\n")
    assert mention.quality == 1
    assert mention.extra == {"quality": ["2", "3"], "x": ["a", "b"]}
    assert places(problems) == [(5, "quality"), (6, "quality"), (8, "x")]


def test_heat_of_minus_one_means_not_measured():
    assert mention_of("heat: -1\n")[0].heat is None
    assert mention_of("heat: 0\n")[0].heat == 0
    assert mention_of("quality: -1\n")[0].quality == -1


def test_topics_lose_empty_items_and_repetitions():
    mention, problems = mention_of("topics:\n- AI\n-\n- ' '\n- Cloud \n- AI\n")
    assert mention.topics == ("AI", "Cloud")
    assert places(problems) == [(6, "topics[1]"), (7, "topics[2]")]


def test_a_topic_alone_stands_for_a_list_of_one():
    mention, problems = mention_of("topics: AI\n")
    assert mention.topics == ("AI",)
    assert "read as a list of one" in messages(problems)


def test_an_image_has_all_that_is_said_of_it():
    yaml = "images:\n- url: https://a.example/i.png\n  width: 600\n  height: 360\n  title: '1'\n"
    mention, problems = mention_of(f"{yaml}  isCached: true\n  alt: x\n")
    assert mention.images == (Image("https://a.example/i.png", 600, 360, "1", cached=True),)
    assert mention.extra["images"]["alt"] == "x"
    assert problems == ()


def test_a_broken_size_costs_no_image():
    mention, problems = mention_of("images:\n- url: https://a.example/i\n  width: wide\n")
    assert mention.images == (Image("https://a.example/i"),)
    assert places(problems) == [(6, "images[0].width")]


def test_an_image_without_a_url_is_said_to_lack_it_beside_its_other_faults():
    _, problems = mention_of("images:\n- width: wide\n")
    assert places(problems) == [(5, "images[0].width"), (5, "images[0].url")]


@pytest.mark.parametrize("value", ["'{}", '"{}', "\u2018{}\u2019", "\u201c{}\u201d"])
def test_a_quote_left_over_around_a_value_costs_neither_the_value_nor_the_file(value: str):
    url, instant, number = map(value.format, ("https://a.example/1", "2024-01-15T20:10:00Z", "7"))
    document, problems = article_of(
        f"title: A\nwebUrl: {url}\npublishedDateTime: {instant}\nquality: {number}\n"
    )
    mention = document.mention
    assert (mention.url, mention.web_url) == ("https://a.example/1",) * 2
    assert mention.published_date_time == datetime(2024, 1, 15, 20, 10, tzinfo=UTC)
    assert (mention.quality, mention.extra) == (7, {})
    assert {line for line, _ in places(problems)} == {3, 4, 5}


RELATIVE = ["/a/i.png", "i.png", "../i.png", "./i", "//cdn.example/i.png", "a/b?c=d", "/i#e", "/ü"]


@pytest.mark.parametrize("url", RELATIVE)
def test_a_relative_address_of_an_image_is_kept_as_written_and_told(url: str):
    mention, problems = mention_of(f"images:\n- url: ' {url} '\n  width: 5\n")
    assert mention.images == (Image(url, 5),)
    assert mention.extra == {}
    assert places(problems) == [(5, "images[0].url")]
    assert "is relative, and no file names the site; kept as written" in messages(problems)
    parsed = parse(fenced(f"taxonomy: topic\nname: T\nimages:\n- '{url}'\n"))
    assert isinstance(parsed.document, TopicDocument)
    assert parsed.document.images == (Image(url),)
    assert places(parsed.problems) == [(5, "images[0]")]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:image/png;base64,x/y",
        "ftp://a.example/i",
        "a b/c.png",
        "word",
        "/<script>",
        "/a\\b",
        "C:/i.png",
        "https:///i.png",
    ],
)
def test_what_is_no_address_of_an_image_is_kept_among_the_leftovers(url: str):
    mention, problems = mention_of(f"images:\n- url: '{url}'\n")
    assert mention.images == ()
    assert mention.extra == {"images": {"url": url}}
    assert places(problems) == [(5, "images[0].url")]


def test_a_url_alone_stands_for_an_image():
    mention, problems = mention_of("images:\n- https://a.example/i\n-\n")
    assert mention.images == (Image("https://a.example/i"),)
    assert places(problems) == [(5, "images[0]"), (6, "images[1]")]


def test_of_two_images_with_one_url_the_second_is_kept_where_it_says_otherwise():
    image = "- url: https://a.example/i\n  width:"
    mention, problems = mention_of(f"images:\n{image} 1\n{image} 1\n{image} 2\n")
    assert mention.images == (Image("https://a.example/i", 1),)
    assert mention.extra == {"images": {"url": "https://a.example/i", "width": "2"}}
    assert places(problems) == [(9, "images[2]")]


def test_a_provider_is_known_by_domain_in_lower_case():
    mention, problems = mention_of("provider:\n  name: The P\n  domain: ' P.Example '\n  x: 1\n")
    assert mention.provider == ProviderMention("The P", "p.example")
    assert mention.extra == {"provider": {"x": "1"}}
    assert problems == ()


def test_a_provider_that_is_but_text_is_read_as_its_name():
    mention, problems = mention_of("provider: The P\n")
    assert mention.provider == ProviderMention("The P", None)
    assert "read as the name" in messages(problems)


def test_a_domain_that_is_a_whole_url_gives_its_host_with_a_warning():
    mention, problems = mention_of("provider:\n  name: P\n  domain: https://www.P.example/news?x\n")
    assert mention.provider == ProviderMention("P", "www.p.example")
    assert places(problems) == [(6, "provider.domain")]
    assert "'https://www.P.example/news?x' is more than a domain; read as its host" in messages(
        problems
    )


def test_a_provider_without_a_domain_is_known_by_name_only():
    mention, problems = mention_of("provider: {name: The P}\n")
    assert mention.provider == ProviderMention("The P", None)
    assert places(problems) == [(4, "provider.domain")]
