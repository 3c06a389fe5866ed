"""The statistics of a corpus, as printed on terminals of any kind."""

import io
import re
import sys

import pytest
from rich.cells import cell_len

from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus
from graphapi.report import print_statistics
from tests.corpora import article, graph_of

HOSTILE = "\x1b]0;own\x07\x1b[2J\r\x9b\u202e\u2028\ud800[b]x[/]\n"


def printed(
    graph: ArticleGraph, monkeypatch: pytest.MonkeyPatch, width: int = 80, encoding: str = "utf-8"
) -> str:
    """What is printed where standard output is no terminal."""
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setenv("COLUMNS", str(width))
    print_statistics(graph)
    output.flush()
    buffer = output.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 300])
def test_no_line_is_wider_than_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch):
    lines = printed(read_corpus(), monkeypatch, width).splitlines()
    assert max(map(cell_len, lines)) <= width


def test_frames_are_whole_at_eighty_columns(monkeypatch: pytest.MonkeyPatch):
    for line in printed(read_corpus(), monkeypatch).splitlines():
        assert re.fullmatch("[╭│╰].*[╮│╯]", line), line


def test_providers_have_a_bar_a_count_and_their_average_quality(monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(
        article("a", provider="x.example", provider_name="Post", quality=10),
        article("b", provider="x.example", provider_name="Post", quality=15),
        article("c", provider="x.example", provider_name="Post"),
        article("d", provider="x.example", provider_name="Post"),
        article("e", provider="y.example", provider_name="Echo"),
    )
    text = printed(graph, monkeypatch)
    assert "│ Post 4 ████████████████████████████████ 12.5 " in text
    assert "│ Echo 1 ████████                            - " in text


def test_providers_with_the_same_name_are_shown_by_domain(monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(
        article("a", provider="x.example", provider_name="Post"),
        article("b", provider="y.example", provider_name="Post"),
        article("c", provider="z.example", provider_name="Echo"),
    )
    text = printed(graph, monkeypatch)
    for label in ("x.example", "y.example", "Echo"):
        assert re.search(rf"│ {label} +1 █", text), text


def test_wide_names_keep_the_bars_in_line(monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(
        article("a", provider="x.example", provider_name="人民日报海外版新闻编辑部北京总部记者站"),
        article("b", provider="y.example", provider_name="Post"),
    )
    lines = [line for line in printed(graph, monkeypatch).splitlines() if " █" in line]
    bars = [cell_len(line[: line.index("█")]) for line in lines if "人" in line or "Post" in line]
    assert len(bars) == 2
    assert len(set(bars)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_hostile_names_do_nothing_to_a_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(article("a", provider="x.example", provider_name=HOSTILE, topics=(HOSTILE,)))
    text = printed(graph, monkeypatch, encoding=encoding)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]", text)
    assert "[b]x[/]" in text
    assert text.count("own") == 2


def test_an_encoding_without_blocks_gets_plain_characters(monkeypatch: pytest.MonkeyPatch):
    text = printed(read_corpus(), monkeypatch, encoding="ascii")
    assert "################################" in text
    assert text.isascii()


def test_there_is_no_colour_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch):
    assert "\x1b" not in printed(read_corpus(), monkeypatch)


def test_a_corpus_without_articles_is_a_picture_too(monkeypatch: pytest.MonkeyPatch):
    text = printed(graph_of(), monkeypatch)
    assert "0  articles" in text
    assert "undated" in text


def test_one_article_is_one_column_of_a_day(monkeypatch: pytest.MonkeyPatch):
    text = printed(graph_of(article("a", published="2024-05-06T07:08:09")), monkeypatch)
    assert "Articles by day" in text
    assert "most in 2024-05-06: 1" in text


def test_undated_articles_are_reported(monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(article("a", published="2024-05-06"), article("b"), article("c"))
    assert "2 articles undated" in printed(graph, monkeypatch)


def test_a_thousand_years_fit(monkeypatch: pytest.MonkeyPatch):
    graph = graph_of(article("a", published="1024-05-06"), article("b", published="2024-05-06"))
    text = printed(graph, monkeypatch)
    assert "1024-05-06 to 2024-05-06" in text
    assert "Articles by 20 years" in text
