-- The waterfall must end where the total ends.
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
        sum(contribution) as contribution,
        sum(contribution_pp) as contribution_pp,
        sum(abs(contribution)) as size,
        sum(abs(contribution_pp)) as size_pp
    from {{ ref('contributions') }}
    group by all
)

select
    members.entity_type,
    members.entity_code,
    members.kpi_code,
    members.grain,
    members.period_start,
    members.dimension,
    members.contribution,
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
    {{ differ('members.contribution', '(totals.value - totals.yoy_base)', 'members.size') }}
    or {{ differ('members.contribution_pp', '100 * totals.yoy_change', 'members.size_pp', '0.000001') }}
