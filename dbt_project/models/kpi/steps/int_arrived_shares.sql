with

-- Final periods of the grain, cut to as many days, and the state in which they were at the
-- same age. One that no delivery covered by then was not seen at that age.
past as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.age_days,
        periods.period_start as past_start,
        case
            when young.is_partial
                then least(
                    {{ days_after('periods.period_start', 'young.covered_through', 'young.period_start') }},
                    periods.period_end
                )
            else periods.period_end
        end as past_end
    from {{ ref('int_young_periods') }} as young
    inner join {{ ref('dim_period') }} as periods
        on
            young.grain = periods.grain
            and periods.period_end <= young.known_through - {{ final_after() }}
    where young.grain in ('week', 'month')
),

seen as (
    select distinct
        past.extract,
        past.date_column,
        past.grain,
        past.period_start,
        past.past_start,
        past.past_end,
        past.past_end + past.age_days as seen_on
    from past
    inner join {{ ref('int_delivery_days') }} as days
        on
            past.extract = days.extract
            and days.covered_through >= past.past_end
            and days.known_on <= past.past_end + past.age_days
),

shares as (
    select
        seen.extract,
        seen.date_column,
        seen.grain,
        seen.period_start,
        seen.past_start,
        {{ ratio(
            'sum(case when arrivals.known_on <= seen.seen_on then arrivals.events else 0 end)',
            'sum(arrivals.events)'
        ) }} as share
    from seen
    inner join {{ ref('int_event_arrivals') }} as arrivals
        on
            seen.extract = arrivals.extract
            and seen.date_column = arrivals.date_column
            and arrivals.event_on between seen.past_start and seen.past_end
    group by all
)

select
    extract,
    date_column,
    grain,
    period_start,
    cast(count(*) as integer) as periods_observed,
    median(share) as share_median,
    percentile_cont(0.05) within group (
        order by share
    ) as share_p05,
    percentile_cont(0.95) within group (
        order by share
    ) as share_p95
from shares
group by extract, date_column, grain, period_start
