-- A fraud type or issuer missing from the list would make the parts smaller than the whole.
with

members as (
    select
        entity_type,
        entity_code,
        kpi_code,
        grain,
        period_start,
        period_end,
        dimension,
        sum(numerator) as numerator
    from {{ ref('kpi_breakdowns') }}
    where dimension in ('fraud_type', 'issuer')
    group by all
)

select
    members.*,
    totals.numerator as total_numerator
from members
inner join {{ ref('kpi_values') }} as totals
    on
        members.entity_type = totals.entity_type
        and members.entity_code = totals.entity_code
        and members.kpi_code = totals.kpi_code
        and members.grain = totals.grain
        and members.period_start = totals.period_start
        and members.period_end = totals.period_end
where {{ differ('members.numerator', 'totals.numerator') }}
