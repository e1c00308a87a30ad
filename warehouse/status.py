"""`status.json`: the last refresh attempt, visible although it published nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from warehouse.files import write_atomically
from warehouse.settings import Settings


def write_status(settings: Settings, state: str, **facts: Any) -> None:
    """Record an attempt: `state` is running, succeeded or failed."""
    content = {
        "state": state,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        **facts,
    }
    write_atomically(
        settings.status_file, json.dumps(content, ensure_ascii=False, indent=2)
    )


def read_status(settings: Settings) -> dict[str, Any] | None:
    """The last attempt; None before the first, or if the file is damaged."""
    try:
        status = json.loads(settings.status_file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return status if isinstance(status, dict) else None
