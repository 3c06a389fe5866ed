"""The commands, run as a person runs them: their words, their exit codes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from graphapi.server.door.api_keys import load_keys
from graphapi.settings import GROUPS, Settings

ARTICLE = """---
title: "Ferry runs on batteries"
webUrl: "https://post.example/ferry"
publishedDateTime: 2024-01-15T20:10:00Z
provider: {name: Post, domain: post.example}
topics: [Ferries]
related:
  - title: "Quay gets a charger"
    webUrl: "https://post.example/quay"
---
"""
BROKEN = "---\ntitle: No address at all\n---\n"


def graphapi(
    *arguments: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "graphapi", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **(env or {})},
        timeout=60,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.md").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.fixture
def broken_corpus(corpus: Path) -> Path:
    (corpus / "broken.md").write_text(BROKEN, encoding="utf-8")
    return corpus


@pytest.mark.parametrize(
    "command", ["serve", "check", "stats", "query", "export", "reload", "schema", "trust", "key"]
)
def test_help_lists_every_command(command: str):
    assert re.search(rf"^\W*{command}\s+[A-Z]", graphapi("--help").stdout, re.MULTILINE)


def test_a_running_server_is_made_to_look_at_its_files(corpus: Path, tmp_path: Path):
    env = {**os.environ, "GRAPHAPI_CACHE": str(tmp_path / "cache"), "GRAPHAPI_WATCH": "off"}
    command = [sys.executable, "-m", "graphapi", "serve", str(corpus), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as server:
        try:
            assert server.stderr is not None
            url = re.search(r"http://\S+/graphql", server.stderr.readline())
            assert url
            (corpus / "new.md").write_text("---\ntitle: New\nwebUrl: https://n.example/n\n---\n")
            done = graphapi("reload", corpus, env={"GRAPHAPI_CACHE": env["GRAPHAPI_CACHE"]})
            assert done.returncode == 0, done.stderr
            question = {"query": "{ corpus { articles } }"}
            while httpx.post(url[0], json=question).json()["data"]["corpus"]["articles"] == 2:
                pass  # the server is still reading
        finally:
            server.terminate()
            server.communicate(timeout=30)
    again = graphapi("reload", corpus, env={"GRAPHAPI_CACHE": env["GRAPHAPI_CACHE"]})
    assert again.returncode == 2
    assert "no server of these files is found" in again.stderr


def test_problems_are_told_as_files_are_saved(corpus: Path):
    command = [sys.executable, "-m", "graphapi", "check", str(corpus), "--watch"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as checking:
        try:
            assert checking.stdout is not None
            assert checking.stderr is not None
            while "Watching" not in checking.stderr.readline():
                pass  # what was read
            path = corpus / "late.md"
            text = "---\ntitle: Late\nwebUrl: https://n.example/late\nquality: {}\n---\n"
            path.write_text(text.format("good"))
            assert checking.stdout.readline().startswith("late.md:4: WARNING: quality: ")
            path.write_text(text.format("80"))
            assert checking.stdout.readline().startswith("late.md: mended: quality: ")
            checking.send_signal(signal.SIGINT)
            _, errors = checking.communicate(timeout=30)
            assert (checking.returncode, errors) == (130, "")
        finally:
            checking.kill()


def test_the_version_is_printed():
    assert graphapi("--version").stdout == f"graphapi {version('graphapi')}\n"


def test_the_list_of_commands_is_printed_without_what_they_need():
    program = (
        "import sys; from graphapi.cli import main; sys.argv = ['graphapi', '--help']\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"numpy", "networkx", "strawberry", "starlette", "pydantic", "tantivy"}


def test_statistics_are_printed_as_json_too(corpus: Path):
    figures = json.loads(graphapi("stats", corpus, "--format", "json").stdout)
    assert (figures["articles"], figures["stubs"], figures["links"]) == (2, 1, 1)
    assert sum(month["articles"] for month in figures["timeline"]) <= 2
    by_year = json.loads(graphapi("stats", corpus, "--format", "json", "--interval", "year").stdout)
    assert all(len(year["start"]) == 4 for year in by_year["timeline"])


def test_a_document_is_read_from_standard_input(corpus: Path):
    command = [sys.executable, "-m", "graphapi", "query", str(corpus), "--operation", "-"]
    document = b"query($n: Int) { articles(first: $n) { totalCount } }"
    done = subprocess.run(
        [*command, "--variables", '{"n": 0}'], input=document, capture_output=True, check=False
    )
    assert json.loads(done.stdout) == {"data": {"articles": {"totalCount": 2}}}
    broken = subprocess.run(command, input=b"\xff", capture_output=True, check=False)
    assert broken.returncode == 2
    assert b"-: is not UTF-8 text" in broken.stderr


def test_problems_are_told_with_the_command_that_shows_them(corpus: Path):
    folder = corpus / "with space"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A\nwebUrl: https://n.example/a\nquality: good\n---\n")
    command = [sys.executable, "-m", "graphapi", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            lines = [server.stderr.readline() for _ in range(6)]
        finally:
            server.kill()
    assert re.search(r"^1 problem in the files: http://\S+/\?list=problems$", lines[4])
    assert lines[5].strip() == f"or run: graphapi check '{folder}'"


def test_help_of_serve_names_flags_defaults_and_variables():
    text = graphapi("serve", "--help").stdout
    for word in ("--host", "--port", "8000", "GRAPHAPI_PORT", "sample corpus", "--help-all"):
        assert word in text


@pytest.mark.parametrize(
    "command", [["stats"], ["query", "--text", "{ __typename }"], ["export", "--output", "out.csv"]]
)
def test_a_command_that_needs_the_graph_keeps_it_where_it_is_told_to(
    corpus: Path, tmp_path: Path, command: list[str]
):
    kept = tmp_path / "kept"
    flags = [str(tmp_path / one) if one == "out.csv" else one for one in command]
    assert graphapi(*flags, corpus, "--cache", kept).returncode == 0
    assert list(kept.iterdir())


def test_help_of_serve_is_one_screen():
    text = graphapi("serve", "--help", env={"COLUMNS": "100"}).stdout
    assert len(text.splitlines()) <= 60
    assert "--max-depth" not in text


def test_every_setting_is_a_flag_of_serve_in_a_group():
    text = graphapi("serve", "--help-all").stdout
    assert all(f"─ {group} ─" in text for group in GROUPS)
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')} " in text, name


def test_check_tells_file_line_and_field_and_exits_with_1_for_errors(broken_corpus: Path):
    result = graphapi("check", broken_corpus)
    assert result.returncode == 1
    assert result.stdout.startswith("broken.md:2: ERROR: webUrl: has no usable URL")
    assert "2 files with 2 articles: 1 ERROR" in result.stderr


def test_check_prints_json_for_programs(broken_corpus: Path):
    report = json.loads(graphapi("check", broken_corpus, "--format", "json").stdout)
    assert (report["files"], report["articles"], report["errors"]) == (2, 2, 1)
    problem = report["problems"][0]
    assert (problem["file"], problem["line"], problem["severity"]) == ("broken.md", 2, "ERROR")


def test_check_finds_nothing_that_costs_a_file_in_the_sample_corpus():
    result = graphapi("check")
    assert result.returncode == 0
    assert "0 ERRORs" in result.stderr


def test_check_explains_the_oddities_of_the_sample_corpus_that_its_readme_lists():
    report = json.loads(graphapi("check", "--format", "json").stdout)
    explained = (Path(__file__).parents[1] / "data" / "README.md").read_text(encoding="utf-8")
    for problem in report["problems"]:
        assert Path(problem["file"]).name in explained, problem


def test_stats_shows_counts_and_the_largest_providers_and_topics():
    result = graphapi("stats")
    assert result.returncode == 0
    assert re.search(r"\d+\s+articles, \d+ of them stubs", result.stdout)
    assert "Providers with most articles" in result.stdout


def test_query_answers_without_a_server(corpus: Path):
    document = "query($u: URL!) { article(url: $u) { title related { nodes { title stub } } } }"
    variables = '{"u": "https://post.example/ferry"}'
    result = graphapi("query", corpus, "--text", document, "--variables", variables)
    assert result.returncode == 0
    assert json.loads(result.stdout)["data"]["article"] == {
        "title": "Ferry runs on batteries",
        "related": {"nodes": [{"title": "Quay gets a charger", "stub": True}]},
    }


def test_query_takes_the_variables_that_lie_beside_the_operation(corpus: Path, tmp_path: Path):
    operation = tmp_path / "one.graphql"
    operation.write_text("query($u: URL!) { article(url: $u) { title } }", encoding="utf-8")
    variables = tmp_path / "one.variables.json"
    variables.write_text('{"u": "https://post.example/quay"}', encoding="utf-8")
    result = graphapi("query", corpus, "--operation", operation)
    assert json.loads(result.stdout) == {"data": {"article": {"title": "Quay gets a charger"}}}


def test_query_explains_how_an_operation_is_compiled(corpus: Path):
    result = graphapi("query", corpus, "--explain", "--text", "{ articles { nodes { title } } }")
    assert result.returncode == 0
    assert "title: String! from attribute title" in result.stdout
    assert "def s0(o, r, p):" in result.stdout


def test_query_exits_with_1_where_the_answer_has_errors(corpus: Path):
    result = graphapi("query", corpus, "--text", "{ nothing }")
    assert result.returncode == 1
    error = json.loads(result.stdout)["errors"][0]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_stats_draws_a_timeline_of_the_interval_asked_for():
    assert "Articles by month" in graphapi("stats", env={"COLUMNS": "80"}).stdout
    assert "Articles by year" in graphapi("stats", "--interval", "year").stdout


def test_export_writes_a_file_and_tells_what_is_in_it(corpus: Path, tmp_path: Path):
    target = tmp_path / "graph.graphml"
    result = graphapi("export", corpus, "--output", target)
    assert (result.returncode, result.stdout) == (0, "")
    size = f"{target.stat().st_size:,}"
    assert result.stderr == f"wrote {target}: 2 articles, 1 link, {size} bytes\n"


def test_export_to_standard_output_writes_nothing_else_there(corpus: Path):
    result = graphapi("export", corpus, "-o", "-", "--format", "csv", "--table", "links")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "source,target,position,reciprocal\n"
        "https://post.example/ferry,https://post.example/quay,0,false\n"
    )


def test_export_tells_what_it_could_not_write_as_it_is(corpus: Path, tmp_path: Path):
    text = ARTICLE.replace("Ferry runs on batteries", "=1+1").replace("Quay", "\\x01Quay")
    (corpus / "ferry.md").write_text(text, encoding="utf-8")
    csv = graphapi("export", corpus, "-o", tmp_path / "articles.csv")
    assert "1 cell that a spreadsheet would run, written with a ' in front" in csv.stderr
    xml = graphapi("export", corpus, "-o", tmp_path / "graph.gexf")
    assert "1 character that the format cannot hold, written as U+FFFD" in xml.stderr


def test_export_does_not_replace_a_file_unless_forced(corpus: Path, tmp_path: Path):
    target = tmp_path / "graph.json"
    target.write_text("mine", encoding="utf-8")
    result = graphapi("export", corpus, "-o", target)
    assert result.returncode == 2
    assert result.stderr == f"graphapi: {target}: exists already; use --force to replace it\n"
    assert target.read_text(encoding="utf-8") == "mine"
    assert graphapi("export", corpus, "-o", target, "--force").returncode == 0


def test_trust_writes_a_manifest_that_serve_takes(tmp_path: Path):
    (tmp_path / "a.graphql").write_text("{ corpus { articles } }", encoding="utf-8")
    target = tmp_path / "manifest.json"
    result = graphapi("trust", tmp_path, "-o", target)
    assert (result.returncode, result.stderr) == (0, f"wrote {target}: 1 document\n")
    assert target.read_text(encoding="utf-8") == graphapi("trust", tmp_path).stdout
    assert list(json.loads(target.read_bytes()).values()) == ["{ corpus { articles } }"]


def test_trust_tells_file_and_line_of_what_does_not_fit(tmp_path: Path):
    (tmp_path / "a.graphql").write_text("{\n  films\n}", encoding="utf-8")
    result = graphapi("trust", tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert f"{tmp_path}/a.graphql:2: Cannot query field 'films'" in result.stderr


def test_schema_prints_the_committed_schema():
    committed = Path(__file__).parents[1] / "schema" / "schema.graphql"
    assert graphapi("schema").stdout == committed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["stats", "nowhere"], "nowhere: there is no such file or folder"),
        (["serve", "nowhere", "--port", "0"], "nowhere: there is no such file or folder"),
        (["serve", "--port", "http"], "--port: 'http' is not valid; use a whole number"),
        (["serve", "--log-level", "loud"], "--log-level: 'loud' is not valid; use one of debug"),
        (["export", "-o", "a.xls"], "a.xls: does not imply a format; choose one with --format"),
        (["export", "-o", "no/a.csv"], "no/a.csv: the folder"),
        (["query"], "give exactly one of --operation FILE and --text DOCUMENT"),
        (["query", "--operation", "nowhere.graphql"], "nowhere.graphql: cannot be read: No such"),
        (["query", "--text", "{a}", "--variables", "{"], "--variables: is not valid JSON"),
        (["query", "--text", "{a}", "--variables", "{]"], "--variables: is not valid JSON"),
    ],
)
def test_what_cannot_be_carried_out_is_one_line_and_exit_code_2(
    arguments: list[str], complaint: str
):
    result = graphapi(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"graphapi: {complaint}")
    assert result.stderr.count("\n") == 1


def test_an_empty_corpus_is_one_line_and_exit_code_2(tmp_path: Path):
    for command in ("serve", "stats"):
        result = graphapi(command, tmp_path, env={"GRAPHAPI_PORT": "0"})
        assert result.returncode == 2
        assert result.stderr.startswith(
            f"graphapi: {tmp_path}: no articles in 0 files; an article is a file that starts with "
        )


def test_where_nothing_is_an_article_it_is_said_what_one_needs_and_what_three_files_lack(
    tmp_path: Path,
):
    for name, content in {
        "a.md": "# Text\n",
        "b.md": BROKEN,
        "c.md": "---\nlayout: page\n---\n",
        "d.md": "",
        "e.md~": ARTICLE,
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    needs = "with a title and one of webUrl, originalUrl, ampWebUrl, cdnAmpWebUrl\n"
    lacks = (
        "  b.md: it has no usable URL: "
        "none of webUrl, originalUrl, ampWebUrl, cdnAmpWebUrl holds one\n"
        "  c.md: its front matter has neither a title nor an address\n"
        "  a.md: it has no front matter\n"
    )
    result = graphapi("serve", tmp_path, env={"GRAPHAPI_PORT": "0"})
    assert result.returncode == 2
    assert result.stderr.startswith(f"graphapi: {tmp_path}: no articles in 5 files; an article is ")
    assert result.stderr.endswith(needs + lacks)
    result = graphapi("check", tmp_path)
    assert result.returncode == 1
    assert "\nno articles: an article is " in result.stderr
    assert result.stderr.endswith(needs + lacks)


def test_check_counts_what_it_passed_over_by_kind_and_ends_well(corpus: Path):
    for name in ("a.md~", "b.orig", "_config.yml", "empty.md"):
        (corpus / name).write_text("" if name == "empty.md" else ARTICLE, encoding="utf-8")
    result = graphapi("check", corpus)
    assert result.returncode == 0
    assert (
        "4 other files skipped (1 empty file, 1 configuration file, 2 leftovers of an editor)"
    ) in result.stderr
    report = json.loads(graphapi("check", corpus, "--format", "json").stdout)
    assert report["passedOver"] == {
        "empty file": 1,
        "configuration file": 1,
        "leftover of an editor": 2,
    }
    assert graphapi("stats", corpus, "--strict").returncode == 0


def test_names_of_files_do_not_act_on_the_terminal(tmp_path: Path):
    (tmp_path / "a\x1b[31m.md").write_text("", encoding="utf-8")
    assert "a\ufffd[31m.md: it is empty" in graphapi("check", tmp_path).stderr


def test_a_variable_that_cannot_be_used_is_named():
    result = graphapi("serve", env={"GRAPHAPI_PORT": "70000"})
    assert result.returncode == 2
    assert result.stderr.startswith("graphapi: GRAPHAPI_PORT: '70000' is not valid;")


def test_strict_makes_an_error_fatal(broken_corpus: Path):
    for command in ("serve", "stats"):
        result = graphapi(command, broken_corpus, "--strict", env={"GRAPHAPI_PORT": "0"})
        assert result.returncode == 1
        assert "broken.md:2" in result.stdout
        assert "1 problem of severity ERROR" in result.stderr
    assert graphapi("stats", broken_corpus).returncode == 0


def test_a_port_in_use_is_one_line_and_exit_code_2(corpus: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = graphapi("serve", corpus, "--port", str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert re.fullmatch(r"graphapi: cannot listen on 127\.0\.0\.1:\d+: [^\n]+\n", result.stderr)


def test_serve_says_where_it_serves_answers_and_stops_without_a_word_too_many(corpus: Path):
    command = [sys.executable, "-m", "graphapi", "serve", str(corpus), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            url = re.search(r"serves 2 articles with 1 link at (http://\S+/graphql) ", line)
            assert url, line
            answer = httpx.post(url[1], json={"query": "{ corpus { articles stubs } }"}).json()
            ready = httpx.get(url[1].replace("/graphql", "/readyz")).json()
            pages = [httpx.get(server.stderr.readline().split()[-1]) for _ in range(3)]
            server.send_signal(signal.SIGINT)
            rest = server.stderr.read()
        finally:
            server.kill()
    assert [page.headers["content-type"] for page in pages[:2]] == ["text/html; charset=utf-8"] * 2
    assert pages[2].url.path == "/graphql"
    assert answer == {"data": {"corpus": {"articles": 2, "stubs": 1}}}
    assert ready["counts"]["articles"] == 2
    assert (rest, server.returncode) == ("graphapi has stopped\n", 0)


def test_control_c_in_a_terminal_reaches_all_processes_and_ends_them_without_a_word(corpus: Path):
    command = [sys.executable, "-m", "graphapi", "serve", str(corpus), "--port", "0"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        try:
            assert server.stderr is not None
            url = re.search(r"http://\S+/graphql", server.stderr.readline())
            assert url
            assert httpx.post(url[0], json={"query": "{__typename}"}).status_code == 200
            pages = [server.stderr.readline() for _ in range(3)]
            os.killpg(server.pid, signal.SIGINT)
            rest = server.communicate(timeout=30)[1]
        finally:
            server.kill()
    assert len(pages) == 3
    assert (rest, server.returncode) == ("graphapi has stopped\n", 0)


def test_a_health_check_has_been_read_before_anybody_asks(corpus: Path):
    few_units = ["--trusted-proxies", "127.0.0.1", "--rate-units", "1", "--rate-burst-units", "5"]
    command = [sys.executable, "-m", "graphapi", "serve", str(corpus), "--port", "0", *few_units]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            url = re.search(r"http://\S+/graphql", server.stderr.readline())
            assert url
            answers = [httpx.post(url[0], json={"query": "{__typename}"}) for _ in range(3)]
        finally:
            server.kill()
    assert [answer.status_code for answer in answers] == [200] * 3


def test_a_public_address_is_refused_in_one_line_without_keys_or_a_word(corpus: Path):
    done = graphapi("serve", corpus, "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert done.stderr == (
        "graphapi: will not listen on 0.0.0.0:0, which other machines can reach: "
        "configure API keys (graphapi key), or allow everyone with --public\n"
    )


@pytest.mark.parametrize("way", ["--public", "a key"])
def test_it_is_taken_with_either(corpus: Path, way: str):
    entry = graphapi("key", "anna").stdout.strip()
    more = [way] if way == "--public" else []
    env = {**os.environ, "GRAPHAPI_API_KEYS": "" if more else entry}
    command = [sys.executable, "-m", "graphapi", "serve", str(corpus), "--host", "0.0.0.0"]
    with subprocess.Popen(
        [*command, "--port", "0", *more], stderr=subprocess.PIPE, text=True, env=env
    ) as server:
        try:
            assert server.stderr is not None
            said = server.stderr.readline()
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
        finally:
            server.kill()
    assert "graphapi serves" in said
    assert server.returncode == 0


def test_a_key_is_printed_beside_its_line_for_the_server():
    done = graphapi("key", "anna")
    assert (done.returncode, done.stdout[:5]) == (0, "anna:")
    key = done.stderr.splitlines()[-1]
    assert load_keys("", done.stdout.strip()).owner({b"x-api-key": key.encode()}) == "anna"
