"""Files that are nobody's article are skipped, each counted as what it is."""

from pathlib import Path

import pytest

from graphapi.corpus import FileKind, PassedOver, load_corpus
from graphapi.corpus.file_kinds import kind_by_name
from graphapi.domain import Severity
from tests.corpus.texts import MINIMUM, fenced, parse, write


@pytest.mark.parametrize(
    "name",
    [
        *("a.md~", "#a.md#", ".#a.md", ".a.md.swp", "a.md.swo", "a.md.orig", "a.md.rej"),
        *("a.md.bak", "a.md.bak2", "a.bak", "~$a.docx", ".DS_Store", "._a.md", "Thumbs.db"),
        *("a.md.old", "a.tmp", "A.MD.ORIG", "desktop.ini"),
    ],
)
def test_what_editors_leave_beside_a_file_is_no_article(name: str):
    assert kind_by_name(name) is FileKind.LEFTOVER
    assert kind_by_name(f"news/{name}") is FileKind.LEFTOVER


@pytest.mark.parametrize(
    "name",
    [
        *("_config.yml", "_config.dev.yaml", "_quarto.yml", "_category_.json", "config.toml"),
        *("package.json", "mkdocs.yml", "hugo.toml", "eslint.config.json", "docker-compose.yml"),
    ],
)
def test_nor_is_the_configuration_of_a_program(name: str):
    assert kind_by_name(f"a/{name}") is FileKind.CONFIGURATION


@pytest.mark.parametrize(
    "name",
    [
        *("a.md", "_index.md", "config.md", "original.md", "a.bakery.md", "swp.md", "#1 hit.md"),
        *(
            "package.md",
            "composers-of-the-year.yaml",
            "my-package.json",
            "news~1.md",
            "a.json",
            "old",
        ),
    ],
)
def test_other_names_tell_nothing_and_the_content_decides(name: str):
    assert kind_by_name(name) is None


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [
        ("a.md", "", FileKind.EMPTY),
        ("a.yaml", "\n \n", FileKind.EMPTY),
        ("nav.yml", "- title: Home\n  url: /\n", FileKind.DATA),
        ("data.json", '{"title": "x", "items": []}', FileKind.DATA),
        ("data.json", '["a"]', FileKind.DATA),
        ("data.yaml", "# nothing\n", FileKind.DATA),
        ("data.yaml", "a: [broken\n", FileKind.DATA),
        ("data.toml", "title = 'x'\n[params]\ny = 1\n", FileKind.DATA),
        ("layout.html", "{% include head.html %}\n", FileKind.TEMPLATE),
        ("a.md", "{{< shortcode >}}\n", FileKind.TEMPLATE),
        (
            "archetype.md",
            fenced('title: "{{ replace .Name "-" " " }}"\ndate: {{ .Date }}\n'),
            FileKind.TEMPLATE,
        ),
        ("archetype.md", "+++\ntitle = '{{ .Name }}'\n+++\n", FileKind.TEMPLATE),
        ("a.md", fenced("title: x\nwebUrl: https://a.example/{{ slug }}\n"), FileKind.TEMPLATE),
        ("page.html", fenced("layout: default\n"), FileKind.PAGE),
        ("style.css", "---\n---\nbody {}\n", FileKind.PAGE),
        ("rule.md", "---\nJust some text.\n---\n", FileKind.PAGE),
        ("list.md", fenced("- a\n- b\n"), FileKind.PAGE),
        ("README.md", "# Read me\n", FileKind.TEXT),
        ("a.py", "import this\n", FileKind.TEXT),
        ("a.png", "\x89PNG\0", FileKind.BINARY),
    ],
)
def test_what_was_never_meant_to_be_an_article_is_no_problem(
    file: str, content: str, kind: FileKind
):
    parsed = parse(content, file)
    assert (parsed.document, parsed.problems, parsed.passed_over) == (None, (), kind)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.md", fenced("title: No address\n")),
        ("a.md", fenced("webUrl: https://a.example/1\n")),
        ("a.md", fenced("related: []\npublishedDateTime: 2020-01-01\n")),
        ("a.yaml", "webUrl: https://a.example/1\n"),
        ("a.json", '[{"title": "A", "webUrl": "https://a.example/1"}]'),
        ("a.md", "+++\ntitle = 'A'\n+++\n"),
        ("a.md", '{"title": "A", "web_url": "https://a.example/1"}\n'),
        ("a.txt", "WebURL: https://a.example/1\n"),
        ("a.json", "{title:'A', webUrl:'https://a.example/1'}"),
        ("a.md", fenced("title: Use {{ x }}\nwebUrl: none yet\n")),
        ("a.md", fenced("title: A\nwebUrl: x\nrelated:\n  - webUrl: y\n    title: '{{ x }}'\n")),
    ],
)
def test_what_was_meant_to_be_one_is_an_error(file: str, content: str):
    parsed = parse(content, file)
    assert parsed.document is None
    assert parsed.passed_over is None
    assert Severity.ERROR in {problem.severity for problem in parsed.problems}


def test_a_title_with_a_placeholder_makes_no_template_of_an_article_with_an_address():
    parsed = parse(fenced("title: Use {{ x }}\nwebUrl: https://a.example/1\n"))
    assert parsed.document is not None


def test_front_matter_below_text_is_passed_over_with_a_warning_on_its_line():
    parsed = parse(f"# A\n\nText.\n\n{fenced(MINIMUM)}")
    assert parsed.passed_over is FileKind.TEXT
    assert [(p.line, p.severity) for p in parsed.problems] == [(5, Severity.WARNING)]


def test_a_corpus_counts_what_it_passed_over_by_kind_with_three_names_each(tmp_path: Path):
    write(
        tmp_path,
        {
            "a.md": fenced(MINIMUM),
            "a.md~": fenced(MINIMUM),
            "a.md.orig": fenced(MINIMUM),
            "_config.yml": MINIMUM,
            "x/.DS_Store": b"\0",
            "2019.old/b.md": fenced(MINIMUM.replace("/1", "/2")),
            ".hidden.md": fenced(MINIMUM),
            **{f"{n}.md": "" for n in range(5)},
        },
    )
    (tmp_path / ".#a.md").symlink_to("somebody@somewhere.1234")
    corpus = load_corpus(tmp_path)
    assert [document.file for document in corpus.articles] == ["2019.old/b.md", "a.md"]
    assert corpus.problems == ()
    assert corpus.passed_over == (
        PassedOver(FileKind.EMPTY, 5, ("0.md", "1.md", "2.md")),
        PassedOver(FileKind.CONFIGURATION, 1, ("_config.yml",)),
        PassedOver(FileKind.LEFTOVER, 4, (".#a.md", "a.md.orig", "a.md~")),
    )
    assert (corpus.files, corpus.skipped) == (2, 10)


def test_kinds_are_counted_with_their_plurals():
    assert FileKind.EMPTY.counted(1) == "1 empty file"
    assert FileKind.LEFTOVER.counted(2) == "2 leftovers of an editor"
    assert FileKind.PAGE.counted(1_000) == "1,000 pages without keys of an article"
    assert FileKind.TEMPLATE.counted(2) == "2 templates"
