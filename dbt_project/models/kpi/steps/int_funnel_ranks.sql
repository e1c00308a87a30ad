{#-
Longer than 80 lines: one method, and no other model needs its steps.
Ranks with their joint 95 % confidence region (Klein, Wright & Wieczorek, JRSS C 2020,
69:589): an entity is surely better than another if their intervals do not meet. With
k entities each interval has confidence 0.95^(1/k) (Šidák), so that all hold together.
-#}
with

levels as (
    select
        *,
        count(*) over (
            partition by entity_type, kpi_code, grain, period_start, period_end
        ) as entities
    from {{ ref('int_funnel_members') }}
),

tails as (
    select
        *,
        (1 - power(0.95, 1.0 / entities)) / 2 as tail
    from levels
),

intervals as (
    select
        *,
        case
            when distribution = 'binomial'
                then {{ clopper_pearson_low('numerator', '(denominator - numerator)', 'tail') }}
            else {{ garwood_low('numerator', 'tail') }} / denominator
        end as rate_low,
        case
            when distribution = 'binomial'
                then {{ clopper_pearson_high('numerator', '(denominator - numerator)', 'tail') }}
            else {{ garwood_high('numerator', 'tail') }} / denominator
        end as rate_high
    from tails
),

-- More is better from here on.
merits as (
    select
        entity_type,
        entity_code,
        kpi_code,
        grain,
        period_start,
        period_end,
        entities,
        case when better = 'down' then -value else value end as merit,
        case when better = 'down' then -rate_high else rate_low end as merit_low,
        case when better = 'down' then -rate_low else rate_high end as merit_high
    from intervals
),

ranked as (
    select
        *,
        rank() over (
            partition by entity_type, kpi_code, grain, period_start, period_end
            order by merit desc nulls last
        ) as entity_rank
    from merits
)

select
    ranked.entity_type,
    ranked.entity_code,
    ranked.kpi_code,
    ranked.grain,
    ranked.period_start,
    ranked.period_end,
    ranked.entities,
    ranked.entity_rank,
    1 + count(*) filter (where others.merit_low > ranked.merit_high) as rank_low,
    ranked.entities - count(*) filter (where others.merit_high < ranked.merit_low) as rank_high
from ranked
inner join merits as others
    on
        ranked.entity_type = others.entity_type
        and ranked.kpi_code = others.kpi_code
        and ranked.grain = others.grain
        and ranked.period_start = others.period_start
        and ranked.period_end = others.period_end
group by
    ranked.entity_type,
    ranked.entity_code,
    ranked.kpi_code,
    ranked.grain,
    ranked.period_start,
    ranked.period_end,
    ranked.entities,
    ranked.entity_rank
