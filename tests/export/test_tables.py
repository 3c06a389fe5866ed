"""Tables as CSV and Parquet, read back with the standard library and pyarrow."""

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.export import (
    TABLES,
    Exported,
    Kind,
    Table,
    decode_cell,
    encode_cell,
    export,
    plan_target,
)
from graphapi.graph import ArticleGraph
from graphapi.graph.reading import read_corpus
from tests.corpora import address, article, entry, graph_of, image, organization, topic

each_table = pytest.mark.parametrize("name", TABLES)
PROJECT = Path(__file__).parents[2]


def write(graph: ArticleGraph, name: str, folder: Path) -> Exported:
    return export(graph, plan_target(str(folder / name), force=True))


def csv_rows(graph: ArticleGraph, table: str, folder: Path) -> list[dict[str, str]]:
    write(graph, f"{table}.csv", folder)
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def parquet_rows(graph: ArticleGraph, table: str, folder: Path) -> list[dict[str, Any]]:
    write(graph, f"{table}.parquet", folder)
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def values(graph: ArticleGraph, table: Table) -> list[dict[str, Any]]:
    return [
        {column.name: column.value(graph, row) for column in table.columns}
        for row in table.rows(graph)
    ]


def parsed(kind: Kind, cell: str) -> Any:
    """What a cell of CSV says, in Python; None and empty text look the same there."""
    if cell == "":
        return None
    match kind:
        case Kind.INTEGER:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.BOOLEAN:
            return {"true": True, "false": False}[cell]
        case Kind.INSTANT:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", cell)
            return datetime.fromisoformat(cell)
        case Kind.TEXTS:
            return tuple(json.loads(decode_cell(cell)))
        case Kind.JSON:
            return json.loads(decode_cell(cell))
        case Kind.TEXT:
            return decode_cell(cell)


@each_table
def test_the_sample_corpus_comes_back_from_csv_cell_by_cell(name: str, tmp_path: Path):
    graph, table = read_corpus(), TABLES[name]
    rows = csv_rows(graph, name, tmp_path)
    found = [
        {column.name: parsed(column.kind, row[column.name]) for column in table.columns}
        for row in rows
    ]
    wanted = [
        {key: None if value == "" else value for key, value in row.items()}
        for row in values(graph, table)
    ]
    assert found == wanted


@each_table
def test_the_sample_corpus_comes_back_from_parquet_value_by_value(name: str, tmp_path: Path):
    graph, table = read_corpus(), TABLES[name]
    wanted = values(graph, table)
    for row in wanted:
        for column in table.columns:
            if column.kind is Kind.TEXTS:
                row[column.name] = list(row[column.name])
    found = parquet_rows(graph, name, tmp_path)
    for row in found:
        for column in table.columns:
            if column.kind is Kind.JSON:
                row[column.name] = json.loads(row[column.name])
    assert found == wanted


def test_parquet_has_types_and_says_what_each_column_means(tmp_path: Path):
    write(graph_of(article("a")), "articles.parquet", tmp_path)
    schema = pq.read_schema(tmp_path / "articles.parquet")
    assert schema.field("publishedDateTime").type == pa.timestamp("us", tz="UTC")
    assert schema.field("quality").type == pa.int64()
    assert schema.field("stub").type == pa.bool_()
    assert schema.field("topics").type == pa.list_(pa.string())
    assert schema.field("title").metadata[b"description"] == b"The title."


def test_parquet_comes_in_row_groups(tmp_path: Path):
    many = graph_of(article("a", related=[f"b{number}" for number in range(40_000)]))
    write(many, "links.parquet", tmp_path)
    assert pq.ParquetFile(tmp_path / "links.parquet").num_row_groups == 2
    assert pq.read_table(tmp_path / "links.parquet").column("position").to_pylist() == list(
        range(40_000)
    )


@each_table
def test_an_empty_corpus_has_the_names_of_the_columns(name: str, tmp_path: Path):
    names = [column.name for column in TABLES[name].columns]
    write(graph_of(), f"{name}.csv", tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (",".join(names) + "\r\n").encode()
    write(graph_of(), f"{name}.parquet", tmp_path)
    assert pq.read_schema(tmp_path / f"{name}.parquet").names == names


def test_links_say_who_lists_whom_where_and_whether_both_do(tmp_path: Path):
    graph = graph_of(
        article("a", related=["b", "c"], published="2021-01-02"),
        article("b", related=["a"], published="2021-01-01"),
    )
    a, b, c = map(address, "abc")
    assert [tuple(row.values()) for row in parquet_rows(graph, "links", tmp_path)] == [
        (a, b, 0, True),
        (a, c, 1, False),
        (b, a, 0, True),
    ]


def test_providers_and_topics_have_their_names_parents_and_counts(tmp_path: Path):
    graph = graph_of(
        article("a", provider="post.example", provider_name="Post", topics=("Ferries",)),
        organization("post.example", "The Post", images=(image("logo.png"),)),
        topic("Ferries", parent="Ships", keywords=("boat",), extra={"wiki": ["Q1"]}),
    )
    [provider] = parquet_rows(graph, "providers", tmp_path)
    assert provider == {
        "domain": "post.example",
        "name": "Post",
        "names": ["Post", "The Post"],
        "articleCount": 1,
        "images": [address("logo.png")],
        "extra": "{}",
    }
    [ferries, ships] = parquet_rows(graph, "topics", tmp_path)
    assert (ferries["parent"], ferries["keywords"], ferries["extra"]) == (
        "Ships",
        ["boat"],
        '{"wiki":["Q1"]}',
    )
    assert (ships["name"], ships["parent"], ships["articleCount"]) == ("Ships", None, 0)


def test_csv_ends_lines_with_crlf_and_quotes_what_it_must(tmp_path: Path):
    graph = graph_of(article("a", title='He said "no", twice\nand left'))
    write(graph, "articles.csv", tmp_path)
    text = (tmp_path / "articles.csv").read_bytes()
    assert text.startswith(b"url,title,publishedDateTime,")
    assert text.endswith(b"\r\n")
    assert b',"He said ""no"", twice\nand left",' in text


@pytest.mark.parametrize(
    "title",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "'=1+1", "\t=1", "\rx", "\nx", "＝1+1", "''-x"],
)
def test_a_title_that_spreadsheets_would_run_gets_an_apostrophe_and_is_counted(
    title: str, tmp_path: Path
):
    graph = graph_of(article("a", title=title))
    exported = write(graph, "articles.csv", tmp_path)
    assert exported.guarded == 1
    assert csv_rows(graph, "articles", tmp_path)[0]["title"] == f"'{title}"
    assert parquet_rows(graph, "articles", tmp_path)[0]["title"] == title


@pytest.mark.parametrize("title", ["’Tis", "'Tis", "a=b", "1-1", "", "Ferry – late"])
def test_a_title_that_no_spreadsheet_runs_stays_as_it_is(title: str, tmp_path: Path):
    graph = graph_of(article("a", title=title))
    assert csv_rows(graph, "articles", tmp_path)[0]["title"] == title


@given(st.text())
def test_what_guards_a_cell_can_be_taken_off_again(text: str):
    assert decode_cell(encode_cell(text)) == text


@given(st.text(st.sampled_from("'=+-@ \t\r\n＝x"), max_size=6))
def test_no_guarded_cell_begins_like_a_formula(text: str):
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", encode_cell(text))
    assert decode_cell(encode_cell(text)) == text


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


texts = st.text(st.characters(codec=None), max_size=30)


@given(title=texts, excerpt=texts, name=texts.filter(bool))
def test_whatever_titles_hold_every_cell_is_in_its_place(
    folder: Path, title: str, excerpt: str, name: str
):
    graph = graph_of(
        article("a", title=title, related=[entry("b", title=title)], topics=(name,)),
        article("c", excerpt=excerpt, extra={"said": [title]}),
    )
    rows = {row["url"]: row for row in csv_rows(graph, "articles", folder)}
    assert list(rows) == [article.url for article in graph.articles]
    fitted = re.sub("[\0\ud800-\udfff]", "\ufffd", title)
    assert decode_cell(rows[address("a")]["title"]) == fitted
    stored = {row["url"]: row for row in parquet_rows(graph, "articles", folder)}
    assert stored[address("a")]["title"] == re.sub("[\ud800-\udfff]", "\ufffd", title)
    assert len(json.loads(stored[address("c")]["extra"])["said"]) == 1


def test_instants_before_1970_and_after_2100_are_exact(tmp_path: Path):
    moments = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ]
    graph = graph_of(
        *(article(f"a{number}", published=str(each)) for number, each in enumerate(moments))
    )
    found = sorted(row["publishedDateTime"] for row in parquet_rows(graph, "articles", tmp_path))
    assert found == moments
    texts = sorted(row["publishedDateTime"] for row in csv_rows(graph, "articles", tmp_path))
    assert [datetime.fromisoformat(text) for text in texts] == moments


def test_the_documentation_lists_every_column_as_it_is():
    text = (PROJECT / "docs" / "export.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        section = text.split(f"### {table.name}\n")[1].split("\n#")[0]
        assert re.findall(r"^\| (`.*) \|$", section, re.MULTILINE) == [
            f"`{column.name}`{' •' if column.on_nodes else ''} | {column.kind.value}"
            f" | {column.meaning}"
            for column in table.columns
        ]
