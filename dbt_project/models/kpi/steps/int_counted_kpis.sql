{{ config(database='kept', tags='static') }}
-- KPIs whose numerator is a number of events, or of people at a day: chance alone moves them
-- in a known way. People counted again are the same people: of a level, months tell nothing.
select
    catalogue.kpi_code,
    case when catalogue.kind in ('proportion', 'stock') then 'binomial' else 'poisson' end as distribution,
    catalogue.kind = 'stock' as is_level,
    catalogue.kind <> 'count' as is_rate,
    coalesce(denominators.is_stock, false) as has_stock_denominator,
    catalogue.scale,
    catalogue.better
from {{ ref('kpi_catalogue') }} as catalogue
left join {{ ref('measures') }} as denominators
    on catalogue.denominator_measure = denominators.measure
where
    catalogue.kind in ('count', 'proportion', 'stock')
    or (
        catalogue.kind = 'ratio'
        and catalogue.numerator_measure in (
            select counts.numerator_measure
            from {{ ref('kpi_catalogue') }} as counts
            where counts.kind = 'count'
        )
    )
