with

totals as (
    select
        *,
        case when kind = 'count' then cast(kpi_value as bigint) end as value_count,
        case when kind = 'count' then cast(yoy_base as bigint) end as base_count
    from {{ ref('int_kpi_comparisons') }}
    where dimension = 'total'
),

compared as (
    select
        totals.*,
        intervals.change_low,
        intervals.change_high
    from totals
    left join {{ ref('int_count_intervals') }} as intervals
        on
            totals.value_count = intervals.value_count
            and totals.base_count = intervals.base_count
)

select
    entity_type,
    entity_code,
    kpi_code,
    grain,
    period_start,
    period_end,
    covered_through,
    is_partial,
    numerator,
    denominator,
    kpi_value as value,
    value_low,
    value_high,
    yoy_start,
    yoy_end,
    yoy_numerator,
    yoy_denominator,
    yoy_base,
    yoy_change,
    change_low as yoy_low,
    change_high as yoy_high,
    yoy_change_pp,
    yoy_pp_low,
    yoy_pp_high,
    coalesce(change_low > 0 or change_high < 0, yoy_pp_low > 0 or yoy_pp_high < 0) as yoy_significant,
    prev_start,
    prev_end,
    prev_base,
    prev_change,
    prev_change_pp
from compared
