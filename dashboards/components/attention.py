"""需关注: what the rules find in the figures. Rules only choose, they compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import dcc, html

from dashboards.components.change import change_text
from dashboards.context import Context
from dashboards.data import Row
from dashboards.format import day, kpi_value, number
from dashboards.i18n import named, short_type

_RISES_SHOWN = 2


@dataclass(frozen=True)
class Finding:
    """One thing to look at; `kind` chooses its mark and colour."""

    kind: str
    title: str
    note: str
    href: str | None = None


def findings(context: Context, targets: dict[str, float]) -> list[Finding]:
    """All findings of the view, the most urgent kind first."""
    return [
        *_rising_counties(context),
        *_missed_targets(context, targets),
        *_rising_types(context),
        *_data_gaps(context),
    ]


def attention_list(found: list[Finding], *, context: Context) -> Any:
    """The list, or that there is nothing."""
    if not found:
        return html.P(context.text("attention.none"), className="muted empty-chart")
    return html.Ul([_item(finding, context) for finding in found], className="findings")


def _item(finding: Finding, context: Context) -> html.Li:
    title: Any = html.Span(finding.title)
    if finding.href:
        title = dcc.Link(finding.title, href=finding.href)
    return html.Li(
        [
            html.Span(
                context.text(f"attention.mark.{finding.kind}"),
                className=f"mark {finding.kind}",
                **{"aria-hidden": "true"},
            ),
            html.Div(
                [
                    html.Div(title, className="finding-title"),
                    html.Div(finding.note, className="note"),
                ]
            ),
        ]
    )


def _rising_counties(context: Context) -> list[Finding]:
    found = []
    for code, path in (("cards_involved", "/cards"), ("cases_filed", "/")):
        kpi = context.kpis[code]
        rising = [
            row
            for row in context.values("county", [code])
            if row["yoy_significant"] and row["yoy_change"] and row["yoy_change"] > 0
        ]
        rising.sort(key=lambda row: -row["yoy_change"])
        for row in rising[:_RISES_SHOWN]:
            title = f"{named(row, context.lang)} {named(kpi, context.lang)} "
            found.append(
                Finding(
                    "rise",
                    title + change_text(row),
                    _from_to(row, kpi, context),
                    context.view.href(path=path, county=row["entity_code"]),
                )
            )
    return found


def _from_to(row: Row, kpi: Row, context: Context) -> str:
    unit, lang = kpi["unit"], context.lang
    return context.text(
        "attention.from_to",
        base=kpi_value(row["yoy_base"], unit=unit, lang=lang),
        value=kpi_value(row["value"], unit=unit, lang=lang),
        unit=context.text(f"unit.{unit}"),
    )


def _missed_targets(context: Context, targets: dict[str, float]) -> list[Finding]:
    found = []
    for code, row in context.own_values(list(targets)).items():
        kpi, target = context.kpis[code], targets[code]
        if row["value"] is None:
            continue
        down = kpi["better"] == "down"
        if row["value"] > target if down else row["value"] < target:
            unit = context.text(f"unit.{kpi['unit']}")
            value = kpi_value(row["value"], unit=kpi["unit"], lang=context.lang)
            wanted = kpi_value(target, unit=kpi["unit"], lang=context.lang)
            found.append(
                Finding(
                    "target",
                    f"{named(kpi, context.lang)} {value}{unit}",
                    context.text("attention.target", target=f"{wanted}{unit}"),
                )
            )
    return found


def _rising_types(context: Context) -> list[Finding]:
    types = context.warehouse.fraud_types()
    rows = [
        row
        for row in context.breakdown("cases_filed", "fraud_type")
        if row["yoy_base"] and row["value"] > row["yoy_base"]
    ]
    if not rows:
        return []
    worst = max(rows, key=lambda row: row["value"] - row["yoy_base"])
    name = short_type(named(types[worst["member"]], context.lang))
    return [
        Finding(
            "type",
            f"{name} {context.kpis['cases_filed'][f'name_{context.lang}']} "
            f"{change_text(worst)}",
            _from_to(worst, context.kpis["cases_filed"], context),
        )
    ]


def _data_gaps(context: Context) -> list[Finding]:
    found = []
    sources = [
        s
        for s in context.warehouse.sources()
        if s["extract"] != "published_figures"
    ]
    newest: date | None = max((s["data_through"] for s in sources), default=None)
    for source in sources:
        if source["data_through"] != newest:
            found.append(
                Finding(
                    "data",
                    context.text(
                        "attention.behind",
                        source=context.text(f"source.{source['extract']}"),
                    ),
                    context.text(
                        "attention.behind_note",
                        day=day(source["data_through"], lang=context.lang),
                        newest=day(newest, lang=context.lang),
                    ),
                )
            )
    refused = context.warehouse.quarantined()
    if refused:
        found.append(
            Finding(
                "data",
                context.text("attention.quarantine", n=number(refused)),
                context.text("attention.quarantine_note"),
            )
        )
    return found
