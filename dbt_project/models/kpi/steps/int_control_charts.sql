-- Limits have the probabilities that 2 and 3 sigma have in a normal distribution, so that they
-- also hold near zero. A month is above or below the centre if less than half of all chance
-- outcomes would be as far out: such runs are as rare for small counts as for large.
{% set tails = {'middle': '0.5', '2s': '0.0227501319481792', '3s': '0.0013498980316301'} %}
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
)

select
    entity_type,
    entity_code,
    kpi_code,
    period_start,
    period_end,
    distribution,
    scale,
    numerator,
    denominator,
    value,
    baseline_start,
    base_count,
    expected,
    divisor,
    phi,
    is_overdispersed,
    {%- for name in ['2s', '3s'] %}
        {{ widened('count_low_' ~ name, 'expected', 'phi_applied') }} as wide_low_{{ name }},
        {{ widened('count_high_' ~ name, 'expected', 'phi_applied') }} as wide_high_{{ name }},
    {%- endfor %}
    case
        when numerator > count_high_middle then 'above'
        when numerator < count_low_middle then 'below'
        when expected is not null then 'centre'
    end as side,
    rate - lag(rate) over (
        partition by entity_type, entity_code, kpi_code
        order by period_start
    ) as step
from counts
