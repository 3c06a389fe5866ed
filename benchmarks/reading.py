"""How fast a corpus is read, against PyYAML's safe C loader over the same files.

    python benchmarks/reading.py [FOLDER]

Without FOLDER, a small synthetic corpus is written and read. Both are measured in one run: the
loader in one process, on the front matter alone, already cut out and decoded; `load_corpus` as it
is used, from the files to records.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import yaml

from graphapi.corpus import Corpus, load_corpus
from graphapi.corpus.files.folders import find_files, load_file
from graphapi.corpus.front_matter.fences import find_front_matter

__all__ = ["main"]

T = TypeVar("T")

_MEASURED = 3
_BAR = 10.0


def main() -> None:
    """Measure a folder and print both times and their ratio."""
    if len(sys.argv) > 1:
        _report(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        _write_synthetic(Path(folder))
        _report(Path(folder))


def _report(folder: Path) -> None:
    files = find_files([folder], [])
    megabytes = sum(file.size for file in files) / 1e6
    print(f"{folder}: {len(files):,} files, {megabytes:,.1f} MB")
    # The short measurement stands on both sides of the long one, so that a machine that slows
    # down or speeds up meanwhile favours neither.
    before, corpus = _fastest(lambda: load_corpus(folder), _MEASURED)
    theirs, documents = _fastest(lambda: _load_with_pyyaml(folder), 1)
    after, _ = _fastest(lambda: load_corpus(folder), _MEASURED)
    ours = min(before, after)
    print(f"yaml.load, CSafeLoader  {theirs:8.2f} s  {megabytes / theirs:8.1f} MB/s", end="")
    print(f"  {documents:,} documents")
    print(f"load_corpus             {ours:8.2f} s  {megabytes / ours:8.1f} MB/s", end="")
    print(f"  {_documents(corpus):,} documents")
    print(f"{theirs / ours:.1f} times as fast (the bar is {_BAR:.0f} on a large real corpus)")


def _fastest(measured: Callable[[], T], times: int) -> tuple[float, T]:
    """The seconds of the fastest of some runs, and the result of the last."""
    best = float("inf")
    for _ in range(times):
        begin = perf_counter()
        result = measured()
        best = min(best, perf_counter() - begin)
    return best, result


def _load_with_pyyaml(folder: Path) -> int:
    """Load the front matter of every file into Python's own types; return how many had some."""
    count = 0
    for file in find_files([folder], []):
        front_matter = find_front_matter(load_file(file.path).decode(errors="replace"))
        if front_matter is None:
            continue
        try:
            yaml.load(front_matter.text, yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
        count += 1
    return count


def _documents(corpus: Corpus) -> int:
    return len(corpus.articles) + len(corpus.topics) + len(corpus.organizations)


def _write_synthetic(folder: Path) -> None:
    """Write stories of ten articles; each article is related to the nine others of its story."""
    for story in range(40):
        fields = [_fields(story, number) for number in range(10)]
        for number, own in enumerate(fields):
            others = [other for other in fields if other is not own]
            related = "".join(f"  - {'    '.join(rows)}" for rows in others)
            text = f"---\n{''.join(own)}related:\n{related}---\n\nThe body.\n"
            (folder / f"{story:03}-{number}.md").write_text(text)


def _fields(story: int, number: int) -> list[str]:
    return [
        f'title: "Article {number} of story {story}"\n',
        f'excerpt: "{"What happened, and what it means. " * 8}"\n',
        f"publishedDateTime: 2023-03-{number + 1:02}T11:11:00Z\n",
        f'webUrl: "https://news{number}.example/stories/{story}/article"\n',
        "type: article\n",
        f"provider: {{name: News {number}, domain: news{number}.example}}\n",
        "quality: 59\n",
        f'images: [{{url: "https://news{number}.example/{story}.jpg", width: 600, height: 360}}]\n',
    ]


if __name__ == "__main__":
    main()
