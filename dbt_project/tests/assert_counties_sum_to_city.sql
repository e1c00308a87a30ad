-- A city figure that its counties do not add up to would be argued about in every meeting.
-- Distinct counts are taken anew for each entity and are the one exception.
with

counties as (
    select
        kpis.kpi_code,
        kpis.grain,
        kpis.period_start,
        kpis.period_end,
        sum(kpis.numerator) as numerator,
        sum(kpis.denominator) as denominator
    from {{ ref('kpi_values') }} as kpis
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on kpis.kpi_code = catalogue.kpi_code
    inner join {{ ref('measures') }} as measures
        on catalogue.numerator_measure = measures.measure
    where kpis.entity_type = 'county' and not measures.is_distinct
    group by kpis.kpi_code, kpis.grain, kpis.period_start, kpis.period_end
)

select
    city.kpi_code,
    city.grain,
    city.period_start,
    city.numerator as city_numerator,
    counties.numerator as counties_numerator,
    city.denominator as city_denominator,
    counties.denominator as counties_denominator
from {{ ref('kpi_values') }} as city
inner join counties
    on
        city.kpi_code = counties.kpi_code
        and city.grain = counties.grain
        and city.period_start = counties.period_start
        and city.period_end = counties.period_end
where
    city.entity_type = 'city'
    and (
        {{ differ('city.numerator', 'counties.numerator') }}
        or {{ differ('coalesce(city.denominator, 0)', 'coalesce(counties.denominator, 0)') }}
    )
