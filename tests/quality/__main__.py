"""How good the answers are, as a table: `python -m tests.quality`.

Every module `measure_*` in this package gives rows for each corpus.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from rich.console import Console
from rich.table import Table

import tests.quality
from tests.quality.graphs import REAL, graph_named

__all__ = ["main"]


def main() -> None:
    """Measure on every corpus, and print what was found beside what it should be."""
    found = sorted(module.name for module in pkgutil.iter_modules(tests.quality.__path__))
    measuring = [
        import_module(f"tests.quality.{name}") for name in found if name.startswith("measure_")
    ]
    for name in ("sample", *REAL):
        table = Table("figure", "is", "should be", title=name, box=None, title_justify="left")
        for module in measuring:
            for row in module.rows(graph_named(name)):
                sign = "<=" if row.at_most else ">="
                color = "green" if row.is_met else "red"
                value = f"[{color}]{row.value:.1%}[/]"
                table.add_row(row.name, value, f"{sign} {row.goal:.0%}")
        Console().print(table)


if __name__ == "__main__":
    main()
