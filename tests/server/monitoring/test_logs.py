"""The format of the log: one line per record, whatever a client sends."""

import json
import logging
import subprocess
import sys
from typing import Any
from unicodedata import category

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.server.monitoring.logs import formatter_for, with_fields

EVIL = "x\nERROR graphapi: forged\r\x1b[31m\u2028\u202e\x85 end"


def record(message: str, fields: dict[str, Any] | None = None) -> logging.LogRecord:
    made = logging.LogRecord("graphapi.test", logging.WARNING, "", 0, "%s", (message,), None)
    vars(made).update(with_fields(fields or {}))
    return made


def failed(message: str) -> logging.LogRecord:
    made = record("Request 7 failed")
    made.exc_info = (ValueError, ValueError(message), None)
    return made


@given(st.text(), st.dictionaries(st.sampled_from("abc"), st.text() | st.lists(st.text())))
def test_in_either_form_a_record_is_one_line(message: str, fields: dict[str, Any]):
    for form in ("text", "json"):
        line = formatter_for(form).format(record(message, fields))
        assert len(line.splitlines()) == 1
        assert not {"Cc", "Zl", "Zp"} & {category(character) for character in line}


def test_in_text_what_could_be_misread_is_in_quotation_marks():
    fields = {"path": "/graphql", "name": 'a b="c"', "codes": ["A", "B"], "none": None, "no": []}
    assert formatter_for("text").format(record("request", fields)) == (
        'WARNING graphapi.test: request path=/graphql name="a b=\\"c\\"" codes=A,B'
    )


def test_in_text_nothing_that_comes_from_outside_begins_a_line():
    first, *rest = formatter_for("text").format(failed(EVIL)).split("\n")
    assert first == "WARNING graphapi.test: Request 7 failed"
    assert rest
    assert all(line.startswith("  ") and line.isprintable() for line in rest)
    assert rest[-2] == "  ValueError: x"
    assert rest[-1].startswith("  ERROR graphapi: forged\\x0d\\x1b[31m\\u2028\\u202e\\x85 end")


def test_in_json_a_record_has_its_time_its_fields_and_its_traceback():
    made = failed(EVIL)
    vars(made).update(with_fields({"bytes": 5}))
    made.created = 0.25
    found = json.loads(formatter_for("json").format(made))
    assert found.pop("exception").endswith(f"ValueError: {EVIL}")
    assert found == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "warning",
        "logger": "graphapi.test",
        "process": made.process,
        "message": "Request 7 failed",
        "bytes": 5,
    }


PROGRAM = """
import warnings
from graphapi.server import bind, serve, url_of
from tests.server.conftest import library_app
listener = bind("127.0.0.1", 0)
def started():
    warnings.warn("a warning", UserWarning)
    print(url_of(listener), flush=True)
serve(library_app(log_requests=True), listener, log_format="json", started=started)
"""


def test_in_json_every_line_of_a_server_is_an_object():
    command = [sys.executable, "-W", "default", "-c", PROGRAM]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            answer = httpx.post(url, json={"query": "{ books(first: 1) { author } }"}).json()
            server.terminate()
            _, errors = server.communicate(timeout=30)
        finally:
            server.kill()
    records = [json.loads(line) for line in errors.splitlines()]
    assert [each["logger"] for each in records] == [
        "py.warnings",
        "graphapi.server.answers.presentation",
        "graphapi.requests",
    ]
    assert "the secret of the shelf" in records[1]["exception"]
    assert records[2]["request_id"] == answer["errors"][0]["extensions"]["requestId"]
    assert records[2]["request_id"] in records[1]["message"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_half_a_character_can_be_written(form: Any):
    line = formatter_for(form).format(record("\ud800", {"name": "\ud800"}))
    assert b"\\ud800" in line.encode("utf-8", "backslashreplace")
