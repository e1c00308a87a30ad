{#- Days after which a period is taken as final, and fewest past periods that tell a delay. -#}
{%- set final_after = 180 -%}
{%- set fewest = 6 -%}
with

known as (
    select
        extract,
        max(known_on) as known_through
    from {{ ref('int_delivery_days') }}
    group by extract
),

dated as (
    select distinct
        catalogue.sources as extract,
        catalogue.date_column,
        periods.grain,
        periods.period_start,
        periods.period_end,
        periods.covered_through,
        periods.is_partial,
        known.known_through
    from {{ ref('int_kpi_periods') }} as periods
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on
            periods.kpi_code = catalogue.kpi_code
            and catalogue.kind in ('count', 'amount')
    inner join known
        on catalogue.sources = known.extract
    where periods.covered_through > known.known_through - {{ final_after }}
),

young as (
    select
        *,
        {{ days_between('covered_through', 'known_through') }} as age_days
    from dated
),

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
    from young
    inner join {{ ref('dim_period') }} as periods
        on
            young.grain = periods.grain
            and periods.period_end <= young.known_through - {{ final_after }}
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
),

observed as (
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
),

short as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.period_end,
        young.covered_through,
        young.age_days,
        {% for share in ['share_median', 'share_p05', 'share_p95'] -%}
            case when observed.periods_observed >= {{ fewest }} then observed.{{ share }} end as {{ share }},
        {% endfor %}
        coalesce(observed.periods_observed, 0) as periods_observed
    from young
    left join observed
        on
            young.extract = observed.extract
            and young.date_column = observed.date_column
            and young.grain = observed.grain
            and young.period_start = observed.period_start
    where young.grain in ('week', 'month')
),

-- Longer periods are made of months: each brings what it still lacks.
months as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.period_end,
        young.covered_through,
        young.age_days,
        short.period_start as month_start,
        short.periods_observed,
        short.share_median,
        short.share_p05,
        short.share_p95,
        coalesce(sum(arrivals.events), 0) as events
    from young
    inner join short
        on
            young.extract = short.extract
            and young.date_column = short.date_column
            and short.grain = 'month'
            and short.period_start between young.period_start and young.covered_through
    left join {{ ref('int_event_arrivals') }} as arrivals
        on
            short.extract = arrivals.extract
            and short.date_column = arrivals.date_column
            and arrivals.event_on between short.period_start and short.covered_through
    where young.grain not in ('week', 'month')
    group by all
),

totals as (
    select
        young.extract,
        young.date_column,
        young.grain,
        young.period_start,
        young.period_end,
        sum(arrivals.events) as events
    from young
    inner join {{ ref('int_event_arrivals') }} as arrivals
        on
            young.extract = arrivals.extract
            and young.date_column = arrivals.date_column
            and arrivals.event_on between young.period_start and young.covered_through
    where young.grain not in ('week', 'month')
    group by all
),

long as (
    select
        months.extract,
        months.date_column,
        months.grain,
        months.period_start,
        months.period_end,
        months.covered_through,
        months.age_days,
        {% for share in ['share_median', 'share_p05', 'share_p95'] -%}
            case
                when count(nullif(months.{{ share }}, 0)) = count(*)
                    then {{ ratio(
                        'max(totals.events)',
                        'max(totals.events) - sum(months.events) + sum(' ~ ratio('months.events', 'months.' ~ share) ~ ')'
                    ) }}
            end as {{ share }},
        {% endfor %}
        min(months.periods_observed) as periods_observed
    from months
    left join totals
        on
            months.extract = totals.extract
            and months.date_column = totals.date_column
            and months.grain = totals.grain
            and months.period_start = totals.period_start
            and months.period_end = totals.period_end
    group by all
)

select * from short
union all
select * from long
