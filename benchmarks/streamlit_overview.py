"""The overview as one would write it with Streamlit: six KPIs, four figures, two tables.

Run by `streamlit run` with the path of an edition's DuckDB file as its argument.
"""

from __future__ import annotations

import sys

import duckdb
import plotly.graph_objects as go
import streamlit as st

_KPIS = (
    "cases_filed",
    "loss_amount",
    "cards_involved",
    "prevented_cases",
    "visit_rate",
    "current_solve_rate",
)
_LATEST = (
    "period_start = (select max(period_start) from kpi.kpi_values where grain = 'half')"
)
warehouse = duckdb.connect(sys.argv[1], read_only=True)


def ask(sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
    """Rows of a question."""
    return warehouse.execute(sql, list(values)).fetchall()


def months(code: str) -> list[tuple]:  # type: ignore[type-arg]
    """Month, value and last year's of the last twelve."""
    return ask(
        "select period_start, value, yoy_base from kpi.kpi_values"
        " where entity_type = 'city' and grain = 'month' and kpi_code = ?"
        " order by period_start desc limit 12",
        code,
    )


def trend(*codes: str) -> go.Figure:
    """Bars of this year, dots of the last."""
    figure = go.Figure()
    for code in codes:
        start, value, base = zip(*months(code), strict=True)
        figure.add_bar(x=start, y=value, name=code)
        figure.add_scatter(x=start, y=base, mode="lines+markers", name="去年同期")
    return figure


def ranks(dimension: str, code: str) -> go.Figure:
    """Members of the city by a KPI, with last year's."""
    member, value, base = zip(
        *ask(
            "select member, value, yoy_base from kpi.kpi_breakdowns where entity_type ="
            f" 'city' and grain = 'half' and dimension = ? and kpi_code = ? and {_LATEST}"
            " order by value",
            dimension,
            code,
        ),
        strict=True,
    )
    figure = go.Figure(go.Bar(x=value, y=member, orientation="h"))
    return figure.add_scatter(x=base, y=member, mode="markers")


st.set_page_config(layout="wide")
st.title("全市总览")
for column, code in zip(st.columns(len(_KPIS)), _KPIS, strict=True):
    ((value, change),) = ask(
        "select value, yoy_change from kpi.kpi_values where entity_type = 'city'"
        f" and grain = 'half' and kpi_code = ? and {_LATEST}",
        code,
    )
    column.metric(
        code,
        f"{value:,.4g}",
        None if change is None else f"{change:.2%}",
        chart_data=[float(row[1] or 0) for row in months(code)],
    )
left, right = st.columns(2)
left.plotly_chart(trend("cards_involved"), key="cards")
right.plotly_chart(trend("cases_filed", "loss_amount"), key="cases")
one, two, three = st.columns(3)
one.plotly_chart(ranks("county", "cards_involved"), key="counties")
two.dataframe(
    ask(
        "select entity_code, value, yoy_change from kpi.kpi_values where entity_type ="
        f" 'county' and grain = 'half' and kpi_code = 'cards_involved' and {_LATEST}"
    )
)
three.plotly_chart(ranks("fraud_type", "cases_filed"), key="types")
st.dataframe(
    ask(
        "select entity_code, kpi_code, value, yoy_change from kpi.kpi_values where"
        f" entity_type = 'county' and grain = 'half' and yoy_significant and {_LATEST}"
    )
)
