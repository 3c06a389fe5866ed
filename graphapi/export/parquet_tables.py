"""A table as Parquet, in row groups, with pyarrow. It is an optional dependency, as it is large.

pyarrow writes each row group at once and does not close our streams. polars writes whole frames
only, and fastparquet needs pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphapi.errors import ExportError
from graphapi.export.table_columns import Column, Kind, as_json
from graphapi.export.texts import Texts
from graphapi.export.writing import Writing

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["require_parquet", "write_parquet"]

_ROW_GROUP = 32_768


def require_parquet() -> None:
    """Raise ExportError, with the remedy, if pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415  only this format needs it
    except ImportError as error:
        raise ExportError(
            "parquet needs pyarrow, which is not installed: pip install 'graphapi[parquet]'"
        ) from error


def write_parquet(writing: Writing) -> None:
    """Write a table in row groups, with only one of them in memory."""
    import pyarrow as pa  # noqa: PLC0415  only this format needs it
    import pyarrow.parquet as pq  # noqa: PLC0415  the same

    assert writing.table is not None
    graph, columns = writing.graph, writing.table.columns
    schema = pa.schema([_field(column) for column in columns])
    with pq.ParquetWriter(writing.stream, schema, compression="zstd") as writer:
        for batch in writing.batches(_ROW_GROUP):
            arrays = []
            for column, field in zip(columns, schema, strict=True):
                values = (column.value(graph, row) for row in batch)
                fitted = [_fitted(column.kind, value, writing.texts) for value in values]
                arrays.append(pa.array(fitted, type=field.type))
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def _field(column: Column[Any]) -> pa.Field:
    import pyarrow as pa  # noqa: PLC0415  only this format needs it

    types = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.INSTANT: pa.timestamp("us", tz="UTC"),
        Kind.TEXTS: pa.list_(pa.string()),
        Kind.JSON: pa.string(),
    }
    return pa.field(column.name, types[column.kind], metadata={"description": column.meaning})


def _fitted(kind: Kind, value: Any, texts: Texts) -> Any:
    if value is None:
        return None
    match kind:
        case Kind.TEXT:
            return texts.fit(value)
        case Kind.TEXTS:
            return [texts.fit(text) for text in value]
        case Kind.JSON:
            return texts.fit(as_json(value))
        case _:
            return value
