"""Related entries: each distinct text parsed once, read alike in every way of writing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphapi.corpus import ArticleDocument, Mention
from graphapi.corpus.front_matter.yaml_limits import YamlError
from graphapi.corpus.parsing import parser
from graphapi.corpus.parsing.entries import EntryParser
from graphapi.corpus.parsing.parser import DocumentParser, Parsed
from tests.corpus.texts import MINIMUM, article_of, fenced, messages, parse, places

B = "- title: B\n  webUrl: https://a.example/b\n"
C = "- title: C\n  webUrl: https://a.example/c\n"


def shifted(indent: str, items: str) -> str:
    return "".join(f"{indent}{row}\n" if row else "\n" for row in items.split("\n")[:-1])


def read_whole(content: str) -> Parsed:
    """What a file gives where its entries are parsed with it, not cut out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "cut_related", lambda _: None)
        return parse(content)


def facts(mention: Mention) -> tuple[object, ...]:
    return tuple(getattr(mention, name) for name in Mention.__slots__)


def said(parsed: Parsed) -> object:
    """All that a file gave, in a form that can be compared."""
    document = parsed.document
    if not isinstance(document, ArticleDocument):
        return document, parsed.problems
    related = [(entry.position, entry.line, facts(entry.mention)) for entry in document.related]
    place = (document.file, document.line, document.body)
    problems = sorted(parsed.problems, key=str)
    return facts(document.mention), related, place, problems


LAYOUTS = {
    "no indentation": B + C,
    "two spaces": shifted("  ", B + C),
    "four spaces": shifted("    ", B + C),
    "blank lines between": f"{B}\n\n{C}\n",
    "comments between": f"  # one\n{B}  # two\n{C}",
    "a comment at the margin": f"{B}# note\n{C}",
    "wide dashes": "-   title: B\n    webUrl: https://a.example/b\n" + C,
    "dashes alone": shifted("  ", "-\n  title: B\n  webUrl: https://a.example/b\n" + C),
    "an anchor of no use": B.replace("- ", "- &b\n  ") + C,
    "a flow entry": '- {title: B, "webUrl": "https://a.example/b"}\n' + C,
    "a block kept to its end": f"{B}  excerpt: |+\n    x\n\n\n{C}",
}


@pytest.mark.parametrize("items", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("after", ["", "quality: 7\n", "x:\n- y\n"])
def test_every_layout_gives_the_same_entries_with_their_lines(items: str, after: str):
    content = fenced(f"{MINIMUM}related:\n{items}{after}")
    document, problems = article_of(f"{MINIMUM}related:\n{items}{after}")
    assert [entry.mention.title for entry in document.related] == ["B", "C"]
    assert [entry.position for entry in document.related] == [0, 1]
    rows = content.split("\n")
    for entry, title in zip(document.related, "BC", strict=True):
        near = "\n".join(rows[entry.line - 1 : entry.line + 2])
        assert f"title: {title}" in near
    assert problems == ()
    assert said(parse(content)) == said(read_whole(content))


def test_a_block_that_keeps_its_empty_lines_keeps_them():
    document, _ = article_of(f"{MINIMUM}related:\n{B}  excerpt: |+\n    x\n\n\n{C}")
    assert document.related[0].mention.excerpt == "x\n\n\n"


def test_flow_style_on_one_line_is_read_too():
    yaml = "related: [{title: B, webUrl: 'https://a.example/b'}, {title: C}]\n"
    document, problems = article_of(MINIMUM + yaml)
    assert [(e.position, e.line, e.mention.title) for e in document.related] == [(0, 4, "B")]
    assert places(problems) == [(4, "related[1].webUrl")]


def test_aliases_between_entries_are_followed():
    yaml = "related:\n- &b\n  title: B\n  webUrl: https://a.example/b\n- <<: *b\n  title: D\n- *b\n"
    document, problems = article_of(MINIMUM + yaml)
    assert [entry.mention.title for entry in document.related] == ["B", "D", "B"]
    assert problems == ()


def test_an_alias_below_the_list_of_an_anchor_above_has_the_right_lines():
    head = "x: &x\n  images: wrong\nprovider: &p {name: P, images: [z]}\n"
    tail = "y: *x\nquality: bad\n"
    content = fenced(f"{MINIMUM}{head}related:\n{B}{tail}")
    assert said(parse(content)) == said(read_whole(content))


@pytest.mark.parametrize(
    "excerpt",
    [
        'excerpt: "see\nrelated:\n- a: b\n- c: d"\n',
        "excerpt: 'see\nrelated:\n- a: b\n\n  end'\n",
        'excerpt: "see\nrelated:\n- title: X\n  webUrl: https://a.example/x\nend"\n',
        "excerpt: |\n  see\n\n  related:\n  - title: X\n    webUrl: https://a.example/x\n",
    ],
)
def test_related_inside_the_text_of_an_excerpt_is_no_list(excerpt: str):
    document, problems = article_of(f"{MINIMUM}{excerpt}quality: 7\n")
    assert document.related == ()
    assert document.mention.excerpt is not None
    assert "related:" in document.mention.excerpt.replace(" related: ", "related:")
    assert document.mention.quality == 7
    assert problems == ()


def test_text_where_a_record_belongs_is_kept_and_costs_no_other_entry():
    document, problems = article_of(f"{MINIMUM}related:\n- just text\n-\n- [x]\n{B}")
    assert [(entry.position, entry.mention.title) for entry in document.related] == [(3, "B")]
    assert document.mention.extra == {"related": ["just text", ["x"]]}
    assert places(problems) == [(5, "related[0]"), (6, "related[1]"), (7, "related[2]")]


@pytest.mark.parametrize(
    ("entry", "field", "kept"),
    [
        ("- title: X\n", "related[1].webUrl", {"title": "X"}),
        ("- webUrl: https://a.example/x\n", "related[1].title", {"webUrl": "https://a.example/x"}),
        ("- title: X\n  webUrl: javascript:x\n", "related[1].webUrl", None),
    ],
)
def test_an_entry_that_can_be_no_article_is_kept_in_extra(entry: str, field: str, kept: object):
    document, problems = article_of(f"{MINIMUM}related:\n{B}{entry}{C}")
    assert [e.position for e in document.related] == [0, 2]
    assert kept in (document.mention.extra["related"], None)
    assert {problem.field for problem in problems} == {field}


def test_a_bad_field_of_an_entry_is_named_by_its_path_and_its_line():
    yaml = f"related:\n{B}{C}  quality: high\n  images:\n  - width: 1\n  x: 1\n  x: !t 2\n"
    document, problems = article_of(MINIMUM + yaml)
    assert places(problems) == [
        (9, "related[1].quality"),
        (11, "related[1].images[0].url"),
        (13, "related[1].x"),
        (13, "related[1].x"),
    ] or messages(problems)
    assert document.related[1].mention.extra["x"] == ["1", "2"]


def test_an_entry_that_is_a_list_of_lists_has_the_paths_of_its_items():
    content = fenced(f"{MINIMUM}related:\n- - a: 1\n    a: 2\n")
    assert (6, "related[0][0].a") in places(parse(content).problems)
    assert said(parse(content)) == said(read_whole(content))


def test_equal_text_gives_one_shared_mention_and_its_remarks_in_each_place():
    parser = DocumentParser()
    entry = f"{B}  quality: high\n"
    one = parser.parse("a.md", fenced(f"{MINIMUM}related:\n{entry}{C}").encode())
    two = parser.parse("b.md", fenced(f"{MINIMUM}related:\n{C}{entry}").encode())
    assert one.document.related[0].mention is two.document.related[1].mention  # type: ignore[union-attr]  # both could be read
    assert places(one.problems) == [(7, "related[0].quality")]
    assert places(two.problems) == [(9, "related[1].quality")]


@pytest.mark.parametrize(
    "text", ["- a: 'x\n", "- a\n- b\n", "a: 1\n", "- *x\n", "- a: |+\n    b\n"]
)
def test_a_text_that_is_not_one_entry_by_itself_is_refused(text: str):
    with pytest.raises(YamlError):
        EntryParser().parse([(1, text)])


def test_an_entry_may_be_nested_as_deep_as_in_the_whole():
    for depth in range(24, 36):
        deep = f"  x: {'[' * depth}{']' * depth}\n"
        content = fenced(f"{MINIMUM}related:\n{B}{deep}{C}")
        assert said(parse(content)) == said(read_whole(content))


fragments = st.sampled_from(
    [
        *(f"{' ' * n}- " for n in (0, 0, 1, 2, 2, 4)),
        *("title: B\n", "webUrl: https://a.example/b\n", "  title: C\n", "    title: D\n"),
        *("  webUrl: https://a.example/c\n", "related:\n", "related: []\n", "\n", "# note\n"),
        *('x: "', "x: '", '"\n', "'\n", "[", "]\n", "{", "}\n", "|\n", "|+\n", ">-\n", "  text\n"),
        *(
            "&a ",
            "*a\n",
            "<<: ",
            "!t ",
            "? ",
            "---\n",
            "...\n",
            "\t",
            "secured: x\n",
            "quality: 1\n",
        ),
        *("- title: X\n  webUrl: https://a.example/x\n", "  - title: Y\n", "a\u2028b\n", "~\n"),
    ]
)


@given(st.lists(st.one_of(fragments, fragments, st.text(max_size=3)), max_size=14), st.booleans())
def test_cutting_entries_apart_reads_any_file_as_parsing_it_whole_does(
    pieces: list[str], ends_with_list: bool
):
    middle = "".join(pieces)
    rest = f"related:\n{middle}" if ends_with_list else f"{middle}related:\n{B}{C}"
    content = fenced(f"{MINIMUM}{rest}\nheat: 3\n")
    assert said(parse(content)) == said(read_whole(content))
