"""`<file>.meta.json`: what a delivery declares about itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from pipelines.intake.errors import RejectedError

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Meta:
    """Declarations; None where the file does not say."""

    data_through: str | None = None
    rows: int | None = None
    sha256: str | None = None


def parse_meta(raw: bytes) -> Meta:
    """Declarations of a delivery; all None without a meta file (no bytes).

    Raises:
        RejectedError: `unreadable_meta`.
    """
    if not raw:
        return Meta()
    try:
        content = json.loads(raw.decode("utf-8-sig"))
        through = content.get("data_through")
        if through is not None:
            date.fromisoformat(through)
        rows = content.get("rows")
        return Meta(through, None if rows is None else int(rows), content.get("sha256"))
    except (ValueError, AttributeError, TypeError) as error:
        raise RejectedError(
            "unreadable_meta", "说明文件 .meta.json 无法读取"
        ) from error


def members_meta(meta: Meta) -> bytes:
    """What an archive's meta file declares about each of its members."""
    if meta.data_through is None:
        return b""
    return json.dumps({"data_through": meta.data_through}).encode()


def check_data_through(meta: Meta) -> None:
    """Raise `meta_mismatch` if data is declared complete to a day not yet begun.

    The figures' cut-off would follow it.
    """
    today = datetime.now(_BEIJING).date()
    if meta.data_through is not None and date.fromisoformat(meta.data_through) > today:
        raise RejectedError(
            "meta_mismatch", f"说明文件声明的数据截止日 {meta.data_through} 晚于今天"
        )


def check_sha256(meta: Meta, actual: str) -> None:
    """Raise `meta_mismatch` if the declared hash is another."""
    if meta.sha256 is not None and meta.sha256.lower() != actual:
        raise RejectedError("meta_mismatch", "文件内容与说明文件中的 sha256 不符")


def check_rows(meta: Meta, actual: int) -> None:
    """Raise `meta_mismatch` if another number of records was declared."""
    if meta.rows is not None and meta.rows != actual:
        raise RejectedError(
            "meta_mismatch", f"说明文件声明 {meta.rows} 行，文件中有 {actual} 行"
        )
