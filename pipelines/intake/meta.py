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
    mode: str | None = None
    """`snapshot` for all that the source has; None for new and changed records."""


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
        rows, mode = content.get("rows"), content.get("mode")
        if mode not in (None, "snapshot"):
            raise RejectedError(
                "unreadable_meta", "说明文件 .meta.json 中的 mode 只能是 snapshot"
            )
        return Meta(
            through, None if rows is None else int(rows), content.get("sha256"), mode
        )
    except (ValueError, AttributeError, TypeError) as error:
        raise RejectedError(
            "unreadable_meta", "说明文件 .meta.json 无法读取"
        ) from error


def members_meta(meta: Meta, members: int) -> bytes:
    """What an archive's meta file declares about each of its members.

    Raises:
        RejectedError: `meta_mismatch` if several files shall be one snapshot.
    """
    if meta.mode and members > 1:
        raise RejectedError(
            "meta_mismatch", "快照须是一个文件，压缩包中有多个；请合并后投递"
        )
    declared = {"data_through": meta.data_through, "mode": meta.mode}
    given = {name: value for name, value in declared.items() if value is not None}
    return json.dumps(given).encode() if given else b""


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
