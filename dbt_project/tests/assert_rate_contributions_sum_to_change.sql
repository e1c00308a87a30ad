-- Performance and mix of all members are the whole change of the rate.
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
        sum(performance + mix) as contribution,
        sum(contribution_pp) as contribution_pp
    from {{ ref('rate_contributions') }}
    group by all
)

select
    members.*,
    totals.value - totals.yoy_base as change_of_total
from members
inner join {{ ref('kpi_values') }} as totals
    on
        members.entity_type = totals.entity_type
        and members.entity_code = totals.entity_code
        and members.kpi_code = totals.kpi_code
        and members.grain = totals.grain
        and members.period_start = totals.period_start
        and members.period_end = totals.period_end
where
    abs(members.contribution - (totals.value - totals.yoy_base)) > 1e-9 * greatest(1, totals.value)
    or abs(members.contribution_pp - totals.yoy_change_pp) > 1e-9
