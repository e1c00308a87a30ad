{#-
Control charts by month, judged by the run rules of L. S. Nelson, J. Quality Technology 1984,
16:237, tests 1, 5, 2 and 3.
-#}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
{%- set cell = 'partition by entity_type, entity_code, kpi_code order by period_start' -%}
-- depends_on: {{ ref('int_touched_kpis') }}
with

zoned as (
    select
        *,
        {%- for name in ['2s', '3s'] %}
            {{ verdict('numerator', 'wide_low_' ~ name, 'wide_high_' ~ name) }} as verdict_{{ name }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_control_charts') }}
),

runs as (
    select
        *,
        {%- for side, code in {'above': 'high', 'below': 'low'}.items() %}
            sum(case when side = '{{ side }}' then 1 else 0 end) over (
                {{ cell }} rows between 8 preceding and current row
            ) as {{ side }}_of_9,
            sum(case when verdict_2s = '{{ code }}' then 1 else 0 end) over (
                {{ cell }} rows between 2 preceding and current row
            ) as {{ code }}_of_3,
        {%- endfor %}
        sum(case when step > 0 then 1 else 0 end) over (
            {{ cell }} rows between 4 preceding and current row
        ) as rises_of_5,
        sum(case when step < 0 then 1 else 0 end) over (
            {{ cell }} rows between 4 preceding and current row
        ) as falls_of_5
    from zoned
),

flagged as (
    select
        *,
        verdict_3s <> 'normal' as is_beyond_3_sigma,
        case verdict_2s when 'high' then high_of_3 when 'low' then low_of_3 else 0 end >= 2
            as is_two_of_three_beyond_2_sigma,
        above_of_9 = 9 or below_of_9 = 9 as is_nine_on_one_side,
        rises_of_5 = 5 or falls_of_5 = 5 as is_six_trending
    from runs
)

select
    entity_type,
    entity_code,
    kpi_code,
    period_start,
    period_end,
    numerator,
    denominator,
    value,
    baseline_start,
    base_count as baseline_numerator,
    scale * expected / divisor as centre,
    phi,
    is_overdispersed,
    {%- for name in ['2s', '3s'] %}
        {{ limit_value('wide_low_' ~ name, 'distribution', 'divisor', 'scale') }} as low_{{ name }},
        {{ limit_value('wide_high_' ~ name, 'distribution', 'divisor', 'scale') }} as high_{{ name }},
    {%- endfor %}
    side,
    is_beyond_3_sigma,
    is_two_of_three_beyond_2_sigma,
    is_nine_on_one_side,
    is_six_trending,
    case
        when is_beyond_3_sigma or is_two_of_three_beyond_2_sigma then verdict_2s
        when is_nine_on_one_side then case side when 'above' then 'high' else 'low' end
        when is_six_trending then case when step > 0 then 'high' else 'low' end
        else 'normal'
    end as verdict
from flagged
