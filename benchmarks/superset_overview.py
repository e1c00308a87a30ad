"""The overview as one would build it in Superset: six KPIs, four charts, two tables.

Run by the Python of Superset's environment, after `superset init`, with the path of an
edition's DuckDB file as its argument.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from superset.app import create_app

_KPIS = (
    "cases_filed",
    "loss_amount",
    "cards_involved",
    "prevented_cases",
    "visit_rate",
    "current_solve_rate",
)
_LATEST = (
    "grain = 'half' and period_start ="
    " (select max(period_start) from kpi.kpi_values where grain = 'half')"
)
# A month more than a year: tiles compare the last one with the one a year before.
_DATASETS = {
    "months": (
        "select kpi_code, period_start, value, yoy_base from kpi.kpi_values"
        " where entity_type = 'city' and grain = 'month' and period_start >= ("
        "select max(period_start) - interval 12 months from kpi.kpi_values"
        " where grain = 'month')"
    ),
    "counties": (
        "select entity_code, kpi_code, value, yoy_change, yoy_significant"
        f" from kpi.kpi_values where entity_type = 'county' and {_LATEST}"
    ),
    "members": (
        "select dimension, member, kpi_code, value, yoy_base"
        f" from kpi.kpi_breakdowns where entity_type = 'city' and {_LATEST}"
    ),
}


def total(column: str) -> dict[str, Any]:
    """A metric."""
    return {
        "expressionType": "SIMPLE",
        "aggregate": "SUM",
        "column": {"column_name": column},
        "label": column,
    }


def only(**values: object) -> list[dict[str, Any]]:
    """Filters: columns and the value that each has to have."""
    return [
        {
            "expressionType": "SIMPLE",
            "clause": "WHERE",
            "subject": column,
            "operator": "==",
            "comparator": value,
        }
        for column, value in values.items()
    ]


def tile(code: str) -> dict[str, Any]:
    """The last month, its change within a year, and the months before it."""
    return {
        "dataset": "months",
        "viz_type": "big_number",
        "x_axis": "period_start",
        "time_grain_sqla": "P1M",
        "metric": total("value"),
        "adhoc_filters": only(kpi_code=code),
        "compare_lag": 12,
        "compare_suffix": "同比",
        "show_trend_line": True,
    }


def trend(
    bars: tuple[str, ...], lines: tuple[str, ...], *, axis: int = 0
) -> dict[str, Any]:
    """Bars and lines by month, each of a KPI and columns; the lines may have an axis."""
    return {
        "dataset": "months",
        "viz_type": "mixed_timeseries",
        "x_axis": "period_start",
        "time_grain_sqla": "P1M",
        "metrics": [total(column) for column in bars[1:]],
        "adhoc_filters": only(kpi_code=bars[0]),
        "seriesType": "bar",
        "metrics_b": [total(column) for column in lines[1:]],
        "adhoc_filters_b": only(kpi_code=lines[0]),
        "seriesTypeB": "line",
        "markerEnabledB": True,
        "yAxisIndexB": axis,
        "show_legend": True,
    }


def ranks(dimension: str, code: str) -> dict[str, Any]:
    """Members of the city by a KPI, with last year's."""
    return {
        "dataset": "members",
        "viz_type": "echarts_timeseries_bar",
        "x_axis": "member",
        "metrics": [total("value"), total("yoy_base")],
        "adhoc_filters": only(dimension=dimension, kpi_code=code),
        "orientation": "horizontal",
        "x_axis_sort": "value",
        "x_axis_sort_asc": True,
        "show_legend": True,
    }


def table(*columns: str, **values: object) -> dict[str, Any]:
    """Rows of counties."""
    return {
        "dataset": "counties",
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": list(columns),
        "adhoc_filters": only(**values),
        "row_limit": 1000,
    }


_CHANGES = ("entity_code", "kpi_code", "value", "yoy_change")
# Height of each row of the dashboard, and its charts.
_ROWS = (
    (20, {code: tile(code) for code in _KPIS}),
    (
        38,
        {
            "涉案卡": trend(
                ("cards_involved", "value"), ("cards_involved", "yoy_base")
            ),
            "案件与损失": trend(
                ("cases_filed", "value", "yoy_base"),
                ("loss_amount", "value", "yoy_base"),
                axis=1,
            ),
        },
    ),
    (
        38,
        {
            "县区排名": ranks("county", "cards_involved"),
            "县区": table(
                "entity_code", "value", "yoy_change", kpi_code="cards_involved"
            ),
            "诈骗类型": ranks("fraud_type", "cases_filed"),
        },
    ),
    (38, {"显著变化": table(*_CHANGES, yoy_significant=True)}),
)


def build(edition: str) -> None:
    """Database, datasets, charts and dashboard, for everybody to see."""
    from superset import db, security_manager
    from superset.connectors.sqla.models import SqlaTable
    from superset.models.core import Database
    from superset.models.dashboard import Dashboard
    from superset.models.slice import Slice

    uri = f"duckdb:///{edition}?access_mode=read_only"
    database = Database(database_name="edition", sqlalchemy_uri=uri)
    datasets = {
        name: SqlaTable(table_name=name, schema="kpi", sql=sql, database=database)
        for name, sql in _DATASETS.items()
    }
    db.session.add_all([database, *datasets.values()])
    db.session.flush()
    for dataset in datasets.values():
        dataset.fetch_metadata()
    grid: dict[str, Any] = {}
    slices: list[Any] = []
    for number, (height, row) in enumerate(_ROWS):
        charts = {}
        for name, params in row.items():
            source = datasets[params["dataset"]].id
            charts[name] = Slice(
                slice_name=name,
                viz_type=params["viz_type"],
                datasource_type="table",
                datasource_id=source,
                params=json.dumps({**params, "datasource": f"{source}__table"}),
            )
        db.session.add_all(charts.values())
        db.session.flush()
        ids = {name: chart.id for name, chart in charts.items()}
        grid |= line(f"ROW-{number}", height, ids)
        slices += charts.values()
    rows = [name for name in grid if name.startswith("ROW-")]
    position = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": rows},
        **grid,
    }
    db.session.add(
        Dashboard(
            dashboard_title="全市总览",
            slug="overview",
            slices=slices,
            position_json=json.dumps(position),
            published=True,
        )
    )
    everything = ("all_datasource_access", "all_datasource_access")
    security_manager.add_permission_role(
        security_manager.find_role("Public"),
        security_manager.add_permission_view_menu(*everything),
    )
    db.session.commit()


def line(row: str, height: int, ids: dict[str, int]) -> dict[str, Any]:
    """A row of a dashboard's grid, and the charts in it, of equal width."""
    charts = {
        f"CHART-{number}": {
            "id": f"CHART-{number}",
            "type": "CHART",
            "children": [],
            "parents": ["ROOT_ID", "GRID_ID", row],
            "meta": {
                "chartId": number,
                "sliceName": name,
                "width": 12 // len(ids),
                "height": height,
            },
        }
        for name, number in ids.items()
    }
    return {
        row: {
            "id": row,
            "type": "ROW",
            "children": list(charts),
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        },
        **charts,
    }


if __name__ == "__main__":
    with create_app().app_context():
        build(sys.argv[1])
