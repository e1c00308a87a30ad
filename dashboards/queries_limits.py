"""What an edition says about chance: funnel limits, ranks and control limits."""

from __future__ import annotations

from datetime import date

from dashboards.data import Period, Reader, Row, Scope
from dashboards.queries import Entity

# The rank before is that of the whole period that the value's base is of; of a
# partial period there is none.
_FUNNEL = """
with limits as (
    select * from kpi.funnel_limits where {scope} and entity_type = ? and grain = ?
),
spans as (
    select entity_code, kpi_code, period_start, yoy_start, yoy_end, prev_start, prev_end
    from kpi.kpi_values
    where {scope} and entity_type = ? and grain = ? and period_end = ?
)
select l.*, c.name_zh, c.name_en, c.unit, c.better, c.numerator_measure,
    c.denominator_zh, c.denominator_en, e.name_zh as entity_zh, e.name_en as entity_en, e.parent_code,
    y.entity_rank as yoy_rank, y.rank_low as yoy_rank_low, y.rank_high as yoy_rank_high,
    p.entity_rank as prev_rank, p.rank_low as prev_rank_low,
    p.rank_high as prev_rank_high
from limits as l
join kpi.kpi_catalogue as c using (kpi_code)
left join core.dim_entity as e using (entity_type, entity_code)
left join spans as s
    using (entity_code, kpi_code, period_start)
left join limits as y
    on y.entity_code = l.entity_code and y.kpi_code = l.kpi_code and not l.is_partial
    and y.period_start = s.yoy_start and y.period_end = s.yoy_end
left join limits as p
    on p.entity_code = l.entity_code and p.kpi_code = l.kpi_code and not l.is_partial
    and p.period_start = s.prev_start and p.period_end = s.prev_end
where l.period_end = ?
order by l.kpi_code, l.entity_rank, l.entity_code
"""
_CONTROL = """
select l.*, c.unit, c.better from kpi.control_limits as l
join kpi.kpi_catalogue as c using (kpi_code)
where {scope} and entity_type = ? and entity_code = ? and kpi_code = ?
    and period_end <= ?
order by period_start
"""
_CONTROLLED = """
select distinct kpi_code, c.name_zh, c.name_en, c.kind, c.numerator_measure
from kpi.control_limits
join kpi.kpi_catalogue as c using (kpi_code)
where {scope} and entity_type = ? and entity_code = ?
order by kpi_code
"""
_ENTITY = """
select entity_type, entity_code, name_zh, name_en, parent_code from core.dim_entity
where {scope} and entity_type = ? and entity_code = ?
"""


def funnel(
    reader: Reader, scope: Scope | None, entity_type: str, period: Period
) -> list[Row]:
    """Every rate of all entities of a type with its limits and rank, best first."""
    limits = [entity_type, period.grain]
    asked = [*limits, *limits, period.end, period.end]
    return reader.rows(_FUNNEL, asked, scope=scope)


def control(
    reader: Reader, scope: Scope | None, entity: Entity, kpi_code: str, until: date
) -> list[Row]:
    """A KPI's whole months until a day, each with the limits from those before it."""
    return reader.rows(_CONTROL, [*entity, kpi_code, until], scope=scope)


def controlled(reader: Reader, scope: Scope | None, entity: Entity) -> list[Row]:
    """The KPIs of an entity that have control limits."""
    return reader.rows(_CONTROLLED, list(entity), scope=scope)


def entity(
    reader: Reader, scope: Scope | None, entity_type: str, code: str | None
) -> Row | None:
    """A place or unit in scope; None if it is not known."""
    rows = reader.rows(_ENTITY, [entity_type, code], scope=scope)
    return rows[0] if rows else None
