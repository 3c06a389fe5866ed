"""Broken YAML: a broken field costs no good one, a broken entry no other entry."""

import pytest

from graphapi.corpus import ArticleDocument, Severity
from graphapi.corpus.salvage import MAX_BROKEN_PIECES
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
        "5 excerpt: cannot be read: the quote that opens here is never closed"
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


def test_an_entry_of_which_nothing_can_be_read_is_named_once():
    document, problems = article_of(f"{MINIMUM}related:\n{B}- [open\n{C}")
    assert [e.position for e in document.related] == [0, 2]
    assert places(problems) == [(7, "related[1]")]


def test_a_key_that_stands_again_in_broken_yaml_is_remarked_on_and_kept():
    mention, problems = mention_of("x: [\ncategory: a\ncategory: b\n")
    assert mention.category == "a"
    assert mention.extra == {"category": "b"}
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
