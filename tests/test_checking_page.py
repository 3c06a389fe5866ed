"""docs/checking.md shows what `graphapi check` prints."""

import json
import re
from pathlib import Path

import pytest

from graphapi.corpus import load_corpus
from graphapi.graph import ArticleGraph
from graphapi.report import ReportFormat, print_problems

PAGE = (Path(__file__).parents[1] / "docs" / "checking.md").read_text(encoding="utf-8")


@pytest.fixture
def printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> dict[ReportFormat, str]:
    """What is printed of the corpus that the page is about."""
    (tmp_path / "news").mkdir()
    text = "---\ntitle: Ferry\nwebUrl: https://post.example/ferry\nquality: high\n---\n"
    (tmp_path / "news" / "ferry.md").write_text(text, encoding="utf-8")
    corpus = load_corpus(tmp_path)
    graph = ArticleGraph.build(corpus)
    outputs = {}
    for report_format in (ReportFormat.TEXT, ReportFormat.JSON):
        print_problems(graph, corpus, report_format)
        outputs[report_format] = capfd.readouterr().out
    return outputs


def test_the_line_of_text_is_printed_so(printed: dict[ReportFormat, str]):
    [line] = printed[ReportFormat.TEXT].splitlines()
    assert f"\n    {line}\n" in PAGE


def test_the_json_has_this_shape(printed: dict[ReportFormat, str]):
    block = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert block
    shown, report = json.loads(block[1]), json.loads(printed[ReportFormat.JSON])
    assert list(report) == list(shown)
    assert report == shown
