"""Differences between `kpi_values` as built and as the oracle counts it."""

from __future__ import annotations

import math
from typing import Any

import duckdb

from tests.dbt_project import oracle_intervals as intervals
from tests.dbt_project.oracle import Cell, Oracle, Part
from tests.dbt_project.oracle_kpis import KPIS, Kpi
from tests.dbt_project.world import World

KEY = ["kpi_code", "entity_type", "entity_code", "grain", "period_start", "period_end"]
FIGURES = [
    *("covered_through", "is_partial", "numerator", "denominator", "value"),
    *("value_low", "value_high", "yoy_start", "yoy_end", "yoy_numerator"),
    *("yoy_denominator", "yoy_base", "yoy_change", "yoy_change_pp"),
    *("yoy_pp_low", "yoy_pp_high", "prev_start", "prev_end", "prev_base"),
    *("prev_change", "prev_change_pp", "prev_pp_low", "prev_pp_high"),
]
BASES = ("yoy", "prev", "lny")
CHANGE = ("pp_low", "pp_high", "base", "low", "high", "significant")


def _change(now: Part, base: Part) -> float | None:
    if now.value is None or not base.value:
        return None
    return (now.value - base.value) / base.value


def _points(kpi: Kpi, now: Part, base: Part) -> float | None:
    if not kpi.percent or now.value is None or base.value is None:
        return None
    return 100 * (now.value - base.value)


def _bounds(kpi: Kpi, part: Part) -> tuple[Any, Any]:
    if kpi.kind != "p" or part.value is None:
        return None, None
    return intervals.wilson(part.numerator, part.denominator)


def _point_bounds(kpi: Kpi, now: Part, base: Part) -> tuple[Any, Any]:
    bounds, base_bounds = _bounds(kpi, now), _bounds(kpi, base)
    if bounds[0] is None or base_bounds[0] is None:
        return None, None
    return intervals.newcombe(now.value, bounds, base.value, base_bounds)


def figures(cell: Cell) -> tuple[Any, ...]:
    """What the row of a cell must hold, in the order of FIGURES."""
    kpi, period, now, yoy = KPIS[cell.kpi_code], cell.period, cell.now, cell.yoy
    return (
        period.through,
        period.through < period.end,
        now.numerator,
        now.denominator,
        now.value,
        *_bounds(kpi, now),
        *period.yoy,
        yoy.numerator,
        yoy.denominator,
        yoy.value,
        _change(now, yoy),
        _points(kpi, now, yoy),
        *_point_bounds(kpi, now, yoy),
        *(period.prev or (None, None)),
        cell.prev.value,
        _change(now, cell.prev),
        _points(kpi, now, cell.prev),
        *_point_bounds(kpi, now, cell.prev),
    )


def same(found: Any, expected: Any) -> bool:
    """Exactly equal, but for the last digits of a quotient or a root."""
    if found == expected:
        return True
    if not isinstance(found, float) or not isinstance(expected, float):
        return False
    return math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-10)


def differences(
    connection: duckdb.DuckDBPyConnection, world: World, most: int = 5
) -> tuple[int, list[Any]]:
    """The number of cells compared, and the first differences."""
    rows = connection.execute(
        f"select {', '.join(KEY + FIGURES)} from kpi.kpi_values"
    ).fetchall()
    width = len(KEY)
    built = {row[:width]: row[width:] for row in rows}
    found: list[Any] = []
    if len(built) < len(rows):
        found.append(f"{len(rows) - len(built)} rows come twice")
    for cell in Oracle(world).cells():
        period = cell.period
        key = (cell.kpi_code, *cell.entity, period.grain, period.start, period.end)
        row = built.pop(key, None)
        if row is None:
            found.append((key, "is missing"))
        elif len(found) < most:
            found += [
                (key, name, {"built": value, "counted": wanted})
                for name, value, wanted in zip(FIGURES, row, figures(cell), strict=True)
                if not same(value, wanted)
            ]
    found += [(key, "should not exist") for key in built]
    return len(rows), (found + _interval_differences(connection))[:most]


def _interval_differences(connection: duckdb.DuckDBPyConnection) -> list[Any]:
    """Exact intervals of counts, and whether a change is called significant."""
    counts, found = [], []
    for name in BASES:
        columns = ", ".join(f"{name}_{column}" for column in CHANGE)
        rows = connection.execute(
            f"select kpi_code, value, {columns} from kpi.kpi_values"
        ).fetchall()
        for kpi_code, value, pp_low, pp_high, base, low, high, significant in rows:
            expected = KPIS[kpi_code].kind == "c" and bool(base)
            if expected != (low is not None) or expected != (high is not None):
                found.append((kpi_code, name, value, base, "interval", low, high))
                continue
            if expected:
                counts.append((value, base, low, high))
            bounds = (pp_low, pp_high) if low is None else (low, high)
            wanted = None if bounds[0] is None else bounds[0] > 0 or bounds[1] < 0
            if significant is not wanted:
                told = (kpi_code, name, value, base, bounds)
                found.append((*told, "significant", significant))
    return found + [(*row, "is not exact") for row in intervals.unlikely(counts)]
