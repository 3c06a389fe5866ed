"""Broken YAML: a broken field costs no good one, a broken entry no other entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument
from graphapi.corpus.parsing.salvage import MAX_BROKEN_PIECES
from graphapi.domain import Severity
from tests.corpus.texts import MINIMUM, article_of, fenced, mention_of, messages, parse, places

B = "- title: B\n  webUrl: https://a.example/b\n"
C = "- title: C\n  webUrl: https://a.example/c\n"

BROKEN = {
    "an open quote": 'x: "open\n',
    "an open single quote": "x: 'open\n",
    "an open bracket": "x: [1, 2\n",
    "an open brace": "x: {a: 1\n",
    "a closing bracket too many": "x: [1]]\n",
    "a tab as indentation": "x:\n\t- 1\n",
    "a second colon": "x: a: b\n",
    "a reserved character": "x: @a\n",
    "a percent sign": "x: %a\n",
    "an unknown escape": 'x: "\\q"\n',
    "an alias of nothing": "x: *nothing\n",
    "an alias of itself": "x: &x [*x]\n",
    "an unknown tag handle": "x: !e!foo bar\n",
    "mixed indentation": "x:\n    a: 1\n  b: 2\n",
    "too many brackets": f"x: {'[' * 2000}\n",
    "text of no key": "just text\n",
    "a list item of no key": "- item\n",
    "a bracket of no key": "]\n",
    "conflict markers": "<<<<<<< mine\n=======\n>>>>>>> theirs\n",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_a_broken_field_costs_no_good_one(broken: str, place: str):
    good = [MINIMUM, "quality: 7\n", f"related:\n{B}{C}", "topics:\n- AI\n", "heat: 1\n"]
    good.insert({"before": 0, "between": 2, "after": 5}[place], broken)
    document, problems = article_of("".join(good), "body\n")
    assert document.mention.title == "Caching"
    assert document.mention.quality == 7
    assert document.mention.topics == ("AI",)
    assert [(e.position, e.mention.title) for e in document.related] == [(0, "B"), (1, "C")]
    assert document.body == "body"
    assert problems
    assert all(problem.severity is Severity.WARNING for problem in problems)


def test_the_problem_names_key_line_and_reason():
    _, problems = mention_of("quality: 7\nexcerpt: 'open\nheat: 1\n")
    assert messages(problems) == (
        "5 excerpt: is not YAML: the quote that opens here is never closed; read as raw text"
    )


def test_lines_of_what_is_saved_are_those_of_the_file():
    document, problems = article_of(f"x: [\n{MINIMUM}related:\n{B}{C}  quality: high\n")
    assert [entry.line for entry in document.related] == [6, 8]
    assert places(problems) == [(2, "x"), (10, "related[1].quality")]


def test_a_field_followed_by_text_of_no_key_is_kept():
    document, problems = article_of("webUrl: https://a.example/1\ntitle: A\nstray text\nheat: 5\n")
    assert document.mention.title == "A"
    assert document.mention.heat == 5
    assert messages(problems) == (
        "4 title: cannot be read from here on: text stands where 'key: value' belongs"
    )


def test_a_list_followed_by_text_of_no_key_is_kept():
    mention, problems = mention_of("topics:\n- AI\n- Cloud\nstray text\nheat: 5\n")
    assert mention.topics == ("AI", "Cloud")
    assert mention.heat == 5
    assert places(problems) == [(7, "topics")]


def test_a_broken_entry_costs_no_other_and_no_good_field_of_its_own():
    broken = "- title: X\n  excerpt: 'open\n  webUrl: https://a.example/x\n"
    document, problems = article_of(f"{MINIMUM}related:\n{B}{broken}{C}")
    assert [(e.position, e.mention.title) for e in document.related] == [
        (0, "B"),
        (1, "X"),
        (2, "C"),
    ]
    assert document.related[1].mention.url == "https://a.example/x"
    assert places(problems) == [(8, "related[1].excerpt")]


def test_an_entry_of_which_nothing_can_be_read_is_named_and_kept():
    document, problems = article_of(f"{MINIMUM}related:\n{B}- [open\n{C}")
    assert [e.position for e in document.related] == [0, 2]
    assert document.mention.extra == {"related": "[open"}
    assert places(problems) == [(7, "related[1]"), (7, "related[1]")]


def test_a_key_that_stands_again_in_broken_yaml_is_remarked_on_and_kept():
    mention, problems = mention_of("x: [\ncategory: a\ncategory: b\n")
    assert mention.category == "a"
    assert mention.extra == {"category": "b", "x": "["}
    assert places(problems) == [(4, "x"), (6, "category")]


def test_control_characters_are_replaced_and_cost_nothing():
    mention, problems = mention_of("excerpt: a\x01b\ncategory: 'c\x7f'\nx: [1]\n")
    assert mention.excerpt == "a\ufffdb"
    assert mention.category == "c\ufffd"
    assert messages(problems) == "4 None: has control characters; replaced by \ufffd"


def test_characters_escaped_in_halves_as_json_has_them_are_put_together():
    mention, problems = mention_of('excerpt: "\\ud83d\\uDE00 \\\\ud83d"\n')
    assert mention.excerpt == "\U0001f600 \\ud83d"
    assert problems == ()


def test_half_a_character_alone_is_replaced():
    mention, _ = mention_of('excerpt: "a\\ud83db\\udc00\\n"\n')
    assert mention.excerpt == "a\ufffdb\ufffd\n"


def test_front_matter_of_which_nothing_can_be_read_is_an_error():
    parsed = parse(fenced("[open\n"))
    assert parsed.document is None
    assert [(p.line, p.severity) for p in parsed.problems] == [(2, Severity.ERROR)]
    assert "is not YAML" in parsed.problems[0].message


@pytest.mark.parametrize("row", ["k{n}: [\n", "x: [\n\n", "k{n}: 'a\n\n- b\n\nc\n"])
def test_a_file_in_which_everything_is_broken_is_given_up_at_a_bound(row: str):
    yaml = MINIMUM + "".join(row.format(n=n) for n in range(3 * MAX_BROKEN_PIECES))
    parsed = parse(fenced(yaml))
    assert isinstance(parsed.document, ArticleDocument)
    assert len(parsed.problems) <= MAX_BROKEN_PIECES
    assert "only the first are listed" in messages(parsed.problems)


def test_entries_that_are_all_broken_are_given_up_at_a_bound():
    parsed = parse(
        fenced(
            f"{MINIMUM}related:\n" + "- title: 'a long title that is open\n" * 3 * MAX_BROKEN_PIECES
        )
    )
    assert isinstance(parsed.document, ArticleDocument)
    assert len(parsed.problems) <= MAX_BROKEN_PIECES


RAW = [
    "Live: the vote",
    "@home",
    "[Update] x",
    "{Update} x",
    "'it's'",
    '"He said" no',
    "100%: …",
    "%d of them",
    "`code`",
    "*bold* text",
    "&amp; more",
    "- a dash",
    "> a quote",
    "| a pipe",
    "? what: then",
    ": x",
    '"open',
    "'open: [",
    "key: |",
    "a: b: c # not a comment",
]


@pytest.mark.parametrize("text", RAW)
@pytest.mark.parametrize("key", ["title", "excerpt", "category", "type", "featuredContent"])
def test_a_text_on_one_line_that_is_no_yaml_is_the_text_as_it_stands(text: str, key: str):
    rows = {"title": "A", "webUrl": "https://a.example/1", key: text, "topics": "[B]"}
    yaml = "".join(f"{name}: {value}\n" for name, value in rows.items())
    document, problems = article_of(yaml, "body\n")
    name = "featured_content" if key == "featuredContent" else key
    assert getattr(document.mention, name) == text
    assert document.mention.web_url == "https://a.example/1"
    assert document.mention.topics == ("B",)
    assert places(problems) == [(2 + list(rows).index(key), key)]
    assert "read as raw text" in problems[0].message


@pytest.mark.parametrize("text", RAW)
@pytest.mark.parametrize("indent", ["", "  "])
def test_so_it_is_inside_related_entries_and_their_providers(text: str, indent: str):
    entry = (
        f"- title: {text}\n  webUrl: https://a.example/x\n  excerpt: {text}\n"
        f"  provider:\n    name: {text}\n    domain: p.example\n  quality: 7\n"
    )
    entries = "".join(f"{indent}{row}\n" for row in f"{B}{entry}{C}".splitlines())
    document, problems = article_of(f"{MINIMUM}related:\n{entries}heat: 1\n")
    assert [one.mention.title for one in document.related] == ["B", text, "C"]
    mention = document.related[1].mention
    assert (mention.excerpt, mention.quality, document.mention.heat) == (text, 7, 1)
    assert mention.provider is not None
    assert mention.provider.domain == "p.example"
    assert mention.provider.name == text
    assert places(problems) == [
        (7, "related[1].title"),
        (9, "related[1].excerpt"),
        (11, "related[1].provider.name"),
    ]


@pytest.mark.parametrize("text", ["item: with: colon", *RAW[1:6]])
def test_so_it_is_in_a_list_of_texts(text: str):
    mention, problems = mention_of(f"topics:\n- A\n- {text}\n- C\nheat: 1\n")
    assert mention.topics == ("A", text, "C")
    assert mention.heat == 1
    assert places(problems) == [(6, "topics[1]")]


@pytest.mark.parametrize("key", ["topics", "images", "related", "provider"])
@pytest.mark.parametrize("text", ["[a, b", "{a: b", "[a] b]"])
def test_a_broken_list_or_map_is_no_text_of_its_field_and_is_kept(key: str, text: str):
    mention, problems = mention_of(f"{key}: {text}\nheat: 1\n")
    assert mention.extra == {key: text}
    assert (mention.topics, mention.images, mention.provider) == ((), (), None)
    assert {(problem.line, problem.field) for problem in problems} == {(4, key)}


def test_a_text_that_goes_on_below_is_joined_as_yaml_joins_it():
    mention, _ = mention_of("excerpt: Live: the\n  vote: is\n\n  on\nheat: 1\n")
    assert mention.excerpt == "Live: the vote: is on"
    assert mention.heat == 1


def test_a_block_of_text_is_kept_up_to_the_line_that_breaks_it():
    mention, problems = mention_of("excerpt: |\n    one: 1\n    two\n  bad\nheat: 1\n")
    assert (mention.excerpt, mention.heat) == ("one: 1\ntwo", 1)
    assert places(problems) == [(7, "excerpt")]


@pytest.mark.parametrize("space", ["\xa0", "\u3000\u3000", "\xa0 \xa0 ", "\t"])
def test_keys_and_items_below_spaces_that_yaml_does_not_know_are_read_and_told(space: str):
    mention, problems = mention_of(
        f"provider:\n{space}name: P\n{space}domain: p.example\ntopics:\n{space}- AI\n{space}- B\n"
    )
    assert mention.provider is not None
    assert (mention.provider.name, mention.provider.domain) == ("P", "p.example")
    assert mention.topics == ("AI", "B")
    assert places(problems) == [(5, None)]


def test_text_that_begins_with_such_a_space_keeps_it():
    mention, problems = mention_of("excerpt: |\n  \xa0one\n  \xa0two: 2\ncategory: \xa0three\n")
    assert (mention.excerpt, mention.category) == ("\xa0one\n\xa0two: 2\n", "\xa0three")
    assert problems == ()


def test_such_spaces_inside_a_broken_text_are_left_as_they_stand():
    document, problems = article_of(f"{MINIMUM}excerpt: 'Un' mot\xa0:\xa0la suite: a\n")
    assert document.mention.excerpt == "'Un' mot\xa0:\xa0la suite: a"
    assert places(problems) == [(4, "excerpt")]


@pytest.mark.parametrize("colon", [":\xa0", "\xa0:\xa0", ":", ":\u200b "])
def test_a_colon_without_a_space_that_yaml_knows_is_a_colon(colon: str):
    document, problems = article_of(f"title{colon}A\nwebUrl{colon}https://a.example/1\nheat: 1\n")
    assert (document.mention.title, document.mention.heat) == ("A", 1)
    assert document.mention.web_url == "https://a.example/1"
    assert [problem.line for problem in problems] == [2]


def test_a_file_in_which_no_colon_has_a_space_is_not_lost():
    document, problems = article_of("title:A\nwebUrl:https://a.example/1\n")
    assert document.mention.title == "A"
    assert len(problems) == 1


def test_broken_json_is_read_key_by_key():
    parsed = parse(
        '{\n  "title": "A",\n  "webUrl": "https://a.example/1",\n  "excerpt": "He said "no"",\n'
        '  "provider": {\n    "name": "P"\n  },\n  "quality":7\n}\n\nbody\n'
    )
    assert isinstance(parsed.document, ArticleDocument)
    mention = parsed.document.mention
    assert (mention.title, mention.excerpt, mention.quality) == ("A", '"He said "no""', 7)
    assert mention.provider is not None
    assert places(parsed.problems)[0] == (4, "excerpt")


@pytest.mark.parametrize(
    "row",
    [
        "x: {secured: SECRET: y}",
        'x: "secured: SECRET',
        'x: {"\\x73ecured": SECRET: y}',
        "\u200bsecured: SECRET: y",
        "sec\u200bured: SECRET",
        "x: [{se\u200bcured: SECRET: y}",
        "topics:\n- secured: SECRET: x",
        "provider:\n  secured: SECRET: x\n  name: P: Q",
    ],
)
def test_raw_text_never_brings_ciphertext_along(row: str):
    parsed = parse(fenced(f"{MINIMUM}{row}\ny: a: b\n"))
    assert "SECRET" not in f"{parsed}"


lines = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs", "Cf"]), min_size=1)


@given(lines, st.sampled_from(["excerpt", "category", "type", "provider", "topics", "x"]))
def test_whatever_stands_behind_a_key_costs_no_other_field(text: str, key: str):
    good = "quality: 7\nrelated:\n- title: B\n  webUrl: https://a.example/b\n"
    document, _ = article_of(f"{MINIMUM}{key}: {text}\n{good}", "body")
    mention = document.mention
    assert (mention.title, mention.web_url) == ("Caching", "https://a.example/caching")
    assert document.body == "body"
    if text[0] not in "'\"|>[{!&*#%@`,?-":
        assert mention.quality == 7
        assert [entry.mention.title for entry in document.related] == ["B"]
