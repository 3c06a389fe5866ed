"""A related list cut apart as text."""

import pytest

from graphapi.corpus.front_matter.related_block import cut_related


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
