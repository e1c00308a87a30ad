"""Types of fraud: their shares, their table, and which one is chosen."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboards import formats, judgement, queries, queries_cases
from dashboards.components.about import about
from dashboards.components.blocks import card, empty, graph
from dashboards.components.choices import select
from dashboards.components.points import row_clause, statement
from dashboards.data import Row
from dashboards.figures.paired import Pair, paired
from dashboards.names import in_lines, short_type
from dashboards.tables import PERCENT, Column, Table, count, share
from dashboards.view import View


def chosen_type(view: View) -> Row | None:
    """The type that the address names, if there is such a type."""
    for row in queries_cases.fraud_types(view.reader):
        if row["fraud_type_code"] == view.state.type:
            return row
    return None


def stays_whole(view: View) -> str:
    """What is said of what does not follow the chosen type; nothing if none is."""
    return view.t("cases.all_types") if chosen_type(view) else ""


def type_statement(view: View, code: str) -> list[Any]:
    """A KPI as a clause, of the chosen type if there is one."""
    chosen, whole = chosen_type(view), view.kpi(code)
    if chosen is None or whole is None:
        return statement(view, code)
    parts = queries.breakdown(
        view.reader, view.scope, view.entity, code, view.period, "fraud_type"
    )
    place = view.t(
        "cases.place_type", place=view.place, type=short_type(view.name(chosen))
    )
    for part in parts:
        if part["member"] == chosen["fraud_type_code"]:
            # A part has no interval, so nothing says whether its change is good.
            row = {**part, "better": "none", "unit": whole["unit"]}
            row |= {key: whole[key] for key in ("name_zh", "name_en")}
            return row_clause(view, row, place, view.comparison_of_parts)
    return [view.t("cases.none_of_type", place=place, kpi=view.name(whole))]


def type_choice(view: View) -> Any:
    """The list of types to choose from."""
    t, chosen = view.t, chosen_type(view)
    options = [("", t("cases.all_types"))]
    options += [
        (row["fraud_type_code"], short_type(view.name(row)))
        for row in queries_cases.fraud_types(view.reader)
    ]
    shown = chosen["fraud_type_code"] if chosen else ""
    return select("type", shown, options, t("cases.type"), width=170)


def shares_card(view: View, *, span: int = 6) -> html.Section:
    """Which types make the cases, and which the loss."""
    t, chosen = view.t, chosen_type(view)
    base = t(f"base.{view.comparison_of_parts}")
    title, note = t("cases.shares"), t("cases.shares_note", base=base)
    rows = [row for row in type_rows(view) if row["cases_share"] is not None]
    if not rows:
        return card(title, empty(t, "no_rows", small=True), note=note, span=span)
    figure = paired(
        pairs=[
            Pair(
                in_lines(short_type(view.name(row))),
                (row["cases_share"], row["loss_share"]),
                (row["cases_base_share"], row["loss_base_share"]),
                is_chosen=row["fraud_type_code"]
                == (chosen or {}).get("fraud_type_code"),
                link=toggled(view, row["fraud_type_code"]),
            )
            for row in rows
        ],
        names=(t("cases.share_cases"), t("cases.share_loss")),
        last_year=base,
        palette=view.palette,
    )
    return card(
        title,
        graph(figure, "type-shares"),
        note=note,
        info=about(view, "cases_filed", "loss_amount"),
        footer=t("cases.shares_foot"),
        span=span,
    )


def type_table(view: View) -> Table:
    """Types of fraud with cases, loss and rates."""
    t, compared = view.t, view.comparison_of_parts
    base = t(f"base.{compared}")

    def name(row: Row) -> str:
        return short_type(view.name(row))

    def link(row: Row) -> Any:
        return dcc.Link(name(row), href=toggled(view, row["fraud_type_code"]))

    def moved(key: str, of: str) -> Column:
        return Column(
            t(f"compare.{compared}"),
            lambda row: row[key],
            lambda row: html.Span(
                f"{judgement.arrow(row[key])} {formats.percent(abs(row[key]), 1)}"
                if row[key] is not None
                else formats.NOTHING,
                className="change neutral",
            ),
            unit=PERCENT,
            of=of,
        )

    cases, loss = (
        queries.kpi_name(view.reader, code, t)
        for code in ("cases_filed", "loss_amount")
    )

    return Table(
        "types",
        t("cases.table"),
        [
            Column(t("cases.type"), name, link, is_text=True),
            count(t("cases.table_cases"), "cases", t, unit="起"),
            share(t("cases.table_share"), "cases_share", of=cases),
            count(base, "cases_base", t, unit="起", of=cases),
            moved("cases_change", cases),
            count(t("cases.table_loss"), "loss", t),
            share(t("cases.table_share"), "loss_share", of=loss),
            count(base, "loss_base", t, unit="元", of=loss),
            moved("loss_change", loss),
            count(t("cases.table_per_case"), "loss_per_case", t),
            share(t("cases.table_solve"), "solve_rate"),
            share(t("cases.table_recovery"), "recovery_rate"),
        ],
        type_rows(view),
        (
            "cases_filed",
            "loss_amount",
            "loss_per_case",
            "current_solve_rate",
            "loss_recovery_rate",
        ),
        comparison=compared,
    )


def leading_types(view: View) -> list[Any]:
    """The type with most cases and the one with most loss; several if they tie."""
    t, rows = view.t, type_rows(view)
    said: list[Any] = []
    for key, opening in (("cases", "cases.most"), ("loss", "cases.most_loss")):
        known = [row for row in rows if row[f"{key}_share"]]
        if not known:
            continue
        most = max(row[f"{key}_share"] for row in known)
        leading = [row for row in known if row[f"{key}_share"] == most]
        separator = "、" if t.language == "zh" else ", "
        text = t(
            "cases.type_share" if len(leading) == 1 else "cases.type_share_each",
            type=separator.join(short_type(view.name(row)) for row in leading),
            share=formats.percent(most),
        )
        if said:
            said.append("，" if t.language == "zh" else "; ")
        said += [t(opening), html.Strong(text)]
    return said


def type_rows(view: View) -> list[Row]:
    """Types of fraud in the period, most cases first."""
    return queries_cases.by_type(
        view.reader, view.scope, view.entity, view.period, view.comparison_of_parts
    )


def toggled(view: View, code: str | None) -> str:
    """The address of one type, or of all if it is the one that is shown."""
    return view.state.link(type=None if code == view.state.type else code)
