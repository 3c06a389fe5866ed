"""Exporting a corpus for other tools: the graph in one file, or its tables.

May import `graphapi.domain`, `graphapi.graph`, `graphapi.store` and `graphapi.errors`. Knows no
GraphQL and no HTTP.
"""

from graphapi.export.exporting import Exported, Progress, export
from graphapi.export.formats import FORMATS, Format, Holds
from graphapi.export.table_columns import Column, Kind
from graphapi.export.tables import TABLES, Table
from graphapi.export.targets import STANDARD_OUTPUT, Output, Target, plan_target
from graphapi.export.texts import decode_cell, encode_cell

__all__ = [
    "FORMATS",
    "STANDARD_OUTPUT",
    "TABLES",
    "Column",
    "Exported",
    "Format",
    "Holds",
    "Kind",
    "Output",
    "Progress",
    "Table",
    "Target",
    "decode_cell",
    "encode_cell",
    "export",
    "plan_target",
]
