"""Arguments and flags that several commands share."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from graphapi.settings import GROUPS, Settings, option

__all__ = ["Cache", "FollowLinks", "Language", "Paths", "Strict", "with_settings"]

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folders or files of articles; folders include all their subfolders.",
        show_default="the sample corpus",
    ),
]
Cache = Annotated[str | None, option("cache")]
Strict = Annotated[bool | None, option("strict")]
FollowLinks = Annotated[bool | None, option("follow_links")]
Language = Annotated[str | None, option("language")]


def _print_all_help(context: typer.Context, is_asked: bool) -> None:
    if is_asked:
        for parameter in context.command.params:
            parameter.hidden = False  # type: ignore[attr-defined]  # options have it
        typer.echo(context.get_help())
        raise typer.Exit


_HelpAll = Annotated[
    bool,
    typer.Option(
        "--help-all",
        callback=_print_all_help,
        is_eager=True,
        help="Show every setting, in groups, and exit.",
    ),
]


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """`command`, with a flag for each setting in place of `**flags`; None if it is not given.

    `--help` shows those that are most used, `--help-all` all of them in groups. Typer reads flags
    from a signature; this one is made from the settings model.
    """

    @wraps(command)
    def command_with_flags(**given: Any) -> None:
        del given["help_all"]  # it was answered
        command(**given)

    hints = get_type_hints(command, include_extras=True)
    parameters = [
        parameter.replace(annotation=hints[name])
        for name, parameter in inspect.signature(command).parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters.append(inspect.Parameter("help_all", keyword, default=False, annotation=_HelpAll))
    most_used, *_ = GROUPS
    for group, names in GROUPS.items():
        for name in names:
            kind: Any = (
                bool | None if Settings.model_fields[name].annotation is bool else str | None
            )
            annotation = Annotated[kind, option(name, group=group, hidden=group != most_used)]
            parameters.append(inspect.Parameter(name, keyword, default=None, annotation=annotation))
    vars(command_with_flags)["__signature__"] = inspect.Signature(parameters)
    command_with_flags.__annotations__ = {each.name: each.annotation for each in parameters}
    return command_with_flags
