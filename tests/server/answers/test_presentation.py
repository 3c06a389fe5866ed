"""Answers as bytes."""

import json

import pytest

from graphapi.server.answers.presentation import encode_json


@pytest.mark.parametrize("value", [{"a": [1, 2.5, None, "é"]}, 2**70, "\ud800", float(2**60)])
def test_what_graphql_allows_is_written(value: object):
    assert json.loads(encode_json(value)) == value


def test_depth_beyond_orjsons_is_written():
    value: list[object] = []
    for _ in range(400):
        value = [value]
    assert encode_json(value) == b"[" * 401 + b"]" * 401


def test_what_is_not_json_is_refused():
    with pytest.raises(TypeError, match="object is not JSON serializable"):
        encode_json(object())
