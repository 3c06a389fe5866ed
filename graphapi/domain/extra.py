"""What front matter says beyond the fields that graphapi knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["NO_EXTRA", "Extra"]

Extra = Mapping[str, Any]
"""JSON values by front matter key: what no field of a record holds. Never the key `secured`."""

NO_EXTRA: Final[Extra] = {}
"""The `extra` of a record that needs none."""
