"""需关注: what the rules found worth a look, worst first."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, freshness, judgement, queries
from dashboards.components.attributes import HIDDEN
from dashboards.components.blocks import card
from dashboards.components.shell import late_sources
from dashboards.data import Row
from dashboards.names import short_name
from dashboards.topics import topic_link
from dashboards.view import View

_LIMIT = 5
_COUNTY_KPIS = ("cards_involved", "cases_filed")
# Amounts have no interval: the largest rises are named, not judged.
_AMOUNT, _AMOUNTS_NAMED = "loss_amount", 2


def watch_list(view: View, codes: tuple[str, ...], *, span: int = 4) -> html.Section:
    """Targets missed, counties and KPIs that worsened, data that lags.

    Below them what rose and may be chance.
    """
    t = view.t
    items = [
        *_targets(view, codes),
        *_counties(view),
        *_kpis(view, codes),
        *_late(view),
        *_against(view),
        *_amounts(view),
    ]
    content: Any = items[:_LIMIT] or html.Div(t("watch.none"), className="card-note")
    more = len(items) - _LIMIT
    foot = t("watch.more", count=more) if more > 0 else None
    note = t("watch.subtitle")
    return card(t("watch.title"), content, note=note, footer=foot, span=span)


def _item(
    view: View, rule: str, tone: str, text: str, detail: str, link: str | None
) -> html.Div:
    """A finding of a rule, with its mark; `link` leads to what it is about."""
    mark = html.Div(
        view.t(f"watch.mark_{rule}"),
        className=f"watch-mark {tone}",
        title=view.t(f"watch.rule_{rule}"),
        **HIDDEN,
    )
    said = dcc.Link(text, href=link) if link else text
    lines = [
        html.Div(said, className="watch-text"),
        html.Div(detail, className="card-note"),
    ]
    return html.Div([mark, html.Div(lines)], className="watch")


def _targets(view: View, codes: tuple[str, ...]) -> list[html.Div]:
    rows = [row for code in codes if (row := view.kpi(code)) is not None]
    return [
        _item(
            view,
            "target",
            "",
            view.t("watch.target", kpi=view.name(row), value=_value(view, row)),
            view.t(f"target.{row['better']}", target=_value(view, row, "target")),
            topic_link(view, row["kpi_code"]),
        )
        for row in rows
        if row["is_on_target"] is False
    ]


def _against(view: View) -> list[html.Div]:
    """Counties where cards rose while the city's fell beyond chance."""
    city = view.kpi("cards_involved", queries.CITY)
    compared = view.comparison
    if city is None or not judgement.significance(city, compared):
        return []
    if city[f"{compared}_change"] > 0:
        return []
    places = view.kpis_of("county", "cards_involved")
    rows = [row for row in _chosen(view, places) if _rose(row, compared)]
    rows.sort(key=lambda row: -row[f"{compared}_change"])
    items = []
    for row in rows:
        detail = view.t(
            "watch.against",
            base=_value(view, row, f"{compared}_base"),
            value=_value(view, row),
            comparison=view.t(f"points.{compared}"),
            percent=judgement.size(city, compared, 2),
        )
        county = short_name(view.entity_name(row))
        text = _headline(view, row, "watch.county", county)
        link = topic_link(view, row["kpi_code"], row["entity_code"])
        items.append(_item(view, "county", "quiet", text, detail, link))
    return items


def _rose(row: Row, compared: str) -> bool:
    """Upwards, and not among those that the next rule lists anyway."""
    moved = judgement.change_of(row, compared)
    is_up = moved is not None and moved > 0
    return is_up and not judgement.significance(row, compared)


def _headline(view: View, row: Row, key: str, county: str) -> str:
    compared = view.comparison
    return view.t(
        key,
        county=county,
        kpi=view.name(row),
        comparison=view.t(f"points.{compared}"),
        direction=judgement.direction(judgement.change_of(row, compared) or 0, view.t),
        percent=judgement.size(row, compared),
    )


def _counties(view: View) -> list[html.Div]:
    places = [row for code in _COUNTY_KPIS for row in view.kpis_of("county", code)]
    return [
        _worse(view, row, "watch.county", short_name(view.entity_name(row)))
        for row in _worst(_chosen(view, places), view.comparison)
    ]


def _amounts(view: View) -> list[html.Div]:
    """Counties where the amount rose most."""
    compared = view.comparison
    places = _chosen(view, view.kpis_of("county", _AMOUNT))
    rows = [row for row in places if (judgement.change_of(row, compared) or 0) > 0]
    rows.sort(key=lambda row: (view.base(row) or 0) - row["value"])
    items = []
    for row in rows[:_AMOUNTS_NAMED]:
        county = short_name(view.entity_name(row))
        text = _headline(view, row, "watch.county", county)
        base, value = _value(view, row, f"{compared}_base"), _value(view, row)
        detail = view.t("watch.amount", base=base, value=value)
        link = topic_link(view, _AMOUNT, row["entity_code"])
        items.append(_item(view, "amount", "quiet", text, detail, link))
    return items


def _chosen(view: View, places: list[Row]) -> list[Row]:
    """Rows of the chosen county, or of all."""
    if not view.county:
        return places
    return [row for row in places if row["entity_code"] == view.entity[1]]


def _kpis(view: View, codes: tuple[str, ...]) -> list[html.Div]:
    if view.county:
        codes = tuple(code for code in codes if code not in _COUNTY_KPIS)
    rows = [row for code in codes if (row := view.kpi(code)) is not None]
    return [_worse(view, row, "watch.kpi", "") for row in _worst(rows, view.comparison)]


def _worst(rows: list[Row], compared: str) -> list[Row]:
    """Rows that got worse beyond chance, the larger changes first."""
    bad = [row for row in rows if judgement.verdict(row, compared) == "bad"]
    return sorted(bad, key=lambda row: -abs(row[f"{compared}_change"] or 0))


def _worse(view: View, row: Row, key: str, county: str) -> html.Div:
    t = view.t
    is_county = key == "watch.county"
    text = _headline(view, row, key, county)
    base, value = _value(view, row, f"{view.comparison}_base"), _value(view, row)
    return _item(
        view,
        "county" if is_county else "kpi",
        "" if is_county else "amber",
        text,
        t("watch.county_detail", base=base, value=value),
        topic_link(view, row["kpi_code"], row["entity_code"] if is_county else None),
    )


def _late(view: View) -> list[html.Div]:
    t = view.t
    late = freshness.late(view.reader, view.scope)
    is_overdue = any(row["is_overdue"] for row in late)
    return [
        _item(
            view,
            "late",
            "quiet",
            t("watch.late", source=sources, day=day),
            t("watch.overdue_detail" if is_overdue else "watch.late_detail"),
            view.state.link("/quality"),
        )
        for sources, day in late_sources(view.reader, view.scope, t)
    ]


def _value(view: View, row: Row, field: str = "value") -> str:
    value, unit = formats.kpi_value(row[field], row["unit"], view.t.language)
    if view.t.language == "en" and unit != "%":
        return value
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}"
