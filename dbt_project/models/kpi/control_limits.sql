{#-
Control charts by month: u-chart for counts and per-capita rates, p-chart for shares.

Run rules: L. S. Nelson, J. Quality Technology 1984, 16:237, tests 1, 5, 2 and 3. Limits have
the probabilities that 2 and 3 sigma have in a normal distribution, so that they also hold
for counts near zero. A month is above or below the centre if less than half of all chance
outcomes would be as far out: a run of such months is as rare for small counts as for large.
-#}
{%- set cell = 'partition by entity_type, entity_code, kpi_code order by period_start' -%}
{%- set tails = {'middle': '0.5', '2s': '0.0227501319481792', '3s': '0.0013498980316301'} -%}
with

centred as (
    select
        *,
        exposure * base_count / nullif(base_exposure, 0) as expected,
        case when denominator is null then 1 else nullif(denominator, 0) end as divisor,
        -- Pearson's statistic of the baseline (McCullagh & Nelder 1989, section 4.5).
        (base_squares * base_exposure / nullif(base_count, 0) - base_count)
        / case
            when distribution = 'binomial' then nullif(1 - base_count / nullif(base_exposure, 0), 0)
            else 1
        end as pearson
    from {{ ref('int_control_months') }}
    -- Without a full year before there is nothing to compare with.
    where months_before = 12
),

dispersed as (
    select
        *,
        pearson / nullif(baseline_months - 1, 0) as phi,
        coalesce(
            -- Chi-squared holds from about one event a month (Cochran, Biometrics 1954, 10:417).
            base_count >= baseline_months
            and {{ is_more_than_chance('pearson', 'nullif(baseline_months - 1, 0)') }},
            false
        ) as is_overdispersed
    from centred
),

counts as (
    select
        *,
        {%- for name, tail in tails.items() %}
            {{ predicted_low('distribution', 'base_count', 'base_exposure', 'exposure', tail) }}
                as count_low_{{ name }},
            {{ predicted_high('distribution', 'base_count', 'base_exposure', 'exposure', tail) }}
                as count_high_{{ name }},
        {%- endfor %}
        case when is_overdispersed then phi end as phi_applied
    from dispersed
),

charted as (
    select
        *,
        {%- for name in ['2s', '3s'] %}
            {{ widened('count_low_' ~ name, 'expected', 'phi_applied') }} as wide_low_{{ name }},
            {{ widened('count_high_' ~ name, 'expected', 'phi_applied') }} as wide_high_{{ name }},
        {%- endfor %}
        case
            when numerator > count_high_middle then 'above'
            when numerator < count_low_middle then 'below'
            when expected is not null then 'centre'
        end as side,
        rate - lag(rate) over ({{ cell }}) as step
    from counts
),

zoned as (
    select
        *,
        {%- for name in ['2s', '3s'] %}
            {{ verdict('numerator', 'wide_low_' ~ name, 'wide_high_' ~ name) }} as verdict_{{ name }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from charted
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
