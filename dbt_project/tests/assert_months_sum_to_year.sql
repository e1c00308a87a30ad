-- What is counted in months is counted in the year to date, no day twice, none missing.
with

months as (
    select
        months.entity_type,
        months.entity_code,
        months.kpi_code,
        ytd.period_end,
        sum(months.numerator) as numerator,
        max(ytd.numerator) as ytd_numerator
    from {{ ref('kpi_values') }} as ytd
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on
            ytd.kpi_code = catalogue.kpi_code
            and catalogue.kind in ('count', 'amount')
    inner join {{ ref('measures') }} as measures
        on
            catalogue.numerator_measure = measures.measure
            and not measures.is_distinct
    inner join {{ ref('kpi_values') }} as months
        on
            months.grain = 'month'
            and ytd.entity_type = months.entity_type
            and ytd.entity_code = months.entity_code
            and ytd.kpi_code = months.kpi_code
            and months.period_start between ytd.period_start and ytd.period_end
    where ytd.grain = 'ytd' and ytd.entity_type in ('city', 'county', 'unit')
    group by months.entity_type, months.entity_code, months.kpi_code, ytd.period_end
)

select *
from months
where abs(numerator - ytd_numerator) > 0.001
