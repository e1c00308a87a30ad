-- What is counted in months is counted in the quarter, half, year and year to date, no day
-- twice, none missing.
with

additive as (
    select catalogue.kpi_code
    from {{ ref('kpi_catalogue') }} as catalogue
    inner join {{ ref('measures') }} as measures
        on catalogue.numerator_measure = measures.measure
    where catalogue.kind in ('count', 'amount') and not measures.is_distinct
),

cells as (
    select
        kpis.entity_type,
        kpis.entity_code,
        kpis.kpi_code,
        kpis.grain,
        kpis.period_start,
        kpis.period_end,
        kpis.numerator
    from {{ ref('kpi_values') }} as kpis
    inner join additive
        on kpis.kpi_code = additive.kpi_code
    where kpis.grain <> 'week' and kpis.entity_type in ('city', 'county', 'unit')
),

months as (
    select
        longer.entity_type,
        longer.entity_code,
        longer.kpi_code,
        longer.grain,
        longer.period_start,
        longer.period_end,
        longer.numerator,
        sum(months.numerator) as months_numerator
    from cells as longer
    inner join cells as months
        on
            months.grain = 'month'
            and longer.entity_type = months.entity_type
            and longer.entity_code = months.entity_code
            and longer.kpi_code = months.kpi_code
            and months.period_start between longer.period_start and longer.period_end
    where longer.grain <> 'month'
    group by
        longer.entity_type, longer.entity_code, longer.kpi_code,
        longer.grain, longer.period_start, longer.period_end, longer.numerator
)

select *
from months
where {{ differ('months_numerator', 'numerator') }}
