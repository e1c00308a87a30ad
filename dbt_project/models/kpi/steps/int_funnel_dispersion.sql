{#-
Multiplicative over-dispersion (Spiegelhalter, Statistics in Medicine 2005, 24:1185): mean
square of the z-scores after the most extreme 10 % on either side were set to the 10 % and
90 % quantiles, so that outliers do not widen the limits that should show them.
-#}
with

bounds as (
    select
        entity_type,
        kpi_code,
        grain,
        period_start,
        period_end,
        percentile_cont(0.1) within group (
            order by z
        ) as z_low,
        percentile_cont(0.9) within group (
            order by z
        ) as z_high
    from {{ ref('int_funnel_members') }}
    where z is not null
    group by entity_type, kpi_code, grain, period_start, period_end
),

winsorised as (
    select
        members.entity_type,
        members.kpi_code,
        members.grain,
        members.period_start,
        members.period_end,
        least(greatest(members.z, bounds.z_low), bounds.z_high) as z
    from {{ ref('int_funnel_members') }} as members
    inner join bounds
        on
            members.entity_type = bounds.entity_type
            and members.kpi_code = bounds.kpi_code
            and members.grain = bounds.grain
            and members.period_start = bounds.period_start
            and members.period_end = bounds.period_end
    where members.z is not null
),

squares as (
    select
        entity_type,
        kpi_code,
        grain,
        period_start,
        period_end,
        count(*) as entities,
        {{ exact_sum('z * z') }} as sum_of_squares
    from winsorised
    group by entity_type, kpi_code, grain, period_start, period_end
)

select
    entity_type,
    kpi_code,
    grain,
    period_start,
    period_end,
    entities,
    sum_of_squares / entities as phi,
    {{ is_more_than_chance('sum_of_squares', 'entities') }} and sum_of_squares > entities as is_overdispersed
from squares
