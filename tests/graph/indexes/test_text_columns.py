"""Columns of texts: whole texts are found by their hashes, missing ones never."""

from dataclasses import dataclass

from graphapi.graph import TextColumn


@dataclass
class Node:
    text: str | None


def column(*texts: str | None) -> TextColumn:
    nodes = [Node(text) for text in texts]
    return TextColumn(nodes, lambda node: node.text)  # type: ignore[arg-type, attr-defined]  # as good as articles


def test_the_articles_with_one_of_some_texts_are_found_in_order_whatever_comes_twice():
    found = column("b", None, "a", "B", "b", "").equal_to(["b", "", "x", "b"])
    assert found.tolist() == [0, 4, 5]


def test_no_text_is_equal_to_a_missing_one():
    assert column(None, None).equal_to(["", "None"]).tolist() == []
    assert column("a", None, "").present.tolist() == [True, False, True]


def test_of_no_articles_or_no_texts_nothing_is_found():
    assert column().equal_to(["a"]).tolist() == []
    assert column("a").equal_to([]).tolist() == []


class Colliding(str):  # noqa: SLOT000 - a test makes few of them
    """A text whose hash is that of any other such text."""

    def __hash__(self) -> int:
        return 1


def test_texts_that_share_a_hash_are_told_apart():
    texts = column(Colliding("a"), Colliding("b"), Colliding("a"))
    assert texts.equal_to([Colliding("a")]).tolist() == [0, 2]
