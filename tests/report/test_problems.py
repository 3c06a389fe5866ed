"""How the problems of a corpus are printed."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import Corpus, FileKind
from graphapi.corpus.records import PassedOver
from graphapi.domain import Problem, Severity
from graphapi.graph import ArticleGraph
from graphapi.report import ReportFormat, print_problems
from graphapi.report.problem_kinds import kinds_of

WARNING, ERROR = Severity.WARNING, Severity.ERROR


def problem(
    message: str,
    field: str | None = None,
    *,
    file: str = "a.md",
    line: int | None = 1,
    severity: Severity = WARNING,
) -> Problem:
    return Problem(file, line, field, message, severity)


def printed(
    capfd: pytest.CaptureFixture[str], report_format: ReportFormat, *problems: Problem
) -> tuple[str, str]:
    """What a corpus with these problems prints on standard output, and on standard error."""
    corpus = Corpus((), (), (), problems, files=3, passed_over=(PassedOver(FileKind.DATA, 2, ()),))
    print_problems(ArticleGraph.build(corpus), corpus, report_format)
    sys.stdout.flush()
    captured = capfd.readouterr()
    return captured.out, captured.err


def test_text_has_a_problem_a_line_with_file_line_severity_field_and_message(
    capfd: pytest.CaptureFixture[str],
):
    lines, summary = printed(
        capfd,
        ReportFormat.TEXT,
        problem("'high' is not a whole number; kept in extra", "quality", file="news/a.md", line=4),
        problem("is empty", file="b.md", severity=ERROR),
        problem("cannot be read: Permission denied", file="c.md", line=None, severity=ERROR),
    )
    assert lines.splitlines() == [
        "b.md:1: ERROR: is empty",
        "c.md: ERROR: cannot be read: Permission denied",
        "news/a.md:4: WARNING: quality: 'high' is not a whole number; kept in extra",
    ]
    assert summary == (
        "3 files with 0 articles: 2 ERRORs (file left out), 1 WARNING (field repaired or dropped); "
        "2 other files skipped (2 data files)\n"
    )


def test_a_long_line_of_text_is_neither_wrapped_nor_cut_nor_coloured(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    long = "[red]word[/] " * 500
    lines, _ = printed(capfd, ReportFormat.TEXT, problem(f"{long}."))
    assert lines == f"a.md:1: WARNING: {long}.\n"


@given(st.text(), st.text(), st.text())
def test_whatever_stands_in_a_file_a_problem_is_one_line_without_control_characters(
    file: str, field: str, message: str
):
    corpus = Corpus((), (), (), (problem(message, field, file=file),), files=1)
    output = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(output), redirect_stderr(StringIO()):
        print_problems(ArticleGraph.build(corpus), corpus, ReportFormat.TEXT)
    text = output.buffer.getvalue().decode()
    assert text.endswith("\n")
    assert len(text.splitlines()) == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_an_encoding_without_a_character_gets_a_question_mark_and_json_stays_utf_8():
    for report_format, expected in (
        (ReportFormat.TEXT, b"a.md:1: WARNING: caf? is no topic"),
        (ReportFormat.JSON, "café is no topic".encode()),
    ):
        corpus = Corpus((), (), (), (problem("café is no topic"),), files=1)
        output = TextIOWrapper(BytesIO(), encoding="ascii", write_through=True)
        with redirect_stdout(output), redirect_stderr(StringIO()):
            print_problems(ArticleGraph.build(corpus), corpus, report_format)
        assert expected in output.buffer.getvalue()


def many(number: int) -> list[Problem]:
    """So many problems of two kinds in turn, and an ERROR among them."""
    return [
        problem("is empty", file="05.md", severity=ERROR),
        *(
            problem(f"'{place}' is not a whole number", "quality", file=f"{place:02}.md")
            if place % 3
            else problem(f"'{place}' is no URL", f"images[{place}].url", file=f"{place:02}.md")
            for place in range(1, number)
        ),
    ]


def test_more_than_fifty_problems_come_kind_by_kind_with_counts_first(
    capfd: pytest.CaptureFixture[str],
):
    lines, summary = printed(capfd, ReportFormat.TEXT, *many(51))
    assert summary.splitlines()[:-1] == [
        "      1 ERROR: is empty",
        "     34 WARNING: quality: … is not a whole number",
        "     16 WARNING: images[].url: … is no URL",
    ]
    fields = [line.split(": ")[2].partition("[")[0] for line in lines.splitlines()]
    assert fields == ["is empty"] + ["quality"] * 34 + ["images"] * 16
    files = [line.partition(":")[0] for line in lines.splitlines()]
    assert files[1:35] == sorted(files[1:35])


def test_up_to_fifty_problems_come_file_by_file_without_counts(capfd: pytest.CaptureFixture[str]):
    lines, summary = printed(capfd, ReportFormat.TEXT, *many(50))
    files = [line.partition(":")[0] for line in lines.splitlines()]
    assert len(files) == 50
    assert files == sorted(files)
    assert len(summary.splitlines()) == 1


def test_a_table_of_more_than_fifty_problems_begins_with_their_kinds(
    capfd: pytest.CaptureFixture[str],
):
    table, summary = printed(capfd, ReportFormat.TABLE, *many(51))
    assert summary == ""
    rows = [row.split() for row in table.splitlines()]
    assert rows[0] == ["Count", "Severity", "Field", "Problem"]
    assert rows[2][:3] == ["34", "WARNING", "quality"]
    assert rows[5] == ["Severity", "File", "and", "line", "Field", "Problem"]
    assert len(rows) == 5 + 1 + 51 + 1
    assert table.splitlines()[-1].startswith("3 files with 0 articles")


def test_json_is_one_object_with_counts_kinds_and_problems(capfd: pytest.CaptureFixture[str]):
    text, summary = printed(
        capfd,
        ReportFormat.JSON,
        problem("'1' is no URL", "images[0].url", line=4),
        problem("'2' is no URL", "images[1].url", line=5),
        problem("is empty", file="b.md", severity=ERROR),
    )
    assert summary == ""
    assert json.loads(text) == {
        "files": 3,
        "skipped": 2,
        "articles": 0,
        "errors": 1,
        "warnings": 2,
        "passedOver": {"data file": 2},
        "kinds": [
            {"count": 1, "severity": "ERROR", "field": None, "message": "is empty"},
            {"count": 2, "severity": "WARNING", "field": "images[].url", "message": "… is no URL"},
        ],
        "problems": [
            {
                "file": file,
                "line": line,
                "field": field,
                "message": message,
                "severity": severity,
            }
            for file, line, field, message, severity in (
                ("a.md", 4, "images[0].url", "'1' is no URL", "WARNING"),
                ("a.md", 5, "images[1].url", "'2' is no URL", "WARNING"),
                ("b.md", 1, None, "is empty", "ERROR"),
            )
        ],
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'high' is not a whole number", "'it\\'s 9' is not a whole number"),
        ("'high' is not a whole number", '"it\'s" is not a whole number'),
        (
            "the entry names https://a.example/1, as related[3] does; remove one",
            "the entry names https://b.example/2?x=(3), as related[14] does; remove one",
        ),
        ("is 1,234 characters long; at most 1,000", "is 5 characters long; at most 1,000"),
        ("news/one.md is about the topic 'x' already", "two.md is about the topic 'y' already"),
    ],
)
def test_messages_that_differ_in_values_are_one_kind(one: str, other: str):
    [kind] = kinds_of([problem(one), problem(other)], {"news/one.md", "two.md"})
    assert kind.problems == (problem(one), problem(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (problem("is no URL", "images[0].url"), problem("is no URL", "webUrl")),
        (problem("is empty"), problem("is empty", severity=ERROR)),
        (problem("the entry's URL is the article's own"), problem("the entry's own")),
        (problem("write 2023-03-30T11:11:00Z"), problem("write 2023-03-30")),
    ],
)
def test_what_differs_in_more_than_values_is_two_kinds(one: Problem, other: Problem):
    assert len(kinds_of([one, other], ())) == 2


def run_check(folder: Path, *arguments: str, stdout: int) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "graphapi", "check", str(folder), *arguments],
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "dumb"},
        timeout=60,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("---\ntitle: No address\n---\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("arguments", "heading"), [((), True), (("--format", "text"), False)])
def test_a_terminal_gets_a_table_unless_another_format_is_named(
    broken: Path, arguments: tuple[str, ...], heading: bool
):
    terminal, other_end = pty.openpty()
    try:
        result = run_check(broken, *arguments, stdout=other_end)
        shown = os.read(terminal, 10_000).decode()
    finally:
        os.close(terminal)
        os.close(other_end)
    assert result.returncode == 1
    assert shown.startswith("Severity") is heading
    assert ("a.md:1: ERROR: webUrl: " in shown or "a.md:2: ERROR: webUrl: " in shown) is not heading


def test_the_exit_code_is_about_the_corpus_even_where_the_reader_leaves_early(tmp_path: Path):
    text = "---\ntitle: t\nwebUrl: https://a.example/{}\nquality: high\n---\n"
    for number in range(60):
        (tmp_path / f"{number}.md").write_text(text.format(number), encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = run_check(tmp_path, stdout=writer)
    finally:
        os.close(writer)
    assert result.returncode == 0
    assert b"Error" not in result.stderr
