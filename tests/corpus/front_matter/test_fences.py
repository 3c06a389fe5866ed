"""Where the front matter of a file begins and ends."""

import json

import pytest

from graphapi.corpus.front_matter.fences import (
    Format,
    find_front_matter,
    hidden_front_matter,
    without_body,
)


@pytest.mark.parametrize(
    ("text", "yaml", "line", "body"),
    [
        ("---\na: 1\n---\nbody\n", "a: 1\n", 2, "body"),
        ("--- \t\na: 1\n---  \n", "a: 1\n", 2, ""),
        ("\n \n---\na: 1\n---\n\nbody\n\nmore\n\n", "a: 1\n", 4, "body\n\nmore"),
        ("---\na: 1\n...\nbody", "a: 1\n", 2, "body"),
        ("---\na: 1\n---", "a: 1\n", 2, ""),
        ("---\n---\nbody", "", 2, "body"),
        ("---\na: |\n  ---\n  ...\n---\nb", "a: |\n  ---\n  ...\n", 2, "b"),
        ("---\na: ---\n--- b\n---x\n---\n", "a: ---\n--- b\n---x\n", 2, ""),
        ("---\na: 1\n---\nbody\n---\nrule\n", "a: 1\n", 2, "body\n---\nrule"),
        ("---\na: 1\n---\n    code\n", "a: 1\n", 2, "    code"),
        ("---\na: 1\n---\n \n\t\n", "a: 1\n", 2, ""),
    ],
)
def test_front_matter_stands_between_fences_and_the_body_below(
    text: str, yaml: str, line: int, body: str
):
    found = find_front_matter(text)
    assert found is not None
    assert (found.text, found.line, found.body) == (yaml, line, body)
    assert found.fenced
    assert found.closed


def test_without_a_closing_fence_it_goes_on_to_the_end():
    found = find_front_matter("---\na: 1\n\nb: 2\n")
    assert found is not None
    assert (found.text, found.body, found.closed) == ("a: 1\n\nb: 2\n", "", False)


@pytest.mark.parametrize(
    "text", ["a: 1\nb: 2\n", "# note\n%YAML 1.1\n\na: 1", '{"a": 1}', '\n\t {\n"a": 1}', "'a b': 1"]
)
def test_a_text_without_fences_is_offered_whole_where_it_could_be_a_record(text: str):
    found = find_front_matter(text)
    assert found is not None
    assert (found.text, found.line, found.fenced) == (text, 1, False)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "# Heading\n\nText.", "Just text", "- a\n- b", "[1]", "----\na: 1\n", "http://a"],
)
def test_other_texts_hold_no_front_matter(text: str):
    assert find_front_matter(text) is None


@pytest.mark.parametrize("body", ["Text.", "# Heading\n\nText.", "Two words\nkey: value", "*a*"])
def test_a_body_without_a_fence_above_begins_after_an_empty_line_where_no_key_stands(body: str):
    found = find_front_matter(f"---\na: 1\n\nb:\n\n- c\n\n# note\nd: 2\n\n{body}\n")
    assert found is not None
    shorter = without_body(found)
    assert shorter is not None
    assert (shorter.text, shorter.body) == ("a: 1\n\nb:\n\n- c\n\n# note\nd: 2\n\n", body)


def test_where_ciphertext_may_stand_no_text_is_taken_for_a_body():
    found = find_front_matter('---\na: 1\nSecured: "x\n\ny\n')
    assert found is not None
    assert without_body(found) is None


ARTICLE = "title: A\nwebUrl: https://a.example/1\n"
TOML = 'title = "A"\nwebUrl = "https://a.example/1"\n'
JSON = '{"title": "A", "webUrl": "https://a.example/1"}\n'


@pytest.mark.parametrize(
    ("opening", "text", "closing", "written_in"),
    [
        ("--- # a comment", ARTICLE, "---", Format.YAML),
        ("---yaml", ARTICLE, "---", Format.YAML),
        ("--- YML  ", ARTICLE, "...", Format.YAML),
        ("+++", TOML, "+++", Format.TOML),
        ("+++ toml", TOML, "+++  ", Format.TOML),
        ("---toml", TOML, "---", Format.TOML),
        ("---json", JSON, "---", Format.JSON),
        (";;;", JSON, ";;;", Format.JSON),
        ("\n\n+++", TOML, "+++", Format.TOML),
    ],
)
def test_fences_of_site_generators_name_the_format_without_a_word(
    opening: str, text: str, closing: str, written_in: Format
):
    found = find_front_matter(f"{opening}\n{text}{closing}\nbody\n")
    assert found is not None
    assert (found.text, found.body, found.format) == (text, "body", written_in)
    assert (found.fenced, found.closed, found.remarks) == (True, True, ())
    assert found.line == opening.count("\n") + 2


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("<!-- lint: off -->\n", 2),
        ("<!--\n two\n-->\n\n<!-- more -->\n", 6),
        ("# vim: ft=yaml\n", 2),
        ("\n# one\n\n# two\n", 5),
        ("%YAML 1.2\n", 2),
        ("{# a template's comment #}\n", 2),
    ],
)
def test_front_matter_below_comments_is_read_with_a_remark_on_the_line_of_its_fence(
    above: str, line: int
):
    found = find_front_matter(f"{above}---\n{ARTICLE}---\nbody")
    assert found is not None
    assert (found.text, found.body, found.line) == (ARTICLE, "body", line + 1)
    assert [(remark.line, remark.field) for remark in found.remarks] == [(line, None)]


@pytest.mark.parametrize(
    "opening",
    [
        "\u200b---",
        "\ufeff---",
        "\xa0---",
        "---\u200b",
        "---\xa0",
        "\u2060+++",
        *("\u2028---", "\x0c---", "---\x85"),
        "---yaml\u200b",
    ],
)
def test_invisible_characters_beside_a_fence_are_told_and_cost_nothing(opening: str):
    text, closing = (TOML, "+++") if "+" in opening else (ARTICLE, "---")
    found = find_front_matter(f"{opening}\n{text}{closing}\nbody")
    assert found is not None
    assert (found.text, found.body) == (text, "body")
    assert [remark.line for remark in found.remarks] == [1]


def test_lines_of_nothing_but_invisible_characters_are_blank():
    found = find_front_matter(f"\u200b\n\xa0\n---\n{ARTICLE}---\n")
    assert found is not None
    assert (found.text, found.line) == (ARTICLE, 4)


@pytest.mark.parametrize("above", ["\u200b", "<!-- one -->\n", "\n<!-- a\nb -->\n\n\xa0"])
@pytest.mark.parametrize("record", [ARTICLE, JSON])
def test_so_is_a_record_without_a_fence(above: str, record: str):
    found = find_front_matter(f"{above}{record}")
    assert found is not None
    assert found.text.strip() == record.strip()
    assert [remark.line for remark in found.remarks] == [above.count("\n") + 1]
    assert find_front_matter(f"{above}a: 1\n") is None


LOOKALIKES = ["----", "--", "-----", "\u2014", "\u2013-", "  ---", "\u2212\u2212\u2212"]


@pytest.mark.parametrize("fence", LOOKALIKES)
def test_what_looks_like_a_fence_is_one_where_the_address_of_an_article_stands_below(fence: str):
    found = find_front_matter(f"{fence}\n{ARTICLE}{fence}\nbody")
    assert found is not None
    assert (found.text, found.body) == (ARTICLE, "body")
    assert [remark.line for remark in found.remarks] == [1]


@pytest.mark.parametrize("fence", LOOKALIKES)
@pytest.mark.parametrize("text", ["title: A\n", "Text.\n", "a: 1\n", "the webUrl: x\n"])
def test_otherwise_it_is_a_rule_of_markdown(fence: str, text: str):
    assert find_front_matter(f"{fence}\n\n{text}{fence}\nbody") is None


@pytest.mark.parametrize("closing", ["----", "--", " ---", "---\u200b", "--- # end", "\u2014"])
def test_a_closing_fence_that_is_almost_right_is_told_and_closes(closing: str):
    found = find_front_matter(f"---\n{ARTICLE}{closing}\nbody\n\nmore\n")
    assert found is not None
    assert (found.text, found.body, found.closed) == (ARTICLE, "body\n\nmore", True)
    assert [remark.line for remark in found.remarks] == [4]


def test_a_rule_in_the_body_closes_nothing():
    found = find_front_matter(f"---\n{ARTICLE}\nText of the body.\n\n----\nmore\n")
    assert found is not None
    assert not found.closed


def test_front_matter_that_only_a_fence_below_it_ends_has_a_body_and_a_remark():
    found = find_front_matter(f"{ARTICLE}---\nbody\n")
    assert found is not None
    assert (found.text, found.body, found.line) == (ARTICLE, "body", 1)
    assert [remark.line for remark in found.remarks] == [1]


@pytest.mark.parametrize("below", ["", "\n", "\n\nbody\n\n{more}\n", " body"])
@pytest.mark.parametrize(
    "record", [{"a": 1}, {"a": {"b": "}"}, "c": '"{\\'}, {}, {"title": "A", "x": [{}, {"y": "{"}]}]
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_object_that_begins_a_file_ends_where_its_brace_closes(
    below: str, record: object, indent: int | None
):
    text = json.dumps(record, indent=indent)
    found = find_front_matter(text + below)
    assert found is not None
    assert (found.text, found.body.strip()) == (text, below.strip())
    assert (found.format, found.line) == (Format.JSON, 1)


@pytest.mark.parametrize("text", ["{% include a.html %}", "{{< x >}}", "{: .lead}"])
def test_the_brackets_of_templates_begin_no_record(text: str):
    assert find_front_matter(f"{text}\nwebUrl: https://a.example/1\n") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"# Heading\n\nText.\n\n---\n{ARTICLE}---\n", 5),
        (f"<html>\n+++\n{TOML}+++\n", 2),
        (f"---x\n{ARTICLE}---\n", 1),
        ("---js\n{ title: 'One', webUrl: 'https://a.example/1' }\n---\n", 1),
        (f"Text\n\n+++ a\n--- b\n--- c\n{ARTICLE}...\n", 3),
        (f"--- !article\n{ARTICLE}---\n", 1),
        (f"= toml =\n{TOML}= toml =\n", 1),
        (f"Text\n\n---\nrule\n---\n\n---\n{ARTICLE}---\n", 7),
    ],
)
def test_front_matter_that_is_not_read_is_found_with_its_line(text: str, line: int):
    assert hidden_front_matter(text) == line


@pytest.mark.parametrize(
    "text",
    [
        f"Text\n\n```yaml\n---\n{ARTICLE}---\n```\n",
        f"Text\n~~~~\n---\n{ARTICLE}---\n",
        f"Text\n\n    ---\n    {ARTICLE}    ---\n",
        "Text\n---\ntitle: A\n---\n",
        "Text\n---\nwebUrl: https://a.example/1\n",
        "Text\n---\ntitle: '{{ t }}'\nwebUrl: https://a.example/{{ u }}\n---\n",
    ],
)
def test_an_example_in_a_block_of_code_and_what_lacks_a_title_or_an_address_is_no_find(text: str):
    assert hidden_front_matter(text) is None
