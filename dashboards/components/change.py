"""A change: the arrow gives the direction, the colour the judgement."""

from __future__ import annotations

from dash import html

from dashboards.data import Row
from dashboards.format import MISSING, change, points
from dashboards.i18n import t
from dashboards.theme import judgement


def change_text(
    row: Row, *, against: str = "yoy", digits: int = 1, arrow: bool = True
) -> str:
    """A change without its sign, since the arrow has it; rates in points."""
    size = amount(row, against)
    if size is None:
        return MISSING
    in_points = row.get(f"{against}_change_pp") is not None
    text = points(size, digits=digits) if in_points else change(size, digits=digits)
    mark = "▲" if text[0] == "+" else "▼" if text[0] == "−" else "="
    return (mark if arrow else "") + text.lstrip("+−")


def amount(row: Row, against: str = "yoy") -> float | None:
    """The change that counts: points for a rate, else the relative change."""
    in_points: float | None = row.get(f"{against}_change_pp")
    relative: float | None = row.get(f"{against}_change")
    return in_points if in_points is not None else relative


def verdict(row: Row, better: str, against: str = "yoy") -> str:
    """Judgement of a change; one that may be chance is neither good nor bad."""
    if against == "yoy" and row.get("yoy_significant") is False:
        return "neutral"
    return judgement(amount(row, against), better)


def change_mark(
    row: Row, *, better: str, lang: str, against: str = "yoy", digits: int = 1
) -> html.Span:
    """The change with its colour, and the same in words for screen readers."""
    size = amount(row, against)
    if size is None:
        return html.Span(MISSING, className="change neutral")
    said = verdict(row, better, against)
    direction = "up" if size > 0 else "down" if size < 0 else "same"
    words = t(f"a11y.{direction}", lang)
    if said != "neutral":
        words += t("a11y.comma", lang) + t(f"a11y.{said}", lang)
    return html.Span(
        [
            html.Span(change_text(row, against=against, digits=digits)),
            html.Span(f"（{words}）", className="visually-hidden"),
        ],
        className=f"change {said}",
    )
