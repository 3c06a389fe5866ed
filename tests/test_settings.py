"""The one model of settings, and everything that it feeds."""

import re
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from graphapi.errors import ConfigurationError
from graphapi.settings import ENV_PREFIX, GROUPS, Settings, load_settings, option, settings_table

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{ENV_PREFIX}{name.upper()}", raising=False)


def test_without_flags_and_variables_the_defaults_hold():
    assert load_settings(port=None, strict=None) == Settings()
    assert (Settings().host, Settings().port) == ("127.0.0.1", 8000)


def test_a_variable_beats_the_default_and_a_flag_the_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRAPHAPI_PORT", "1")
    monkeypatch.setenv("GRAPHAPI_STRICT", "yes")
    settings = load_settings(port="2")
    assert (settings.port, settings.strict) == (2, True)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRAPHAPI_PORT", "")
    assert load_settings().port == 8000


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        ({"port": "http"}, "--port: 'http' is not valid; use a whole number from 0 to 65535"),
        ({"port": -1}, "--port: -1 is not valid; use a whole number from 0 to 65535"),
        (
            {"max_body_bytes": "0"},
            "--max-body-bytes: '0' is not valid; use a whole number of bytes from 1 to 1073741824",
        ),
        (
            {"log_level": "loud"},
            "--log-level: 'loud' is not valid; use one of debug, info, warning, error",
        ),
        ({"host": ""}, "--host: '' is not valid; use any text that is not empty"),
        ({"graphiql": "maybe"}, "--graphiql: 'maybe' is not valid; use true or false"),
    ],
)
def test_a_bad_flag_is_one_line_with_name_value_and_range(flags: dict[str, object], line: str):
    with pytest.raises(ConfigurationError, match="is not valid") as caught:
        load_settings(**flags)
    assert str(caught.value) == line


def test_a_bad_variable_is_named_as_such(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GRAPHAPI_PORT", "70000")
    with pytest.raises(ConfigurationError, match="^GRAPHAPI_PORT: '70000' is not valid; use"):
        load_settings()


def test_all_invalid_settings_are_reported_together():
    with pytest.raises(ConfigurationError, match="--port: .*\n--log-level: "):
        load_settings(port="x", log_level="x")


def test_an_unknown_setting_is_reported_with_the_known_ones():
    with pytest.raises(ConfigurationError, match="^prot: is not a setting; the settings are host,"):
        load_settings(prot=1)


def test_options_show_help_default_range_and_variable():
    app = typer.Typer()

    @app.command()
    def show(
        port: Annotated[str | None, option("port")] = None,
        strict: Annotated[bool | None, option("strict")] = None,
    ) -> None:
        typer.echo(repr(load_settings(port=port, strict=strict)))

    runner = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1"})
    words = " ".join(runner.invoke(app, ["--help"]).output.split())
    for part in ("--port", "free one. A whole number from 0 to 65535.", "GRAPHAPI_PORT", "8000"):
        assert part in words
    assert "--no-strict" in words
    assert "port=7, " in runner.invoke(app, ["--port", "7", "--strict"]).output


def test_every_setting_says_what_it_is_for():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_every_setting_is_in_one_group():
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(
        Settings.model_fields
    )


def test_the_page_has_the_table_as_it_is():
    begin, end = "<!-- settings -->\n", "<!-- /settings -->"
    text = PAGE.read_text(encoding="utf-8")
    assert begin in text, f"docs/settings.md needs {begin.strip()} and {end} around the settings"
    assert text.partition(begin)[2].partition(end)[0].strip() == settings_table().strip()


def test_the_readme_shows_the_defaults_of_the_first_settings():
    table = (PROJECT / "README.md").read_text(encoding="utf-8").partition("## Settings")[2]
    rows = re.findall(r"^\| (`--.*?) \| (.*?) \|", table, re.MULTILINE)
    assert len(rows) == 6
    for flags, defaults in rows:
        for flag, default in zip(flags.split(", "), defaults.split(", "), strict=True):
            value = Settings.model_fields[flag.strip("`-").replace("-", "_")].default
            assert default.strip("`") == (str(value).lower() or "none"), flag
