"""The commands `schema` and `trust`: the schema, and manifests of trusted documents."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from graphapi.api import create_schema, schema_sdl
from graphapi.cli.messages import print_message
from graphapi.errors import ConfigurationError
from graphapi.report import counted
from graphapi.trusted.manifests import encode_manifest
from graphapi.trusted.trusted_documents import collect_documents

__all__ = ["schema", "trust"]


def schema() -> None:
    """Print the GraphQL schema in the schema definition language."""
    sys.stdout.write(f"{schema_sdl()}\n")


def trust(
    folder: Annotated[
        Path,
        typer.Argument(help="The folder of the documents: .graphql and .gql files, at any depth."),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE|-", help="Where to write the manifest."),
    ] = Path("-"),
) -> None:
    """Check GraphQL documents against the schema and write a manifest of them for `serve`.

    docs/caching.md describes how clients and servers use it.
    """
    texts = collect_documents(folder, create_schema())
    manifest = encode_manifest(texts)
    if str(output) == "-":
        sys.stdout.buffer.write(manifest)
        return
    try:
        output.write_bytes(manifest)
    except OSError as error:
        raise ConfigurationError(f"{output}: cannot be written: {error.strerror}") from error
    message = f"wrote {output}: {counted(len(set(texts)), 'document')}"
    print_message(message)
