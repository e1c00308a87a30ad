with

compared as (
    select
        comparisons.*,
        intervals.change_low,
        intervals.change_high
    from {{ ref('int_kpi_comparisons') }} as comparisons
    left join {{ ref('int_count_intervals') }} as intervals
        on
            comparisons.kind = 'count'
            and comparisons.kpi_value = intervals.value_count
            and comparisons.yoy_base = intervals.base_count
    where comparisons.dimension = 'total'
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
