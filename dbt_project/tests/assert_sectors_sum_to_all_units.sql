-- Banks, operators and bureaus together are the member units, in every figure.
with

sectors as (
    select
        kpi_code,
        grain,
        period_start,
        period_end,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('kpi_values') }}
    where entity_type = 'sector'
    group by kpi_code, grain, period_start, period_end
)

select
    all_units.kpi_code,
    all_units.grain,
    all_units.period_start,
    all_units.numerator as all_numerator,
    sectors.numerator as sectors_numerator
from {{ ref('kpi_values') }} as all_units
inner join sectors
    on
        all_units.kpi_code = sectors.kpi_code
        and all_units.grain = sectors.grain
        and all_units.period_start = sectors.period_start
        and all_units.period_end = sectors.period_end
where
    all_units.entity_type = 'all_units'
    and (
        {{ differ('all_units.numerator', 'sectors.numerator') }}
        or {{ differ('coalesce(all_units.denominator, 0)', 'coalesce(sectors.denominator, 0)') }}
    )
