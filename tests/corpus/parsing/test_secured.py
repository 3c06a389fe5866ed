"""Ciphertext never gets past the reader, wherever it stands and however broken the file is."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus.front_matter.yaml_values import is_sealed
from tests.corpus.texts import MINIMUM, fenced, parse

SECRET = "CIPHERTEXT"
RELATED = "related:\n- title: B\n  webUrl: https://a.example/b\n"

WHOLE = {
    "plain": f"secured: {SECRET}\n",
    "quoted": f"secured: '{SECRET}'\n",
    "block": f"secured: |\n  {SECRET}\n  {SECRET}\n",
    "folded": f"secured: >-\n  {SECRET}\n\n  {SECRET}\n",
    "several lines": f"secured: {SECRET}\n  {SECRET}\n",
    "a map": f"secured:\n  key: {SECRET}\n  title: {SECRET}\n",
    "a list": f"secured:\n- {SECRET}\n- [{SECRET}]\n",
    "upper case": f"SECURED: {SECRET}\n",
    "mixed case": f"Secured: {SECRET}\n",
    "quoted key": f"'secured': {SECRET}\n",
    "double-quoted key": f'"secured": {SECRET}\n',
    "escaped key": f'"\\x73ecured": {SECRET}\n',
    "padded key": f'" secured ": {SECRET}\n',
    "space before the colon": f"secured : {SECRET}\n",
    "explicit key": f"? secured\n: {SECRET}\n",
    "tagged key": f"!!str secured: {SECRET}\n",
    "tagged value": f"secured: !!binary {SECRET}\n",
    "unknown tag": f"secured: !mine {SECRET}\n",
    "anchored key": f"&k secured: {SECRET}\nother: *k\n",
    "twice": f"secured: {SECRET}\nsecured: {SECRET}\n",
    "long s": f"ſecured: {SECRET}\n",
    "in a provider": f"provider:\n  name: P\n  domain: p.example\n  secured: {SECRET}\n",
    "in an image": f"images:\n- url: https://a.example/i\n  secured: {SECRET}\n",
    "in an unknown key": f"x:\n- y:\n    z: {{secured: {SECRET}, w: 1}}\n",
    "in flow style": f"x: {{a: 1, secured: {SECRET}}}\n",
    "anchor and alias": f"secured: &s {SECRET}\nexcerpt: *s\n",
    "anchor inside": f"secured: {{a: &s {SECRET}}}\nexcerpt: *s\n",
    "an anchored map": f"x: &m {{secured: {SECRET}, y: 1}}\nz: *m\n",
    "merged": f"x: &m\n  secured: {SECRET}\nprovider:\n  name: P\n  <<: *m\n",
    "merged at the top": f"<<: {{secured: {SECRET}}}\n",
    "under a key that is no text": f"? [a]\n: {SECRET}\n",
    "in an entry": f"{RELATED}  secured: {SECRET}\n",
    "in an entry's map": f"{RELATED}  x: {{secured: {SECRET}}}\n",
    "in an unfit entry": f"related:\n- secured: {SECRET}\n  title: no URL\n",
    "in a flow entry": f"related: [{{title: B, secured: {SECRET}}}]\n",
    "deep": f"x: {'[' * 40}{{secured: {SECRET}}}{']' * 40}\n",
    "duplicate map": f"x: 1\nx: {{secured: {SECRET}}}\n",
}
BROKEN = {
    "an open quote": f'secured: "{SECRET}\n',
    "an open quote, several lines": f'secured: "{SECRET}\n{SECRET}\n\n{SECRET}\n',
    "a block without indentation": f"secured: |\n{SECRET}\n{SECRET}\n",
    "after a blank line": f"secured: x\n\n{SECRET}\n",
    "a bracket": f"secured: [{SECRET}\n",
    "a tab": f"secured:\n\t{SECRET}\n",
    "a colon": f"secured: {SECRET}: {SECRET}\n",
    "an alias": f"secured: *{SECRET}\n",
    "a percent sign": f"secured: %{SECRET}\n",
    "an entry": f'related:\n- title: B\n  webUrl: https://a.example/b\n  secured: "{SECRET}\n',
    "an entry, less indented": f'related:\n- title: "B\n  secured: {SECRET}\n- title: C\n',
}


def everything(content: str, file: str = "a.md") -> str:
    parsed = parse(content, file)
    return f"{parsed.document!r} {[asdict(problem) for problem in parsed.problems]}"


@pytest.mark.parametrize("yaml", [*WHOLE.values(), *BROKEN.values()], ids=[*WHOLE, *BROKEN])
@pytest.mark.parametrize(
    "around",
    [
        "{minimum}{yaml}",
        "{yaml}{minimum}",
        "{minimum}broken: 'x\n{yaml}",
        "{yaml}broken: [x\n{minimum}",
        "{minimum}text without a colon\n{yaml}",
        "\ttab\n{yaml}{minimum}",
        "{minimum}control: \x01\n{yaml}",
        "taxonomy: topic\nname: T\n{yaml}",
        "taxonomy: organization\ndomain: p.example\n{yaml}",
    ],
    ids=["after", "before", "quote", "bracket", "text", "tab", "control", "topic", "organization"],
)
@pytest.mark.parametrize("ending", ["---\nbody\n", "", "\nA body of text.\n"])
def test_a_secured_value_is_in_no_record_and_no_problem(yaml: str, around: str, ending: str):
    text = f"---\n{around.format(minimum=MINIMUM, yaml=yaml)}{ending}"
    assert SECRET not in everything(text)


@pytest.mark.parametrize("yaml", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("file", ["a.yaml", "a.json", "a.txt"])
def test_nor_in_those_of_a_file_without_fences(yaml: str, file: str):
    assert SECRET not in everything(f"{MINIMUM}{yaml}", file)
    assert SECRET not in everything(f"{MINIMUM}---\n{MINIMUM}{yaml}", file)
    assert SECRET not in everything(f"---\n{MINIMUM}---\n{yaml}", "a.yaml")


@pytest.mark.parametrize("emoji", ["", "\U0001f600"], ids=["plain", "surrogates"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("cut", [0, 1, 20])
def test_nor_in_those_of_json_even_cut_off(emoji: str, indent: int | None, cut: int):
    entry = {"title": f"B{emoji}", "webUrl": "https://a.example/b", "Secured": SECRET}
    record = {
        "secured": {"a": [SECRET]},
        "title": f"A{emoji}",
        "webUrl": "https://a.example/a",
        "related": [entry, {"secured": SECRET}],
    }
    text = json.dumps(record, indent=indent)
    assert SECRET not in everything(text[: len(text) - cut], "a.json")


@given(st.text(max_size=30), st.text(max_size=30))
def test_nor_with_any_text_before_and_after_it_on_lines_of_their_own(before: str, after: str):
    text = fenced(f"{MINIMUM}x: {before}\nsecured: {SECRET}\ny: {after}\n")
    # A quote or block that text opens may swallow the key: then it is no key, but text.
    if not any(opening in before for opening in "'\"|>[{&*!%@`#"):
        assert SECRET not in everything(text)


@pytest.mark.parametrize("key", ["secure", "secured_by", "x-secured", "unsecured"])
def test_keys_that_only_look_like_it_are_kept(key: str):
    assert not is_sealed(key)
    assert SECRET in everything(fenced(f"{MINIMUM}{key}: {SECRET}\n"))
