{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
-- What each member adds to the change of its total; only what adds up can be decomposed.
select
    breakdowns.entity_type,
    breakdowns.entity_code,
    breakdowns.kpi_code,
    breakdowns.grain,
    breakdowns.period_start,
    breakdowns.period_end,
    breakdowns.dimension,
    breakdowns.member,
    breakdowns.value,
    breakdowns.yoy_base as base,
    breakdowns.value - breakdowns.yoy_base as contribution,
    100 * {{ ratio('breakdowns.value - breakdowns.yoy_base', 'totals.yoy_base') }} as contribution_pp
from {{ of_touched(ref('kpi_breakdowns')) }} as breakdowns
inner join {{ ref('kpi_catalogue') }} as catalogue
    on
        breakdowns.kpi_code = catalogue.kpi_code
        and catalogue.kind in ('count', 'amount')
inner join {{ ref('measures') }} as measures
    on
        catalogue.numerator_measure = measures.measure
        and not measures.is_distinct
inner join {{ ref('kpi_values') }} as totals
    on
        breakdowns.entity_type = totals.entity_type
        and breakdowns.entity_code = totals.entity_code
        and breakdowns.kpi_code = totals.kpi_code
        and breakdowns.grain = totals.grain
        and breakdowns.period_start = totals.period_start
        and breakdowns.period_end = totals.period_end
where breakdowns.yoy_base is not null
-- As the breakdowns, with which it is read.
order by
    breakdowns.entity_type,
    breakdowns.entity_code,
    breakdowns.kpi_code,
    breakdowns.grain,
    breakdowns.dimension,
    breakdowns.period_start,
    breakdowns.member
