"""What an edition says otherwise than an earlier one, on the command line."""

from __future__ import annotations

import duckdb
import pyarrow as pa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines.report import show
from warehouse.comparison import Comparison, compare, coverage_changes
from warehouse.connection import open_edition
from warehouse.editions import Edition, EditionError, load_edition
from warehouse.settings import Settings

# What fits on a screen; the other formats have everything.
_ROWS_SHOWN = 40
_DELIVERIES_SHOWN = 20
_REASONS = {
    "data": "数据 data",
    "definition": "定义 definition",
    "definition_and_data": "定义与数据 both",
    "unknown": "不明 unknown",
}
_WITH_DELIVERIES = """
select restatements.* replace (list.deliveries as deliveries)
from restatements left join (
    select kpi_code, string_agg(delivery_id, ';' order by delivery_id) as deliveries
    from deliveries group by kpi_code
) as list using (kpi_code)
order by kpi_code, entity_type, entity_code, grain, period_start, period_end
"""
# In the words of the newer edition, the widest entities and longest periods first.
_ON_SCREEN = """
select coalesce(kpis.name_zh, r.kpi_code) as kpi,
    coalesce(entities.name_zh, r.entity_type || ' ' || r.entity_code) as entity,
    coalesce(periods.label_zh, r.period_start || ' 至 ' || r.period_end) as period,
    r.period_end, r.covered_through, r.value_before, r.value_after, r.difference,
    r.reason
from restatements as r
left join kpi.kpi_catalogue as kpis using (kpi_code)
left join core.dim_entity as entities using (entity_type, entity_code)
left join core.dim_period as periods using (grain, period_start, period_end)
order by list_position(['city', 'all_units', 'county', 'sector', 'unit', 'station'],
        r.entity_type), r.entity_code, r.kpi_code,
    list_position(['year', 'half', 'ytd', 'quarter', 'month', 'week'], r.grain),
    r.period_start desc, r.period_end desc
limit $limit
"""
_MOVED_BY = """
select distinct d.extract, d.file, d.delivery_id
from moved_by join ops.deliveries as d using (delivery_id) order by all
"""


def show_difference(
    settings: Settings, one: str, other: str, form: str, console: Console
) -> None:
    """Print what the newer of two editions says otherwise, and why.

    Raises:
        EditionError: if there is no such edition, or one cannot be compared.
    """
    before, after = sorted(
        (_edition(settings, one), _edition(settings, other)), key=lambda e: e.id
    )
    if before.id == after.id:
        raise EditionError(f"两次给出了同一版本 {one} (twice the same edition)")
    try:
        found = compare(before, after)
        if form != "table":
            show(_with_deliveries(found), form, console)
            return
        _show_on_screen(before, after, found, console)
    except duckdb.Error as error:
        raise EditionError(
            f"版本 {before.id} 与 {after.id} 无法比较：文件损坏，或来自过早的软件版本"
            f" (damaged, or of a version too old)\n{error}"
        ) from error


def show_restated(edition: Edition, console: Console) -> None:
    """Print what an edition, just published, says otherwise than the one before."""
    told = edition.manifest["restatements"]
    for notice in told["notices"]:
        console.print(f"[yellow]提示 notice[/yellow] {escape(notice)}")
    if told["found"]:
        console.print(
            f"{told['found']} 个已公布数值有变 (restated)："
            f"fanzha editions diff {told['compared_with']} {edition.id}"
        )


def _edition(settings: Settings, edition_id: str) -> Edition:
    try:
        return load_edition(settings, edition_id)
    except EditionError as error:
        raise EditionError(
            f"{error}\n如已清理，其后改动仍可查 (if it was pruned): fanzha query"
            ' "select * from kpi.restatements'
            f" where edition_after > '{edition_id}'\""
        ) from error


def _with_deliveries(found: Comparison) -> pa.Table:
    """Rows of restatements with the deliveries themselves instead of their number."""
    with duckdb.connect() as connection:
        connection.register("restatements", found.restatements)
        connection.register("deliveries", found.deliveries)
        return connection.execute(_WITH_DELIVERIES).to_arrow_table()


def _show_on_screen(
    before: Edition, after: Edition, found: Comparison, console: Console
) -> None:
    total = found.restatements.num_rows
    with open_edition(after) as connection:
        connection.register("restatements", found.restatements)
        connection.register("moved_by", found.deliveries)
        rows = connection.execute(_ON_SCREEN, {"limit": _ROWS_SHOWN}).fetchall()
        deliveries = connection.execute(_MOVED_BY).fetchall()
    if rows:
        console.print(_table(before, after, rows))
    if total > len(rows):
        console.print(f"另有 {total - len(rows)} 处，见 --format csv (more)")
    for extract, file, delivery_id in deliveries[:_DELIVERIES_SHOWN]:
        told = f"其间投递 delivered since  {extract}  {file}  {delivery_id}"
        console.print(escape(told))
    if len(deliveries) > _DELIVERIES_SHOWN:
        console.print(f"其间投递共 {len(deliveries)} 份 (deliveries)")
    changes = coverage_changes(before, after)
    console.print(
        f"{before.id} → {after.id}：{total} 处变化 (restated)；不作比较 (not compared)："
        f"新增 {changes.new} new，不再有 {changes.gone} gone，"
        f"统计截止日不同 {changes.other_days} counted through another day"
    )


def _table(before: Edition, after: Edition, rows: list[tuple[object, ...]]) -> Table:
    view = Table()
    for name in ("指标", "对象", "时期"):
        view.add_column(name, overflow="fold")
    for name in (before.id, after.id, "差"):
        view.add_column(name, justify="right", overflow="fold")
    view.add_column("原因")
    for kpi, entity, period, end, through, was, now, difference, reason in rows:
        if through != end:
            period = f"{period}（计至 {through}）"
        first, second = _values(was, now)
        view.add_row(
            *(escape(str(text)) for text in (kpi, entity, period)),
            first,
            second,
            _number(difference, signed=True),
            _REASONS.get(str(reason), str(reason)),
        )
    return view


def _values(was: object, now: object) -> tuple[str, str]:
    """Both values, with as many digits as it takes to tell them apart."""
    short = _number(was), _number(now)
    if was != now and short[0] == short[1]:
        return repr(was), repr(now)
    return short


def _number(value: object, *, signed: bool = False) -> str:
    """Four decimals at most; a difference that is smaller in scientific notation."""
    if not isinstance(value, float):
        return "—"
    if value and abs(value) < 0.00005:
        return f"{value:{'+' if signed else ''}.2e}"
    text = f"{value:{'+' if signed and value else ''},.4f}"
    return text.rstrip("0").rstrip(".")
