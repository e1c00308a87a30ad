"""The questions of the pages about one topic each, answered inside a scope."""

from __future__ import annotations

from dashboards.data import Period, Reader, Row, Scope
from dashboards.queries import Entity

# Steps of the first part are counted by the day of the warning, those of the second
# by the day on which the visit was assigned; prevented cases by the day of the warning.
_FUNNEL = """
with k as (
    select * from kpi.kpi_values
    where {scope} and entity_type = ? and entity_code = ? and grain = ? and period_end = ?
),
steps as (
    select 1 as step_no, 'issued' as step, 'warned' as part, kpi_code,
        denominator as counted, yoy_denominator as base, null as rate
    from k where kpi_code = 'visit_dispatch_rate'
    union all
    select 2, 'dispatched', 'warned', kpi_code, numerator, yoy_numerator, value
    from k where kpi_code = 'visit_dispatch_rate'
    union all
    select 3, 'assigned', 'visits', kpi_code, denominator, yoy_denominator, null
    from k where kpi_code = 'visit_rate'
    union all
    select 4, 'visited', 'visits', kpi_code, numerator, yoy_numerator, value
    from k where kpi_code = 'visit_rate'
    union all
    select 5, 'prevented', 'visits', kpi_code, value, yoy_base, null
    from k where kpi_code = 'prevented_cases'
)
select *,
    counted / nullif(max(greatest(counted, base)) over (partition by part), 0) as length,
    base / nullif(max(greatest(counted, base)) over (partition by part), 0) as base_length
from steps
order by step_no
"""
_MISSED = """
select v.entity_type, v.entity_code, e.name_zh, e.name_en, v.denominator as assigned,
    v.denominator - v.numerator as missed,
    v.yoy_denominator - v.yoy_numerator as base
from (select * from kpi.kpi_values where {scope}) as v
left join core.dim_entity as e using (entity_type, entity_code)
where v.kpi_code = 'visit_rate' and v.entity_type in ('city', 'county')
    and v.grain = ? and v.period_end = ?
order by missed desc nulls last, v.entity_code
"""


def warning_funnel(
    reader: Reader, scope: Scope | None, entity: Entity, period: Period
) -> list[Row]:
    """How many warnings were issued, visited and ended well, step by step."""
    asked = [*entity, period.grain, period.end]
    return reader.rows(_FUNNEL, asked, scope=scope)


def missed_visits(reader: Reader, scope: Scope | None, period: Period) -> list[Row]:
    """Visits assigned and not made by the end of the period, of city and counties."""
    return reader.rows(_MISSED, [period.grain, period.end], scope=scope)
