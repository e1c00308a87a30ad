"""What came in: freshness, the ledger, quarantine, refused deliveries, snapshots."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats
from dashboards import freshness as judged
from dashboards import queries_quality as queries
from dashboards.components.quality_parts import badge, plain_section, section
from dashboards.data import Row
from dashboards.tables import Column, Table, day, exact, moment, named, text
from dashboards.view import View


def freshness(view: View) -> Table:
    """How far each source reaches."""
    t = view.t
    return Table(
        "freshness",
        t("quality.freshness"),
        [
            named(t("quality.source"), "source", "extract", t),
            day(t("quality.through"), "data_through", t),
            Column(
                t("quality.state"),
                lambda row: _freshness_words(view, row),
                lambda row: _freshness_badge(view, row),
                is_text=True,
            ),
            moment(t("quality.last_delivery"), "last_delivery_at"),
            exact(t("quality.deliveries"), "deliveries"),
            exact(t("quality.in_force"), "rows_in_force"),
        ],
        judged.sources(view.reader, view.scope),
        is_of_period=False,
    )


def _freshness_words(view: View, row: Row) -> str:
    if row["is_late"] is None:
        return view.t("quality.no_through")
    if row["is_late"]:
        since = formats.day(row["data_through"], view.t.language)
        return view.t("quality.late", day=since, days=row["days_late"])
    return view.t("quality.current")


def _freshness_badge(view: View, row: Row) -> Any:
    words = _freshness_words(view, row)
    if row["is_late"] is None:
        return html.Span(words, className="card-note")
    return badge(words, "amber" if row["is_late"] else "good")


def ledger(view: View) -> Table:
    """Where the rows of each extract's files went."""
    t = view.t
    parts = ("loaded", "superseded", "quarantined", "skipped")
    return Table(
        "ledger",
        t("quality.ledger"),
        [
            Column(
                t("quality.source"),
                lambda row: _extract(view, row),
                lambda row: (
                    html.Strong(_extract(view, row))
                    if row["is_total"]
                    else _extract(view, row)
                ),
                is_text=True,
            ),
            exact(t("quality.files"), "files"),
            exact(t("quality.in_file"), "rows_in_file"),
            *(exact(t(f"quality.{part}"), f"rows_{part}") for part in parts),
            Column(
                t("quality.balance"),
                lambda row: _balance(view, row),
                lambda row: badge(
                    _balance(view, row), "good" if row["is_balanced"] else "bad"
                ),
                is_text=True,
            ),
        ],
        queries.ledger(view.reader, view.scope),
        is_of_period=False,
    )


def _extract(view: View, row: Row) -> str:
    if row["is_total"]:
        return view.t("quality.total")
    return view.t.name("source", row["extract"])


def _balance(view: View, row: Row) -> str:
    return view.t("quality.kept" if row["is_balanced"] else "quality.broken")


def quarantine(view: View) -> Table:
    """Refused rows by extract, column and reason."""
    t = view.t
    return Table(
        "quarantine",
        t("quality.quarantine"),
        [
            named(t("quality.source"), "source", "extract", t),
            text(t("quality.reason"), lambda row: _reason(view, row)),
            text(t("quality.example"), "example"),
            exact(t("quality.refused"), "rows_refused"),
            exact(t("quality.open"), "rows_open"),
            exact(t("quality.closed"), "rows_closed"),
        ],
        queries.quarantine(view.reader, view.scope),
        is_of_period=False,
    )


def _reason(view: View, row: Row) -> str:
    """Intake's own sentence is Chinese; other languages get column and code."""
    if view.t.language == "zh":
        return str(row["message"])
    reason = view.t.name("reason", row["reason_code"])
    return f"{row['column_name']}: {reason}" if row["column_name"] else reason


def deliveries(view: View) -> Table:
    """Deliveries that were refused whole, or whose columns call for a look."""
    t = view.t
    return Table(
        "deliveries",
        t("quality.refused_files"),
        [
            Column(
                t("quality.state"),
                lambda row: t(f"quality.file_{_status(row)}"),
                lambda row: badge(
                    t(f"quality.file_{_status(row)}"),
                    "bad" if _status(row) == "rejected" else "amber",
                ),
                is_text=True,
            ),
            text(t("quality.file"), "file"),
            text(t("quality.reason"), "remark"),
            moment(t("quality.received"), "received_at"),
        ],
        queries.remarkable_deliveries(view.reader, view.scope),
        is_of_period=False,
    )


def _status(row: Row) -> str:
    return "rejected" if row["status"] == "rejected" else "notice"


def snapshots(view: View) -> Table:
    """Full snapshots and what became of them."""
    t = view.t
    kinds = {"applied": "good", "needs_approval": "amber", "incomplete": "bad"}
    return Table(
        "snapshots",
        t("quality.snapshots"),
        [
            named(t("quality.source"), "source", "extract", t),
            text(t("quality.file"), "file"),
            Column(
                t("quality.state"),
                lambda row: t.name("snapshot", row["verdict"]),
                lambda row: badge(
                    t.name("snapshot", row["verdict"]),
                    kinds.get(row["verdict"], "amber"),
                ),
                is_text=True,
            ),
            exact(t("quality.known"), "records_known"),
            exact(t("quality.missing"), "records_missing"),
            moment(t("quality.taken"), "taken_at"),
        ],
        queries.snapshots(view.reader, view.scope),
        is_of_period=False,
    )


def intake_cards(view: View) -> list[html.Section]:
    """The cards of these tables, in the order in which a clerk works."""
    t = view.t
    return [
        section(view, freshness(view), note=t("quality.freshness_note")),
        plain_section(
            view,
            quarantine(view),
            note=t("quality.quarantine_note"),
            nothing="no_quarantine",
            footer=t("quality.quarantine_foot"),
        ),
        section(
            view,
            deliveries(view),
            note=t("quality.refused_files_note"),
            nothing="no_refused_files",
            span=6,
        ),
        section(
            view,
            snapshots(view),
            note=t("quality.snapshots_note"),
            nothing="no_snapshots",
            span=6,
        ),
        section(
            view, ledger(view), note=t("quality.ledger_note"), nothing="no_deliveries"
        ),
    ]
