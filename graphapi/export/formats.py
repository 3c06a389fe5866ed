"""The formats of an export: name, file ending, content and writer of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from graphapi.export.csv_tables import write_csv
from graphapi.export.gexf_graph import write_gexf
from graphapi.export.graphml_graph import write_graphml
from graphapi.export.json_graph import write_node_link
from graphapi.export.parquet_tables import require_parquet, write_parquet
from graphapi.export.texts import NOT_CSV, NOT_UTF8, NOT_XML
from graphapi.export.writing import Writing

__all__ = ["FORMATS", "Format", "Holds"]


class Holds(Enum):
    """What a file of a format contains."""

    GRAPH = "the graph: articles and links"
    TABLE = "one table"


@dataclass(frozen=True, slots=True)
class Format:
    """A format. `require` raises ExportError if a package that it needs is not installed.

    `unfit` matches characters that it cannot hold; `is_text` says whether a terminal may show it.
    """

    name: str
    ending: str
    holds: Holds
    write: Callable[[Writing], None]
    unfit: re.Pattern[str]
    is_text: bool = True
    require: Callable[[], None] = lambda: None


FORMATS = {
    each.name: each
    for each in (
        Format("graphml", ".graphml", Holds.GRAPH, write_graphml, NOT_XML),
        Format("gexf", ".gexf", Holds.GRAPH, write_gexf, NOT_XML),
        Format("json", ".json", Holds.GRAPH, write_node_link, NOT_UTF8),
        Format("csv", ".csv", Holds.TABLE, write_csv, NOT_CSV),
        Format(
            "parquet",
            ".parquet",
            Holds.TABLE,
            write_parquet,
            NOT_UTF8,
            is_text=False,
            require=require_parquet,
        ),
    )
}
"""Every format by its name."""
