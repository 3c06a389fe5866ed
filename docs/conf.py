"""Build the pages as a site with Sphinx: `make docs`.

Sphinx with MyST and Furo: all three have current releases, a broken link or anchor fails the build
(`-W`), and the site loads nothing from the network. The source folder is the root of the
repository, so that a link between docs/, README.md and the source code is the same on disk, on a
code host and on the site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

__all__ = ["setup"]

ROOT: Final = Path(__file__).parents[1]

project = "graphapi"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "data/README.md", "schema/README.md", "web/README.md"]
exclude_patterns = [".*", "build", "dist", "graphapi", "tests", "web/node_modules", "web/src"]

html_theme = "furo"
html_title = "graphapi"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

# The anchors of headings are those that code hosts make.
myst_heading_anchors = 4
# Pygments has no lexer for the configuration of some proxies; these blocks stay plain.
suppress_warnings = ["misc.highlighting_failure"]


def prepare(_: Any, page: str, source: list[str]) -> None:
    """Adapt what only a code host understands, in `source[0]`, the text of one page."""
    text = source[0]
    folder = (ROOT / page).parent
    if page == root_doc:
        text += "".join(navigation(folder, text))
    source[0] = re.sub(
        r"\[([^\]]+)\]\(([^():#]+)\)",
        lambda link: _link(folder, link) if (folder / link[2]).is_dir() else link[0],
        text,
    )


def navigation(folder: Path, text: str) -> list[str]:
    """A table of contents for each section of the index: a page is listed there and only there."""
    contents = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, items = section.partition("\n")
        links = re.findall(r"^- \[[^\]]+\]\(([^)#]+)\.md\)", items, re.MULTILINE)
        pages = ["/" + (folder / link).resolve().relative_to(ROOT).as_posix() for link in links]
        contents.append(
            f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n" + "\n".join(pages) + "\n```\n"
        )
    return contents


def _link(folder: Path, link: re.Match[str]) -> str:
    """A link to a package leads to its docstring; the site has no page for other folders."""
    package = f"{link[2].rstrip('/')}/__init__.py"
    return f"[{link[1]}]({package})" if (folder / package).exists() else link[1]


def setup(app: Any) -> None:
    """Register the step above; Sphinx calls this."""
    app.connect("source-read", prepare)
