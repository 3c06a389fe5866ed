"""Where the YAML of a file begins and ends, and what of it can be cut apart."""

import pytest

from graphapi.corpus.front_matter import cut_related, find_front_matter, without_body


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
    assert (found.yaml, found.line, found.body) == (yaml, line, body)
    assert found.fenced
    assert found.closed


def test_without_a_closing_fence_it_goes_on_to_the_end():
    found = find_front_matter("---\na: 1\n\nb: 2\n")
    assert found is not None
    assert (found.yaml, found.body, found.closed) == ("a: 1\n\nb: 2\n", "", False)


@pytest.mark.parametrize(
    "text", ["a: 1\nb: 2\n", "# note\n%YAML 1.1\n\na: 1", '{"a": 1}', '\n\t {\n"a": 1}', "'a b': 1"]
)
def test_a_text_without_fences_is_offered_whole_where_it_could_be_a_record(text: str):
    found = find_front_matter(text)
    assert found is not None
    assert (found.yaml, found.line, found.fenced) == (text, 1, False)


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
    assert (shorter.yaml, shorter.body) == ("a: 1\n\nb:\n\n- c\n\n# note\nd: 2\n\n", body)


def test_where_ciphertext_may_stand_no_text_is_taken_for_a_body():
    found = find_front_matter('---\na: 1\nSecured: "x\n\ny\n')
    assert found is not None
    assert without_body(found) is None


def test_very_many_very_short_items_are_left_alone_since_they_are_no_articles():
    assert cut_related("related:\n" + "- a: 1\n" * 1001) is None
    assert cut_related("related:\n" + "- a: 1\n" * 1000) is not None
    assert cut_related("related:\n" + "- title: B\n  webUrl: https://b\n" * 1001) is not None


HEAD = "title: A\n"
TAIL = "quality: 1\n"


@pytest.mark.parametrize("indent", ["", " ", "  ", "    "])
def test_the_entries_of_a_related_list_are_cut_apart_with_their_lines(indent: int | None):
    items = f"{indent}- a: 1\n{indent}  b: 2\n\n{indent}- c: 3\n{indent}  # note\n"
    block = cut_related(f"{HEAD}related:\n{items}{TAIL}")
    assert block is not None
    assert block.head == f"{HEAD}related:\n{TAIL}"
    assert (block.line, block.length) == (2, 5)
    assert block.entries == [
        (3, f"{indent}- a: 1\n{indent}  b: 2\n"),
        (6, f"{indent}- c: 3\n{indent}  # note\n"),
    ]
    assert block.line_in_front_matter(2) == 2
    assert block.line_in_front_matter(3) == 8


@pytest.mark.parametrize(
    "yaml",
    [
        HEAD,
        f"{HEAD}related: []\n",
        f"{HEAD}related:\n",
        f"{HEAD}related: # note\n- a: 1\n",
        f"{HEAD}related:\n# note\n- a: 1\n",
        f"{HEAD}related:\n  a: 1\n",
        f"{HEAD}x:\n  related:\n  - a: 1\n",
        '{"related":\n- 1}',
    ],
)
def test_a_list_that_is_not_plainly_laid_out_is_left_alone(yaml: str):
    assert cut_related(yaml) is None
