"""YAML as it is written: no guesses, no code, no expansion without bound."""

import pytest

from graphapi.corpus.front_matter.yaml_limits import MAX_OPEN_BRACKETS, MisindentedError, YamlError
from graphapi.corpus.front_matter.yaml_values import (
    MAX_ALIASED_VALUES,
    MAX_DEPTH,
    MAX_REMARKS,
    Null,
    Remark,
    YamlList,
    YamlMap,
    parse_yaml,
    plain,
)


def read(yaml: str) -> tuple[object, list[Remark]]:
    remarks: list[Remark] = []
    value = parse_yaml(yaml, remarks)
    return None if value is None else plain(value), remarks


def value_of(yaml: str) -> object:
    value, remarks = read(yaml)
    assert remarks == []
    return value


@pytest.mark.parametrize(
    "scalar",
    ["No", "on", "12:30", "2020-01-01", "1e3", "0o17", "0x1F", ".inf", "1_000", "=", "True"],
)
def test_a_scalar_is_the_text_that_was_written_whatever_yaml_would_guess(scalar: str):
    assert value_of(f"a: {scalar}") == {"a": scalar}


@pytest.mark.parametrize("spelling", ["", "~", "null", "Null", "NULL"])
def test_an_empty_or_null_value_without_quotes_is_nothing_and_knows_its_spelling(spelling: str):
    value = parse_yaml(f"a: {spelling}\n", [])
    assert isinstance(value, YamlMap)
    assert isinstance(value["a"], Null)
    assert value["a"] == spelling
    assert plain(value) == {"a": None}


@pytest.mark.parametrize("quoted", ["'null'", '"~"', "''", "!!str null"])
def test_a_quoted_null_is_text(quoted: str):
    value = parse_yaml(f"a: {quoted}\n", [])
    assert isinstance(value, YamlMap)
    assert not isinstance(value["a"], Null)


@pytest.mark.parametrize(
    ("yaml", "text"),
    [
        ('"a\\tb \\u201cc\\u201d \\\\ \\/"', "a\tb “c” \\ /"),
        ("'it''s: #1'", "it's: #1"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        (">\n  one\n  two\n\n  three\n", "one two\nthree\n"),
        ("|-\n  one\n\n", "one"),
        ("|+\n  one\n\n", "one\n\n"),
        ('"one\n  two"', "one two"),
        ("one\n  two", "one two"),
        ('"a\u2028b"', "a\u2028b"),
        ("a\u2028b\u2029c", "a\u2028b\u2029c"),
        ('"a\x85b"', "a\x85b"),
    ],
)
def test_every_style_of_scalar_gives_its_text(yaml: str, text: str):
    assert value_of(f"a: {yaml}") == {"a": text}


@pytest.mark.parametrize(
    "key",
    [
        "\u200btitle",
        "title\xa0",
        "'title '",
        '" title"',
        '"\\ttitle"',
        "ti\u200btle",
    ],
)
def test_a_key_with_characters_that_nobody_sees_is_the_key_that_is_seen(key: str):
    value, remarks = read(f"a: 1\n{key}: A\n")
    assert value == {"a": "1", "title": "A"}
    assert [(remark.line, remark.field) for remark in remarks] == [(2, "title")]
    assert "the key is written" in remarks[0].message


@pytest.mark.parametrize("text", ["\u200btitle: A\ntitle: B\n", "title: B\n\u200btitle: A\n"])
def test_beside_the_key_that_it_looks_like_it_is_another_key(text: str):
    value, remarks = read(text)
    assert value == {"title": "B", "\u200btitle": "A"}
    assert len(remarks) == 1


@pytest.mark.parametrize("key", ["título", "a b", "x-y", "می\u200cخواهم", "", "''", "👩\u200d🚀"])
def test_other_keys_stay_as_they_are(key: str):
    assert value_of(f"{key or chr(34) * 2}: 1\n") == {key.strip("'"): "1"}


@pytest.mark.parametrize("space", ["\xa0", "\u3000", "\u2003\xa0 "])
def test_keys_below_spaces_that_yaml_does_not_know_are_an_error_of_their_own(space: str):
    with pytest.raises(MisindentedError) as error:
        parse_yaml(f"a:\n{space}b: 1\n{space}c: 2\n", [])
    assert error.value.lines == [2, 3]
    value = parse_yaml(f"a:\n{space}b: 1\n", [], odd_indentation_allowed=True)
    assert isinstance(value, YamlMap)


@pytest.mark.parametrize("escape", ["\\0", "\\x00", "\\u0000", "\\U00000000"])
def test_no_escape_brings_nul_into_a_value_or_a_key(escape: str):
    value, remarks = read(f'a: 1\nb: "x{escape}y"\n"c{escape}": 2\n')
    assert value == {"a": "1", "b": "x\ufffdy", "c\ufffd": "2"}
    assert [remark.line for remark in remarks] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "# vim: ft=yaml\n---\na: 1\n",
        "%YAML 1.1\n# note\n---\na: 1\n",
        "%TAG !e! tag:e.example,2000:\n---\na: 1\n",
        "a: 1\n...\n# the end\n",
        "\n\n--- # note\na: 1\n...\n",
        "--- {a: 1}\n",
        "---\n# note\n\na: 1\n...\n...\n",
    ],
)
def test_comments_directives_and_document_marks_are_no_part_of_the_value(text: str):
    assert value_of(text) == {"a": "1"}


@pytest.mark.parametrize("text", ["---\n---\na: 1\n", "# x\n---\n# y\n--- # z\na: 1\n---\n"])
def test_an_empty_document_is_no_document(text: str):
    assert value_of(text) == {"a": "1"}


def test_an_anchor_that_nothing_refers_to_is_told_since_it_may_be_text():
    value, remarks = read("a:\n- b: &x more\nc: &y 1\nd: *y\ne: &z {f: 1}\n")
    assert value == {"a": [{"b": "more"}], "c": "1", "d": "1", "e": {"f": "1"}}
    assert [(remark.line, remark.field) for remark in remarks] == [(2, "a[0].b")]


def test_text_below_the_end_of_the_document_is_told_and_costs_nothing():
    value, remarks = read("a: 1\n...\n]text: [\n")
    assert value == {"a": "1"}
    assert [remark.line for remark in remarks] == [2]


def test_lines_end_at_line_feeds_alone():
    value = parse_yaml('a: "x\u2028y\x85z"\nb:\n- c\n', [])
    assert isinstance(value, YamlMap)
    assert value.lines == {"a": 1, "b": 2}
    assert value["b"].lines == [3]


def test_maps_and_lists_know_the_lines_of_their_keys_and_items():
    value = parse_yaml("a: 1\n\nb:\n  - x\n\n  - y\nc: {d: 1,\n  e: 2}\n", [])
    assert isinstance(value, YamlMap)
    assert value.lines == {"a": 1, "b": 3, "c": 7}
    assert isinstance(value["b"], YamlList)
    assert value["b"].lines == [4, 6]
    assert value["c"].lines == {"d": 7, "e": 8}


def test_no_document_is_none():
    assert parse_yaml("", []) is None
    assert parse_yaml("# only a comment\n", []) is None


def test_a_second_document_is_not_read_and_said_so():
    value, remarks = read("a: 1\n---\nb: 2\n")
    assert value == {"a": "1"}
    assert remarks == [Remark(2, None, "a second YAML document begins here and is not read")]


@pytest.mark.parametrize(
    "yaml",
    ["a: 1\nb: 2\na: 3\n", "{a: 1, b: 2, a: 3}", "'a': 1\nb: 2\n\"a\": 3\n"],
)
def test_the_first_of_two_keys_counts_and_both_values_are_kept(yaml: str):
    remarks: list[Remark] = []
    parsed = parse_yaml(yaml, remarks)
    assert isinstance(parsed, YamlMap)
    assert parsed["a"] == "1"
    assert plain(parsed) == {"a": ["1", "3"], "b": "2"}
    assert [(remark.field, "again" in remark.message) for remark in remarks] == [("a", True)]


def test_a_key_stands_again_at_any_level_with_its_path():
    _, remarks = read("a:\n- b: 1\n- c:\n    d: 1\n    d: 2\n")
    assert [(remark.line, remark.field) for remark in remarks] == [(5, "a[1].c.d")]


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system",
        "!!python/name:os.system",
        "!!python/object:graphapi.corpus.Problem",
        "!!binary",
        "!!set",
        "!mine",
        "!<tag:a.example,2020:x>",
    ],
)
def test_a_tag_makes_nothing_and_is_remarked_on(tag: str):
    value, remarks = read(f"a: {tag} [x]\nb: {tag} y\nc: {tag} {{}}\n")
    assert value == {"a": ["x"], "b": "y", "c": {}}
    assert [(remark.line, remark.field) for remark in remarks] == [(1, "a"), (2, "b"), (3, "c")]
    assert all("was ignored" in remark.message for remark in remarks)


def test_the_tags_of_plain_data_are_no_news_and_guess_nothing():
    assert value_of("a: !!int 12\nb: !!str 5\nc: !!seq []\nd: !!map {}\ne: !!bool no\n") == {
        "a": "12",
        "b": "5",
        "c": [],
        "d": {},
        "e": "no",
    }


def test_an_alias_stands_for_its_anchor():
    assert value_of("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n") == {
        "a": {"b": "1"},
        "c": {"b": "1"},
        "d": [{"b": "1"}, {"b": "1"}],
    }


def test_an_anchored_key_may_be_named_as_a_value():
    assert value_of("&k a: 1\nb: *k\n") == {"a": "1", "b": "a"}


def test_merge_keys_add_what_the_map_lacks_the_first_source_first():
    yaml = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 0\n"
    value, remarks = read(yaml)
    assert isinstance(value, dict)
    assert value["c"] == {"x": "0", "y": "1", "z": "2"}
    assert remarks == []


def test_a_merge_key_that_brings_no_map_is_dropped_and_a_quoted_one_is_a_key():
    value, remarks = read("<<: text\n'<<': x\na: 1\n")
    assert value == {"a": "1", "<<": "x"}
    assert [remark.message for remark in remarks] == ["a merge key '<<' takes a map; dropped"]


def test_billions_of_laughs_are_cut_short():
    rows = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    value, remarks = read("\n".join(rows))
    assert str(value).count("lol") < 2 * MAX_ALIASED_VALUES
    assert any(f"more than {MAX_ALIASED_VALUES:,} values" in r.message for r in remarks)


def test_one_long_text_many_times_is_cut_short_too():
    yaml = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 1000)}]\n"
    value, remarks = read(yaml)
    assert len(str(value)) < 1_000_000
    assert len(remarks) == 1


def test_aliases_cannot_stack_levels_without_bound():
    rows = ["a0: &a0 [x]"]
    deep = MAX_DEPTH - 3
    rows += [f"a{n}: &a{n} {'[' * deep}*a{n - 1}{']' * deep}" for n in range(1, 30)]
    value, remarks = read("\n".join(rows))
    assert isinstance(value, dict)
    assert all("deeper than" in remark.message for remark in remarks)
    assert str(value).count("[" * MAX_DEPTH) == 0


@pytest.mark.parametrize(
    "yaml", ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  <<: *a", "a: *b\nb: &b 1", "*a : 1\nb: *c"]
)
def test_an_alias_of_what_is_not_complete_yet_is_an_error(yaml: str):
    with pytest.raises(YamlError, match="names no anchor before it"):
        parse_yaml(yaml, [])


def test_where_aliases_are_not_allowed_any_is_an_error_with_its_line():
    with pytest.raises(YamlError, match=r"alias \*x is not allowed") as caught:
        parse_yaml("a: &x 1\nb: *x\n", [], aliases_allowed=False)
    assert caught.value.line == 2


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_what_lies_too_deep_is_dropped_with_a_remark(opening: str, closing: str):
    yaml = f"x: 1\ny: {opening * 100}z{closing * 100}\n"
    value, remarks = read(yaml)
    assert isinstance(value, dict)
    assert value["x"] == "1"
    assert str(value).count(opening[0]) == MAX_DEPTH - 1 + (opening[0] == "{")
    assert [r.message for r in remarks] == [f"nested deeper than {MAX_DEPTH} levels; dropped"]


def test_block_lists_and_keys_without_bound_do_no_harm():
    value, _ = read(f"x: 1\ny:\n  {'- ' * 20_000}z\n")
    assert isinstance(value, dict)
    assert value["x"] == "1"
    value, remarks = read(f"x: 1\n{'? ' * 20_000}z\n")
    assert value == {"x": "1"}
    assert [remark.line for remark in remarks] == [2]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "[" * 50_000 + "]" * 50_000])
def test_brackets_that_would_take_the_parser_minutes_are_refused(text: str):
    with pytest.raises(YamlError, match=f"more than {MAX_OPEN_BRACKETS:,} brackets") as caught:
        parse_yaml(f"a: 1\nb: {text}\n", [])
    assert caught.value.line == 2


def test_many_brackets_that_close_again_are_welcome():
    assert value_of(f"a: [{', '.join(['[x]'] * 5000)}]") == {"a": [["x"]] * 5000}


def test_tag_directives_without_bound_are_refused():
    yaml = "".join(f"%TAG !t{n}! tag:a.example,{n}:\n" for n in range(1000)) + "---\na: 1\n"
    with pytest.raises(YamlError, match="more than 100 %TAG directives"):
        parse_yaml(yaml, [])


def test_remarks_stop_at_a_bound_and_show_keys_no_longer_than_a_line():
    _, remarks = read(f"? {'k' * 10_000}\n:\n" + "- !x a\n" * 5000)
    assert len(remarks) == MAX_REMARKS
    assert all(len(remark.field or "") < 100 for remark in remarks)


def test_a_key_that_is_no_text_is_dropped_with_its_value():
    value, remarks = read("? [a, b]\n: c\nd: 1\n")
    assert value == {"d": "1"}
    assert [(r.line, r.message) for r in remarks] == [
        (1, "a key that is not plain text; dropped with its value")
    ]


@pytest.mark.parametrize(
    ("yaml", "line", "reason"),
    [
        ("a: 1\nb: 'x\nc: 2\n\n\n", 2, "the quote that opens here is never closed"),
        ('a: 1\nb: "x\nc: 2\n', 2, "the quote that opens here is never closed"),
        ("a: 1\nb: [x,\nc: 2\n\n", 2, "the bracket that opens here is not closed"),
        ("a: 1\nb: {x: 1\nc: 2]\n", 2, "the brace that opens here is not closed"),
        ("a: 1\nfoo bar\nb: 2\n", 2, "text stands where 'key: value' belongs"),
        ("a: 1\n\tb: 2\n", 2, "a tab"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "a tab"),
        ("a: 1\nb: x: y\n", 2, "a second ': '"),
        ("a: 1\n  b: 2\n", 2, "a second ': '"),
        ("a:\n  b: 1\n c: 2\n", 3, "the indentation differs"),
        ("a: 1\nb: @x\n", 2, "no text may begin with this character"),
        ('a: 1\nb: "\\q"\n', 2, "an unknown escape"),
        ('a: 1\nb: "\\ud83d\\ude00"\n', 2, "half of a character is escaped"),
        ("é: ü\n\nx: \x01\n", 3, "control characters are not allowed"),
        ("a: \x85\u2028\nb: 'x\n", 2, "the quote that opens here is never closed"),
        ("%YAML 7.0\n---\na: 1\n", 1, "incompatible YAML document"),
    ],
)
def test_an_error_names_the_line_to_look_at_in_words_for_everyone(
    yaml: str, line: int, reason: str
):
    with pytest.raises(YamlError, match=reason) as caught:
        parse_yaml(yaml, [])
    assert caught.value.line == line
