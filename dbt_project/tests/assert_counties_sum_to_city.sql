-- A city figure that its counties do not add up to would be argued about in every meeting.
-- Distinct counts are taken anew for each entity and are the one exception.
with

counties as (
    select
        kpi_code,
        grain,
        period_start,
        period_end,
        sum(numerator) as numerator
    from {{ ref('kpi_values') }}
    where entity_type = 'county' and kpi_code <> 'punished'
    group by kpi_code, grain, period_start, period_end
)

select
    city.kpi_code,
    city.grain,
    city.period_start,
    city.numerator as city_numerator,
    counties.numerator as counties_numerator
from {{ ref('kpi_values') }} as city
inner join counties
    on
        city.kpi_code = counties.kpi_code
        and city.grain = counties.grain
        and city.period_start = counties.period_start
        and city.period_end = counties.period_end
where
    city.entity_type = 'city'
    and abs(city.numerator - counties.numerator) > 0.001
