"""The command `export`: the graph and its tables for other tools."""

from typing import Annotated

import typer

from graphapi.cli.arguments import Cache, FollowLinks, Paths, Strict
from graphapi.cli.corpus_loading import load_graph
from graphapi.export import FORMATS, TABLES, export, plan_target
from graphapi.report import print_export_summary, writing_progress
from graphapi.settings import load_settings

__all__ = ["export_corpus"]


def export_corpus(
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|FOLDER/|-",
            help="Where to write: a file, a folder for all tables, or - for standard output.",
        ),
    ],
    paths: Paths = None,
    format: Annotated[  # noqa: A002  the flag's name
        str | None,
        typer.Option(
            metavar="|".join(FORMATS),
            help="graphml, gexf and json hold the graph; csv and parquet hold tables.",
            show_default="what the file's ending says",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(TABLES),
            help="The table to write, if the output is a single file.",
            show_default="the table that the file is named after, or articles",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    strict: Strict = None,
    follow_links: FollowLinks = None,
    cache: Cache = None,
) -> None:
    """Write the graph or its tables for other tools: GraphML, GEXF, node-link JSON, CSV, Parquet.

    Files are written completely or not at all. docs/export.md describes all columns.
    """
    settings = load_settings(strict=strict, follow_links=follow_links, cache=cache)
    target = plan_target(output, format_name=format, table=table, force=force)
    loaded = load_graph(paths, settings)
    with writing_progress() as progress:
        exported = export(loaded.graph, target, progress)
    print_export_summary(exported, loaded.graph)
    loaded.save()
