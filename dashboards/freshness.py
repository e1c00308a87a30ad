"""Which sources are late: behind the newest of them, or behind today."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from dashboards import queries
from dashboards.data import Reader, Row, Scope

BEIJING = timezone(timedelta(hours=8))


def today(reader: Reader) -> date | None:
    """The day in Beijing that an edition is judged on.

    None for demo data, which lie in the past: they are judged among themselves.
    """
    is_demo = reader.edition.manifest.get("is_demo")
    return None if is_demo else datetime.now(BEIJING).date()


def sources(reader: Reader, scope: Scope | None) -> list[Row]:
    """All sources, the latest first, with `is_late`, `is_overdue` and `days_late`.

    A source is overdue when it reaches less far than its freshness asks for; it is
    late, too, when it ends before the newest one. Nothing is said of a source without
    a cut-off.
    """
    rows = queries.sources(reader, scope)
    newest = max(
        (row["data_through"] for row in rows if row["data_through"]), default=None
    )
    return [_judged(row, newest, today(reader)) for row in rows]


def late(reader: Reader, scope: Scope | None) -> list[Row]:
    """Those that are late, the latest first."""
    return [row for row in sources(reader, scope) if row["is_late"]]


def _judged(row: Row, newest: date | None, now: date | None) -> Row:
    through = row["data_through"]
    if through is None or newest is None:
        return {**row, "is_late": None, "is_overdue": None, "days_late": None}
    # Editions of before have no limits.
    limit = row.get("stale_after_days")
    is_overdue = bool(now and limit and (now - through).days > limit)
    against = now if now and is_overdue else newest
    return {
        **row,
        "is_late": is_overdue or through < newest,
        "is_overdue": is_overdue,
        "days_late": (against - through).days,
    }
