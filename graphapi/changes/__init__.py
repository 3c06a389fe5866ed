"""What has changed from version to version: the log of it, and those who are told.

A subscriber is a place in the log, which only grows. It is told of each change behind that place
once, whether it was there when the change came or asks later, or after a restart of the server.

Knows no GraphQL and no HTTP.
"""

from graphapi.changes.change_log import ChangeLog
from graphapi.changes.comparing import compare
from graphapi.changes.live_corpus import LiveCorpus
from graphapi.changes.log_file import LogFile

__all__ = ["ChangeLog", "LiveCorpus", "LogFile", "compare"]
