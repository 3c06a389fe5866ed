"""TOML as it is written: every scalar its text, every key its line, and nothing lost in silence."""

import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus.front_matter.toml_values import parse_toml
from graphapi.corpus.front_matter.yaml_limits import YamlError
from graphapi.corpus.front_matter.yaml_values import MAX_DEPTH, BrokenStructure, Remark, plain


def read(text: str) -> tuple[object, list[Remark]]:
    remarks: list[Remark] = []
    return plain(parse_toml(text, remarks)), remarks


def value_of(text: str) -> object:
    value, remarks = read(text)
    assert remarks == []
    return value


@pytest.mark.parametrize(
    "scalar",
    [
        *("1", "+7", "1_000", "0x1F", "0o17", "0b1_0", "1.50", "6.02e+23", "-0.0", "inf", "-nan"),
        *("true", "false", "2024-01-15", "07:32:00", "2024-01-15T20:10:00Z"),
        *("2024-01-15 20:10:00.250-05:00", "2024-01-15t20:10:00", "2024-13-01"),
    ],
)
def test_numbers_truths_and_dates_are_the_text_that_was_written(scalar: str):
    assert value_of(f"a = {scalar} # note") == {"a": scalar}
    assert value_of(f"a=[{scalar},{scalar}]") == {"a": [scalar, scalar]}
    assert value_of(f"a = {{b = {scalar}, c = [{scalar}]}}") == {"a": {"b": scalar, "c": [scalar]}}


@pytest.mark.parametrize(
    ("toml", "text"),
    [
        ('"a\\tb \\u201cc\\u201d \\\\"', "a\tb “c” \\"),
        ("'it\"s #1 = [x'", 'it"s #1 = [x'),
        ('"""\none\ntwo"""', "one\ntwo"),
        ('"""one \\\n   two"""', "one two"),
        ("'''\n'quoted'\n= 1'''", "'quoted'\n= 1"),
        ('"""say ""x"" ok"""', 'say ""x"" ok'),
        ('"true"', "true"),
        ("'\u2028\x85'", "\u2028\x85"),
    ],
)
def test_every_kind_of_text_gives_its_text(toml: str, text: str):
    assert value_of(f"a = {toml}\nb = 1") == {"a": text, "b": "1"}


def test_tables_arrays_of_tables_and_dotted_keys_make_records_with_their_lines():
    remarks: list[Remark] = []
    record = parse_toml(
        'title = "A"\nprovider.name = "P"\n"quoted key" = 1\n[x.y]\nz = 2\n\n'
        '[[related]]\ntitle = "B"\n[related.provider]\nname = "Q"\n[[related]]\ntitle = "C"\n'
        "[[related.images]]\nurl = 'u'\n[provider]\ndomain = \"p.example\"\n",
        remarks,
    )
    assert remarks == []
    assert plain(record) == {
        "title": "A",
        "provider": {"name": "P", "domain": "p.example"},
        "quoted key": "1",
        "x": {"y": {"z": "2"}},
        "related": [
            {"title": "B", "provider": {"name": "Q"}},
            {"title": "C", "images": [{"url": "u"}]},
        ],
    }
    assert record.lines == {"title": 1, "provider": 2, "quoted key": 3, "x": 4, "related": 7}
    assert record["related"].lines == [7, 11]
    assert record["related"][1].lines == {"title": 12, "images": 13}


def test_arrays_and_inline_tables_may_take_several_lines_and_end_with_a_comma():
    text = "a = [\n  1, # one\n  {b = 2,\n   c = 3,},\n]\nd = 4\n"
    assert value_of(text) == {"a": ["1", {"b": "2", "c": "3"}], "d": "4"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("Live: the vote", "Live: the vote"),
        ('"He said" no', '"He said" no'),
        ("'it's'", "'it's'"),
        ('"open', '"open'),
        ("yes", "yes"),
        ("012", "012"),
        ("[1, 2", BrokenStructure("[1, 2")),
        ("{a = 1", BrokenStructure("{a = 1")),
    ],
)
def test_a_broken_value_on_one_line_is_raw_text_with_its_line_and_costs_no_other(
    value: str, kept: str
):
    remarks: list[Remark] = []
    record = parse_toml(f"a = 1\nb = {value}\nc = 'x'\n[d]\ne = 2\n", remarks)
    assert plain(record) == {"a": "1", "b": kept, "c": "x", "d": {"e": "2"}}
    assert type(record["b"]) is type(kept)
    assert [(remark.line, remark.field) for remark in remarks] == [(2, "b")]
    assert "read as raw text" in remarks[0].message


@pytest.mark.parametrize("broken", ["just text", "= 1", "a =", '"""open', "[open", "[[x]", "]"])
def test_what_is_broken_otherwise_is_remarked_on_and_costs_no_statement_above(broken: str):
    value, remarks = read(f"a = 1\n{broken}\n")
    assert value == {"a": "1"}
    assert {remark.line for remark in remarks} == {2}


def test_a_key_or_table_that_stands_again_is_kept_apart():
    value, remarks = read("a = 1\na = 2\nb = 1\n[b]\nc = 1\n")
    assert value == {"a": ["1", "2"], "b": "1"}
    assert [remark.line for remark in remarks] == [2, 4]


def test_ciphertext_is_in_no_value_and_no_remark():
    text = (
        "a = {secured = 'CIPHER'}\nsecured = 'CIPHER'\n'Secured' = CIPHER: x\n"
        "b = [{secured = 'CIPHER'\n"
        "c = {x = \"secured\", y = CIPHER: z}\nd.secured.e = 'CIPHER'\n[secured]\nx = 'CIPHER'\n"
        "[[f.secured]]\nx = 'CIPHER'\n"
    )
    value, remarks = read(text)
    assert "CIPHER" not in f"{value} {remarks}"


def height(value: object) -> int:
    """How many levels of maps and lists a value has."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(map(height, items), default=0) + isinstance(value, dict | list)


@pytest.mark.parametrize(
    "deep",
    [
        f"x{'.x' * 20_000} = 1",
        f"[x{'.x' * 20_000}]\ny = 1",
        f"x = {'[' * 200}{']' * 200}",
        f"x = {'[' * 20_000}{']' * 20_000}",
        f"x = {'{y = ' * 200}1{'}' * 200}",
        f"[x{'.x' * 30}]\ny{'.y' * 30} = [[[{{z{'.z' * 30} = 1}}]]]",
    ],
)
def test_what_is_nested_too_deep_is_told_and_costs_neither_time_nor_other_fields(deep: str):
    value, remarks = read(f"a = 1\n{deep}\n")
    assert isinstance(value, dict)
    assert value["a"] == "1"
    assert height(value) <= MAX_DEPTH + 1
    assert remarks


def test_odd_spaces_and_nul_are_told():
    value, remarks = read('a\xa0= 1\nb = "x\\u0000\x00"\n"c\u200b" = 3\n')
    assert value == {"a": "1", "b": "x\ufffd\ufffd", "c": "3"}
    assert sorted(remark.line for remark in remarks) == [1, 2, 3]


def test_a_text_of_which_nothing_can_be_read_is_an_error():
    with pytest.raises(YamlError):
        parse_toml("[open\n", [])


keys = st.text("abcdefg_-0", min_size=1, max_size=5)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
scalars = st.one_of(
    texts.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'),
    st.integers().map(str),
    st.booleans().map(lambda truth: str(truth).lower()),
    st.datetimes().map(lambda instant: instant.replace(microsecond=0).isoformat()),
)
inline = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[ {', '.join(items)} ]"),
        st.dictionaries(keys, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{k} = {v}" for k, v in items.items()) + "}"
        ),
    ),
    max_leaves=6,
)


def shaped(value: object) -> object:
    """The keys, lists and texts of a value, all else as a mark of being there."""
    if isinstance(value, dict):
        return {key: shaped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shaped(item) for item in value]
    return value if isinstance(value, str) else ...


@given(st.dictionaries(keys, inline, max_size=4), st.dictionaries(keys, inline, max_size=3))
def test_what_the_standard_library_reads_has_the_same_shape_and_the_same_texts_here(
    top: dict[str, str], below: dict[str, str]
):
    rows = [f"{key} = {value}" for key, value in top.items()]
    rows += ["[a-table]", *(f"{key} = {value}" for key, value in below.items())]
    text = "\n".join(rows)
    theirs, (ours, remarks) = tomllib.loads(text), read(text)
    assert remarks == []
    marked = _marked(ours, theirs)
    assert marked == shaped(theirs)


def _marked(ours: object, theirs: object) -> object:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return {key: _marked(ours.get(key), item) for key, item in theirs.items()}
    if isinstance(theirs, list) and isinstance(ours, list):
        return [_marked(mine, item) for mine, item in zip(ours, theirs, strict=True)]
    return ours if isinstance(theirs, str) or not isinstance(ours, str) else ...


@given(st.text(), st.text())
def test_any_text_never_raises_anything_but_the_one_error(before: str, after: str):
    for text in (before, f"a = 1\n{before}\nb = 2\n{after}", f"{before}[{after}"):
        with suppress(YamlError):
            parse_toml(text, [])
