-- Entities of one kind beside what they would have if all had the rate of the whole.
with

members as (
    select
        *,
        case when entity_type = 'unit' then 'all_units' else 'city' end as whole_type
    from {{ of_touched(ref('kpi_values')) }} as kpis
    where
        entity_type in ('county', 'station', 'unit')
        and grain in ('month', 'quarter', 'half', 'year', 'ytd')
        and denominator > 0
),

expected as (
    select
        members.entity_type,
        members.entity_code,
        members.kpi_code,
        members.grain,
        members.period_start,
        members.period_end,
        members.covered_through,
        members.is_partial,
        kpis.distribution,
        kpis.scale,
        kpis.better,
        members.numerator,
        members.denominator,
        members.value,
        wholes.value as reference,
        members.denominator * {{ ratio('wholes.numerator', 'wholes.denominator') }} as expected
    from members
    inner join {{ ref('int_counted_kpis') }} as kpis
        on members.kpi_code = kpis.kpi_code and kpis.is_rate
    inner join {{ ref('kpi_values') }} as wholes
        on
            members.whole_type = wholes.entity_type
            and members.kpi_code = wholes.kpi_code
            and members.grain = wholes.grain
            and members.period_start = wholes.period_start
            and members.period_end = wholes.period_end
            and wholes.denominator > 0
)

select
    *,
    (numerator - expected) / nullif(
        sqrt(case when distribution = 'binomial' then expected * (1 - expected / denominator) else expected end),
        0
    ) as z
from expected
