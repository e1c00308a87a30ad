{#- The fewest past periods that tell a delay. -#}
{%- set fewest = 6 -%}
{%- set shares = ['share_median', 'share_p05', 'share_p95'] -%}
with

short as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.period_end,
        young.covered_through,
        young.age_days,
        young.events,
        {% for share in shares -%}
            case when observed.periods_observed >= {{ fewest }} then observed.{{ share }} end as {{ share }},
        {% endfor %}
        coalesce(observed.periods_observed, 0) as periods_observed
    from {{ ref('int_young_periods') }} as young
    left join {{ ref('int_arrived_shares') }} as observed
        on {{ agree('young', 'observed', ['extract', 'date_column', 'grain', 'period_start']) }}
    where young.grain in ('week', 'month')
),

-- Longer periods are made of months: each brings what it still lacks.
long as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.period_end,
        young.covered_through,
        young.age_days,
        young.events,
        {% for share in shares -%}
            case
                when count(nullif(months.{{ share }}, 0)) = count(*)
                    then {{ ratio(
                        'max(young.events)',
                        'max(young.events) - sum(months.events) + ' ~ exact_sum(ratio('months.events', 'months.' ~ share))
                    ) }}
            end as {{ share }},
        {% endfor %}
        min(months.periods_observed) as periods_observed
    from {{ ref('int_young_periods') }} as young
    inner join short as months
        on
            young.extract = months.extract
            and young.date_column = months.date_column
            and months.grain = 'month'
            and months.period_start between young.period_start and young.covered_through
    where young.grain not in ('week', 'month')
    group by all
),

delays as (
    select * from short
    union all
    select * from long
)

select
    extract,
    date_column,
    grain,
    period_start,
    period_end,
    covered_through,
    age_days,
    share_median,
    share_p05,
    share_p95,
    periods_observed
from delays
