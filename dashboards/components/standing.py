"""Where an entity stands among its like, as far as chance lets one say."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards import formats, judgement, queries_limits
from dashboards.data import Row
from dashboards.names import short_name
from dashboards.queries import CITY
from dashboards.view import View


def limits(view: View, entity_type: str) -> list[Row]:
    """The rates of all entities of a type with limits and ranks, best first."""
    return queries_limits.funnel(view.reader, view.scope, entity_type, view.period)


def limits_of(view: View, entity: tuple[str, str], code: str) -> Row | None:
    """One entity's row for one rate."""
    found = [
        row
        for row in limits(view, entity[0])
        if (row["entity_code"], row["kpi_code"]) == (entity[1], code)
    ]
    return found[0] if found else None


def is_open(row: Row) -> bool:
    """Whether chance leaves it open which half of the ranks an entity is in."""
    middle = row["entities"] + 1
    return bool(2 * row["rank_low"] <= middle <= 2 * row["rank_high"])


def outside(row: Row) -> str:
    """998 or 95 where the value is beyond these limits, else nothing."""
    if row["verdict"] != "normal":
        return "998"
    return "95" if row["verdict_95"] != "normal" else ""


def side_judgement(row: Row) -> str:
    """good or bad for who is beyond limits, by the catalogue's direction."""
    sides = {"high": 1.0, "low": -1.0}
    return judgement.judge(sides.get(row["verdict_95"]), row["better"], True)


def amount(view: View, value: float | None, unit: str) -> str:
    """A value with its unit, as in a sentence."""
    number, shown = formats.kpi_value(value, unit, view.t.language)
    if shown == "%":
        return number + shown
    return f"{number} {shown}".strip() if view.t.language == "zh" else number


def rank_words(view: View, row: Row) -> str:
    """The rank with its interval; where that says little, the interval only."""
    key = "standing.open" if is_open(row) else "standing.rank"
    return view.t(
        key,
        rank=row["entity_rank"],
        low=row["rank_low"],
        high=row["rank_high"],
        entities=row["entities"],
    )


def whole_words(view: View, row: Row) -> str:
    """The value that an entity is held against."""
    key = f"funnel.whole_{row['entity_type']}"
    return view.t(key, value=amount(view, row["reference"], row["unit"]))


def side_words(view: View, row: Row) -> str:
    """Beyond which limit, in words; nothing inside them."""
    level = outside(row)
    return view.t(f"funnel.{row['verdict_95']}_{level}") if level else ""


def described(view: View, row: Row, name: str) -> str:
    """What a mark tells of an entity when pointed at."""
    whole = whole_words(view, row)
    parts = [
        f"<b>{name}</b> {amount(view, row['value'], row['unit'])}",
        view.t(
            "funnel.parts",
            numerator=formats.number(row["numerator"], view.t.language),
            denominator=formats.number(row["denominator"], view.t.language),
        ),
        whole,
        rank_words(view, row),
    ]
    words = side_words(view, row)
    return "<br>".join([*parts, words] if words else parts)


def standing(view: View, code: str) -> html.Div | None:
    """The lines of a KPI card: the whole's value, the rank, what is beyond chance."""
    t = view.t
    row = limits_of(view, view.entity, code)
    city = view.kpi(code, CITY)
    lines: list[Any] = []
    if row is not None:
        lines.append(html.Div(whole_words(view, row)))
        tone = "quiet" if is_open(row) else "strong"
        lines.append(html.Div(rank_words(view, row), className=tone))
        words = side_words(view, row)
        if words:
            lines.append(html.Div(words, className=f"strong {side_judgement(row)}"))
    elif city is not None and view.entity[0] in ("county", "station"):
        whole = amount(view, city["value"], city["unit"])
        lines.append(html.Div(t("standing.whole", value=whole)))
        lines.append(html.Div(t("standing.none"), className="quiet"))
    return html.Div(lines, className="standing") if lines else None


def beyond(view: View, rows: list[Row]) -> list[Any]:
    """A clause that names who is beyond the limits of chance, or says that none is."""
    t = view.t
    found = [row for row in rows if outside(row) and row["better"] != "none"]
    found.sort(key=lambda row: (outside(row) != "998", -abs(row["z"] or 0)))
    if not rows:
        return []
    if not found:
        return [t("standing.nobody")]
    parts: list[Any] = []
    for row in found[:4]:
        if parts:
            parts.append("；" if t.language == "zh" else "; ")
        words = t(
            "standing.beyond",
            name=short_name(view.entity_name(row)),
            kpi=view.name(row),
            value=amount(view, row["value"], row["unit"]),
            whole=whole_words(view, row),
            side=side_words(view, row),
        )
        parts.append(html.Span(words, className=side_judgement(row)))
    return parts
