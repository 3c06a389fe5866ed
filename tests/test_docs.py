"""The pages are one set: each is listed in the index, and every link leads somewhere."""

import re
from inspect import getdoc
from pathlib import Path

import pytest

from graphapi.cli.program import COMMANDS, load_command
from graphapi.corpus import load_corpus
from graphapi.graph import ArticleGraph

PROJECT = Path(__file__).parents[1]
INDEX = PROJECT / "docs" / "index.md"
PAGES = sorted(
    [*PROJECT.glob("*.md"), *PROJECT.glob("[!.]*/README.md"), *(PROJECT / "docs").glob("*.md")]
)


def text_of(page: Path) -> str:
    """The page without its blocks and spans of code, where brackets are no links."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return re.sub(r"`[^`\n]*`", "code", text)


def anchors_of(page: Path) -> set[str]:
    """The anchors of the headings, as code hosts make them."""
    text = re.sub(
        r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def links_of(page: Path) -> list[str]:
    return re.findall(r"\]\((?!https?:)([^)]+)\)", text_of(page))


def test_the_index_lists_every_page():
    listed = [(INDEX.parent / link).resolve() for link in links_of(INDEX) if link.endswith(".md")]
    missing = [page for page in PAGES if page not in listed and page != INDEX]
    assert missing == [], "list these pages in docs/index.md, each as `- [title](page): one line`"
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_lead_to_pages_files_and_headings_that_exist(page: Path):
    for link in links_of(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_named_files_of_the_project_exist(page: Path):
    folders = "benchmarks|data|deploy|docs|graphapi|schema|tests"
    for name in re.findall(rf"`((?:{folders})/[\w/.-]*)`", page.read_text(encoding="utf-8")):
        assert (PROJECT / name).exists(), name


def test_the_architecture_page_links_to_every_package_and_its_picture_names_the_largest():
    page = PROJECT / "docs" / "architecture.md"
    linked = {(page.parent / link).resolve() for link in links_of(page)}
    packages = [path.parent for path in (PROJECT / "graphapi").rglob("*/__init__.py")]
    missing = [each.relative_to(PROJECT) for each in packages if each not in linked]
    assert missing == [], "say in docs/architecture.md what these hold and must not know"
    picture = (PROJECT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8")
    for package in (PROJECT / "graphapi").glob("*/__init__.py"):
        assert package.parent.name in picture


def test_the_glossary_has_at_most_40_terms_each_once():
    text = (PROJECT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = [row for row in re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE) if row != "Term"]
    terms = [term for term in terms if term != "---"]
    assert 0 < len(terms) <= 40
    assert len(terms) == len(set(terms))


def test_the_commands_are_those_of_the_program():
    text = (PROJECT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name, command in COMMANDS.items():
        assert f"graphapi {name} " in text, name
        said = " ".join((getdoc(load_command(name)) or "").split())
        assert said.startswith(command.summary), name


def test_the_schema_page_lists_every_example_operation_with_its_comment():
    text = (PROJECT / "schema" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `([\w-]+)`: (.+)$", text, re.MULTILINE)
    expected = []
    for path in sorted((PROJECT / "schema" / "operations").glob("*.graphql")):
        comment = re.match(r"(?:# .*\n)+", path.read_text(encoding="utf-8"))
        assert comment, path
        expected.append((path.stem, " ".join(re.findall(r"^# (.*)$", comment[0], re.MULTILINE))))
    assert listed == expected


def test_the_front_matter_in_the_readme_is_an_article_without_problems(tmp_path: Path):
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", readme, re.DOTALL)
    assert block
    (tmp_path / "night-train.md").write_text(block[1], encoding="utf-8")
    corpus = load_corpus([tmp_path])
    assert not corpus.problems
    graph = ArticleGraph.build(corpus)
    assert [len(graph.articles), len(graph.nx.edges)] == [2, 1]
