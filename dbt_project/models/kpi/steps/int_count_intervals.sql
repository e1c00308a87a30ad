-- Exact intervals are dear, and pairs of counts recur: one computation for each pair.
with

pairs as (
    {% for base in ['yoy_base', 'prev_base', 'lny_base'] -%}
        select
            cast(kpi_value as bigint) as value_count,
            cast({{ base }} as bigint) as base_count
        from {{ ref('int_kpi_comparisons') }}
        where kind = 'count' and dimension = 'total' and {{ base }} > 0
        {% if not loop.last %}union distinct{% endif %}
    {% endfor %}
),

shares as (
    select
        value_count,
        base_count,
        {{ clopper_pearson_low('value_count', 'base_count') }} as share_low,
        {{ clopper_pearson_high('value_count', 'base_count') }} as share_high
    from pairs
)

select
    value_count,
    base_count,
    share_low / (1 - share_low) - 1 as change_low,
    share_high / (1 - share_high) - 1 as change_high
from shares
