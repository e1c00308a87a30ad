{{ config(group='kpi') }}
-- Weeks follow one another without a gap, and hold every day once: their sum is that of the
-- days from the first Monday to the last day covered.
with

weeks as (
    select
        kpis.entity_type,
        kpis.entity_code,
        kpis.kpi_code,
        catalogue.numerator_measure,
        min(kpis.period_start) as first_day,
        max(kpis.covered_through) as last_day,
        max(kpis.period_end) as last_end,
        count(*) as weeks,
        sum(kpis.numerator) as weeks_numerator
    from {{ ref('kpi_values') }} as kpis
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on
            kpis.kpi_code = catalogue.kpi_code
            and catalogue.kind in ('count', 'amount')
    inner join {{ ref('measures') }} as measures
        on
            catalogue.numerator_measure = measures.measure
            and not measures.is_distinct
    where kpis.grain = 'week'
    group by kpis.entity_type, kpis.entity_code, kpis.kpi_code, catalogue.numerator_measure
),

compared as (
    select
        weeks.entity_type,
        weeks.entity_code,
        weeks.kpi_code,
        weeks.first_day,
        weeks.last_day,
        weeks.last_end,
        weeks.weeks,
        weeks.weeks_numerator,
        coalesce(sum(days.measure_value), 0) as days_numerator
    from weeks
    left join {{ ref('int_segment_measures') }} as days
        on
            days.dimension = 'total'
            and weeks.entity_type = days.entity_type
            and weeks.entity_code = days.entity_code
            and weeks.numerator_measure = days.measure
            and days.event_by between weeks.first_day and weeks.last_day
    group by
        weeks.entity_type, weeks.entity_code, weeks.kpi_code, weeks.first_day,
        weeks.last_day, weeks.last_end, weeks.weeks, weeks.weeks_numerator
)

select *
from compared
where
    {{ differ('weeks_numerator', 'days_numerator') }}
    or 7 * weeks <> 1 + {{ dbt.datediff('first_day', 'last_end', 'day') }}
