"""What became of the last look at the files, for health checks, metrics and people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

__all__ = ["ReloadStatus"]


@dataclass(frozen=True, slots=True)
class ReloadStatus:
    """How the reloads of a server went so far.

    `version` and `loaded_at` are those of the newest graph, `seconds` is how long it took to read,
    build and publish it. `error` says why the files cannot be read as they are now; None while
    they can. `waiting` counts files that are held back because an edit made them worse.
    """

    version: str
    loaded_at: datetime
    reloads: int = 0
    failures: int = 0
    seconds: float = 0.0
    error: str | None = None
    waiting: int = 0

    def loaded(self, version: str, loaded_at: datetime, seconds: float) -> ReloadStatus:
        """The status after a reload."""
        return replace(
            self,
            version=version,
            loaded_at=loaded_at,
            seconds=seconds,
            reloads=self.reloads + 1,
            error=None,
        )

    def failed(self, error: str) -> ReloadStatus:
        """The status after a failure; the same one again does not count."""
        if error == self.error:
            return self
        return replace(self, error=error, failures=self.failures + 1)

    def encode(self) -> bytes:
        """The status as JSON."""
        return json.dumps(asdict(self) | {"loaded_at": self.loaded_at.isoformat()}).encode()

    @classmethod
    def decode(cls, text: bytes) -> ReloadStatus:
        """The inverse of `encode`."""
        values = json.loads(text)
        return cls(**values | {"loaded_at": datetime.fromisoformat(values["loaded_at"])})
