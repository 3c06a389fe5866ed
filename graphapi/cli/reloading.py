"""The command `reload`: a running server looks at its files now."""

import os
import signal

from graphapi.changes import LogFile
from graphapi.cli.arguments import Cache, FollowLinks, Language, Paths
from graphapi.cli.corpus_loading import snapshot_of
from graphapi.cli.messages import print_message
from graphapi.errors import ConfigurationError
from graphapi.graph.reading import sample_corpus
from graphapi.settings import load_settings

__all__ = ["reload"]


def reload(
    paths: Paths = None,
    follow_links: FollowLinks = None,
    language: Language = None,
    cache: Cache = None,
) -> None:
    """Make the server of these files look at them now. Use the paths and flags that it was given.

    It is found by the cache folder that it keeps its snapshot in.
    """
    settings = load_settings(follow_links=follow_links, language=language, cache=cache)
    snapshot = snapshot_of(paths or [sample_corpus()], settings)
    process = None if snapshot is None else LogFile(snapshot.log_path).keeper()
    if process is None:
        reason = "no server of these files is found by this cache folder"
        raise ConfigurationError(f"{reason}; send SIGHUP to its first process instead")
    os.kill(process, signal.SIGHUP)
    print_message(f"The server (process {process}) looks at its files")
