"""The targets of an export, and what remains when it fails."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graphapi.errors import ExportError
from graphapi.export import TABLES, Target, export, plan_target
from tests.corpora import article, graph_of

GRAPH = graph_of(article("a", related=["b"]))


def names(target: Target) -> list[str]:
    return [output.path.name if output.path else "-" for output in target.outputs]


def tables(target: Target) -> list[str | None]:
    return [None if each.table is None else each.table.name for each in target.outputs]


@pytest.mark.parametrize("ending", ["graphml", "gexf", "json", "csv", "parquet", "CSV"])
def test_the_ending_tells_the_format(ending: str, tmp_path: Path):
    assert plan_target(str(tmp_path / f"it.{ending}")).format.name == ending.lower()


def test_a_named_format_wins_over_the_ending(tmp_path: Path):
    assert plan_target(str(tmp_path / "it.csv"), format_name="gexf").format.name == "gexf"


@pytest.mark.parametrize(
    ("name", "table", "chosen"),
    [
        ("links.csv", None, "links"),
        ("Providers.parquet", None, "providers"),
        ("azure.csv", None, "articles"),
        ("links.csv", "topics", "topics"),
        ("it.gexf", None, None),
    ],
)
def test_a_file_holds_the_table_asked_for_or_the_one_it_is_named_after(
    name: str, table: str | None, chosen: str | None, tmp_path: Path
):
    assert tables(plan_target(str(tmp_path / name), table=table)) == [chosen]


def test_a_folder_gets_every_table_or_the_one_asked_for(tmp_path: Path):
    target = plan_target(str(tmp_path), format_name="csv")
    assert names(target) == [f"{name}.csv" for name in TABLES]
    assert names(plan_target(f"{tmp_path}/new/", format_name="csv", table="links")) == ["links.csv"]


def test_a_folder_that_is_not_there_is_made(tmp_path: Path):
    export(GRAPH, plan_target(f"{tmp_path}/new/", format_name="csv"))
    assert sorted(each.name for each in (tmp_path / "new").iterdir()) == sorted(
        f"{name}.csv" for name in TABLES
    )


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]):
    export(GRAPH, plan_target("-", format_name="csv", table="links"))
    output = capfdbinary.readouterr().out
    assert output.splitlines()[0] == b"source,target,position,reciprocal"
    assert len(output.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("it", {}, "it: does not imply a format; choose one with --format \\(graphml, gexf"),
        ("-", {}, "-: does not imply a format"),
        ("it.xlsx", {}, "it.xlsx: does not imply a format"),
        ("", {}, "does not imply a format"),
        (".", {"format_name": "gexf"}, "is a folder, but gexf is a single file; name a file"),
        ("it.gexf", {"table": "links"}, "--table: gexf holds the graph: articles and links"),
        ("it.csv", {"table": "link"}, "--table: 'link' is not valid; use one of articles, links"),
        ("it", {"format_name": "xlsx"}, "--format: 'xlsx' is not valid; use one of graphml"),
        ("nowhere/it.csv", {}, "it.csv: the folder .*nowhere does not exist; create it first"),
        ("nowhere/new/", {"format_name": "csv"}, "new: the folder .*nowhere does not exist"),
        ("x" * 300 + ".csv", {}, "cannot be written: .*name too long"),
        ("a\0b.csv", {}, "cannot be written"),
        ("/dev/null", {"format_name": "csv"}, "/dev/null: is not a regular file"),
        ("circle.csv", {}, "circle.csv: "),
        ("old.csv", {}, "old.csv: exists already; use --force to replace it"),
        ("old.csv/it.csv", {}, "the folder .*old.csv does not exist"),
        (".", {"format_name": "csv"}, "links.csv: exists already; use --force to replace it"),
    ],
)
def test_an_invalid_target_is_reported_before_anything_is_done(
    name: str,
    options: dict[str, Any],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    Path("circle.csv").symlink_to("circle.csv")
    for there in ("old.csv", "links.csv"):
        Path(there).write_text("old", encoding="utf-8")
    with pytest.raises(ExportError, match=complaint):
        plan_target(name, **options)
    left = sorted(each.name for each in tmp_path.iterdir())
    assert left == ["circle.csv", "links.csv", "old.csv"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_reported(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(ExportError, match="no permission to write"):
        plan_target(str(tmp_path / "it.csv"))


def test_parquet_without_pyarrow_tells_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ExportError, match=r"pip install 'graphapi\[parquet\]'"):
        plan_target(str(tmp_path / "it.parquet"))


def test_force_replaces_a_file_and_follows_a_link_to_it(tmp_path: Path):
    (tmp_path / "old.csv").write_text("old", encoding="utf-8")
    (tmp_path / "links.csv").symlink_to("old.csv")
    export(GRAPH, plan_target(str(tmp_path / "links.csv"), force=True))
    assert (tmp_path / "links.csv").is_symlink()
    assert (tmp_path / "old.csv").read_text(encoding="utf-8").startswith("source,target")


def test_a_new_file_has_the_permissions_of_any_other(tmp_path: Path):
    (tmp_path / "other").touch()
    export(GRAPH, plan_target(str(tmp_path / "it.csv")))
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("it.csv", "other")}
    assert len(modes) == 1


def test_a_file_that_comes_up_meanwhile_is_not_replaced(tmp_path: Path):
    target = plan_target(str(tmp_path / "it.csv"))
    (tmp_path / "it.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match="it.csv: was created meanwhile"):
        export(GRAPH, target)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {"it.csv": "mine"}


class Interruption(BaseException):
    """Stands for Ctrl+C."""


@pytest.mark.parametrize("new", [True, False])
def test_an_export_that_stops_halfway_leaves_what_was_there(new: bool, tmp_path: Path):
    folder = tmp_path / "out"
    if not new:
        folder.mkdir()
        (folder / "articles.csv").write_text("old", encoding="utf-8")
    target = plan_target(f"{folder}/", format_name="csv", force=True)

    def stop_at_links(name: str, done: int, _: int) -> None:
        if name == "links.csv" and done:
            raise Interruption

    with pytest.raises(Interruption):
        export(GRAPH, target, stop_at_links)
    if new:
        assert not folder.exists()
    else:
        left = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
        assert left == {"articles.csv": "old"}


def test_progress_counts_the_rows_of_each_file(tmp_path: Path):
    told: dict[str, tuple[int, int]] = {}

    def progress(name: str, done: int, total: int) -> None:
        assert done >= told.get(name, (0, 0))[0]
        told[name] = (done, total)

    export(GRAPH, plan_target(str(tmp_path), format_name="parquet"), progress)
    assert told == {
        "articles.parquet": (2, 2),
        "links.parquet": (1, 1),
        "providers.parquet": (0, 0),
        "topics.parquet": (0, 0),
    }


@pytest.mark.parametrize("name", ["it.graphml", "it.gexf", "it.json", "it.csv", "links.parquet"])
def test_a_full_disk_is_reported_and_leaves_no_file(name: str, tmp_path: Path):
    resource = pytest.importorskip("resource")
    target = tmp_path / name

    def allow_only_small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    result = subprocess.run(
        [sys.executable, "-m", "graphapi", "export", "--output", target],
        preexec_fn=allow_only_small_files,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 2
    assert result.stderr == f"graphapi: {target}: cannot be written: File too large\n"
    assert list(tmp_path.iterdir()) == []
