"""Questions about fraud types and victims, answered inside a scope."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dashboards.data import CITY_SCOPE, Period, Reader, Row, Scope
from dashboards.queries import Entity

_TYPES = "select * from core.dim_fraud_type order by fraud_type_code"
# In place of "compared" stands yoy or prev.
_BY_TYPE = """
with b as (
    select * from kpi.kpi_breakdowns
    where {scope} and dimension = 'fraud_type' and entity_type = ? and entity_code = ?
        and grain = ? and period_end = ?
),
wide as (
    select member,
        max(value) filter (where kpi_code = 'cases_filed') as cases,
        max(compared_base) filter (where kpi_code = 'cases_filed') as cases_base,
        max(compared_change) filter (where kpi_code = 'cases_filed') as cases_change,
        max(value) filter (where kpi_code = 'loss_amount') as loss,
        max(compared_base) filter (where kpi_code = 'loss_amount') as loss_base,
        max(compared_change) filter (where kpi_code = 'loss_amount') as loss_change,
        max(value) filter (where kpi_code = 'loss_per_case') as loss_per_case,
        max(value) filter (where kpi_code = 'current_solve_rate') as solve_rate,
        max(value) filter (where kpi_code = 'loss_recovery_rate') as recovery_rate
    from b group by member
)
select w.*, f.fraud_type_code, coalesce(f.name_zh, w.member) as name_zh, f.name_en,
    cases / nullif(sum(cases) over (), 0) as cases_share,
    cases_base / nullif(sum(cases_base) over (), 0) as cases_base_share,
    loss / nullif(sum(loss) over (), 0) as loss_share,
    loss_base / nullif(sum(loss_base) over (), 0) as loss_base_share
from wide as w
left join core.dim_fraud_type as f on f.fraud_type_code = w.member
order by cases desc nulls last, w.member
"""
# Of a type neither intervals nor expected ranges are known; whether records are still
# coming in is, from the whole.
_MONTHLY_OF_TYPE = """
with b as (select * from kpi.kpi_breakdowns where {scope}),
v as (select * from kpi.kpi_values where {scope})
select b.period_start, b.value, b.yoy_base, b.is_partial, v.is_provisional,
    null as value_low, null as value_high, null as expected_low, null as expected_high
from b
left join v using (entity_type, entity_code, kpi_code, grain, period_start, period_end)
where b.entity_type = ? and b.entity_code = ? and b.kpi_code = ? and b.member = ?
    and b.dimension = 'fraud_type' and b.grain = 'month'
    and b.period_start between ? and ?
order by b.period_start
"""
# Cells of one to four cases are not told. Where a dimension has only one, the next
# smallest is left out too, or the total would give it away.
_VICTIMS = """
with c as (
    select *, 'county' as entity_type, county_code as entity_code from core.fct_cases
),
mine as (select * from c where {scope}),
cases as (
    select *, filed_on between ? and ? as is_now
    from mine
    where (? = 'city' or entity_code = ?)
        and (filed_on between ? and ? or filed_on between ? and ?)
),
cells as (
    select 'age' as dimension, is_now,
        case when victim_age < 18 then 0 when victim_age <= 30 then 1
            when victim_age <= 40 then 2 when victim_age <= 50 then 3
            when victim_age <= 60 then 4 when victim_age > 60 then 5 else 6 end as place,
        cast(place as varchar) as member
    from cases
    union all
    select 'gender', is_now, case victim_gender when '女' then 0 when '男' then 1 else 2 end,
        coalesce(victim_gender, '')
    from cases
    union all
    select 'occupation', is_now, 0, coalesce(victim_occupation, '') from cases
),
counted as (
    select dimension, is_now, place, member, count(*) as cases from cells group by all
),
weighed as (
    select *, cases < 5 as is_small,
        count(*) filter (where cases < 5) over (partition by dimension, is_now) as small,
        row_number() over (partition by dimension, is_now order by cases, member) as nth,
        cases / sum(cases) over (partition by dimension, is_now) as share
    from counted
),
told as (
    select *, is_small or (small = 1 and nth = 2) as is_hidden from weighed
)
select dimension, place, member,
    bool_or(is_now and is_small) as is_small, bool_or(is_now and is_hidden) as is_hidden,
    max(case when is_now and not is_hidden then cases end) as cases,
    max(case when is_now and not is_hidden then share end) as share,
    max(case when not is_now and not is_hidden then cases end) as base,
    bool_or(is_now) as is_any
from told
group by dimension, place, member
order by dimension, place, cases desc nulls last, member
"""


def fraud_types(reader: Reader) -> list[Row]:
    """All types of fraud; a list that is nobody's."""
    return reader.rows(_TYPES, scope=CITY_SCOPE)


def by_type(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    period: Period,
    compared: Literal["yoy", "prev"],
) -> list[Row]:
    """Cases, loss, their shares and rates by type of fraud, most cases first."""
    sql = _BY_TYPE.replace("compared", compared)
    return reader.rows(sql, [*entity, period.grain, period.end], scope=scope)


def monthly_of_type(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    kpi_code: str,
    fraud_type: str,
    span: tuple[date, date],
) -> list[Row]:
    """Monthly values of a KPI within one type of fraud."""
    asked = [*entity, kpi_code, fraud_type, *span]
    return reader.rows(_MONTHLY_OF_TYPE, asked, scope=scope)


def victims(
    reader: Reader, scope: Scope | None, entity: Entity, filed: Row
) -> list[Row]:
    """Victims by age, sex and occupation in the days that a KPI row of cases covers."""
    now = [filed["period_start"], filed["covered_through"]]
    before = [filed["yoy_start"], filed["yoy_end"]]
    if filed["yoy_base"] is None:
        before = [None, None]
    return reader.rows(_VICTIMS, [*now, *entity, *now, *before], scope=scope)
