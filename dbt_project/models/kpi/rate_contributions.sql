{#-
What each member adds to the year-on-year change of a rate, split in two (Kitagawa, JASA
1955, 50:1168, with the mean of both years as weights, so that no rest is left):

    performance = mean weight × change of the member's rate
    mix         = change of weight × (mean rate of the member − mean rate of the whole)

A weight is the member's share of the denominator. A member without denominator in one of
the years has no rate there: all that it adds is mix.
-#}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
-- depends_on: {{ ref('int_touched_kpis') }}
with

effects as (
    select
        *,
        coalesce((weight + base_weight) / 2 * (value - base), 0) as performance,
        added - (weight - base_weight) * (whole + whole_base) / 2 as contribution
    from {{ ref('int_rate_members') }}
)

select
    entity_type,
    entity_code,
    kpi_code,
    grain,
    period_start,
    period_end,
    dimension,
    member,
    weight,
    base_weight,
    value,
    base,
    performance,
    contribution - performance as mix,
    contribution,
    case when unit = '%' then 100 * performance end as performance_pp,
    case when unit = '%' then 100 * (contribution - performance) end as mix_pp,
    case when unit = '%' then 100 * contribution end as contribution_pp
from effects
