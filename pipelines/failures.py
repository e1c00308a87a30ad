"""Failures in words that a person can act on."""

from __future__ import annotations

import re
import shutil

from warehouse.settings import Settings

# As the kernel, SQLite and DuckDB say it.
_NOT_WRITABLE = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "Read-only file system",
    "database or disk is full",
    "disk I/O error",
    "Could not write",
)


def advice(settings: Settings, error_text: str) -> str | None:
    """What to do about a failure; None if its text names no known cause."""
    if not any(words in error_text for words in _NOT_WRITABLE):
        return None
    try:
        free = f"，剩余 {shutil.disk_usage(settings.home).free / 1e9:.1f} GB"
    except OSError:
        free = ""
    return (
        f"写入失败，磁盘可能已满：{settings.home}{free}。"
        "请清理磁盘空间（或检查配额与权限），再运行 fanzha refresh；"
        "本次没有发布任何内容 (cannot write, disk full?)"
    )


_DBT_SAYS = "Errors parsed from dbt logs:"
_DBT_NAMES = "Failure in "
_AFTER_DBT = re.compile(r"\n\s*(Encountered an error|Stack Trace):")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST_SAID = 1000


def cause(settings: Settings, error_text: str, message: str) -> str:
    """What to do about a failure, or what dbt says of it, or else its own message.

    dbt's exception begins with the command and hides the model or test that failed.
    """
    told = advice(settings, error_text)
    if told is None and _DBT_SAYS in error_text:
        said = _COLOUR.sub("", error_text.split(_DBT_SAYS, 1)[1])
        said = _AFTER_DBT.split(said, maxsplit=1)[0]
        named = said.find(_DBT_NAMES)  # before it, what was skipped because of it
        told = said[max(named, 0) :].strip()[:_LONGEST_SAID]
    return told or message.strip()
