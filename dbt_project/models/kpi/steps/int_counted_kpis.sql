{{ config(database='kept', tags='static') }}
-- KPIs whose numerator is a number of events: chance alone moves them in a known way.
select
    catalogue.kpi_code,
    case when catalogue.kind = 'proportion' then 'binomial' else 'poisson' end as distribution,
    catalogue.kind <> 'count' as is_rate,
    coalesce(denominators.is_stock, false) as has_stock_denominator,
    catalogue.scale,
    catalogue.better
from {{ ref('kpi_catalogue') }} as catalogue
left join {{ ref('measures') }} as denominators
    on catalogue.denominator_measure = denominators.measure
where
    catalogue.kind in ('count', 'proportion')
    or (
        catalogue.kind = 'ratio'
        and catalogue.numerator_measure in (
            select counts.numerator_measure
            from {{ ref('kpi_catalogue') }} as counts
            where counts.kind = 'count'
        )
    )
