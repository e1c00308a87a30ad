-- Longer than 80 lines: one select per grain.
with

starts as (
    select
        calendar_day,
        cast(date_trunc('week', calendar_day) as date) as week_start,
        cast(date_trunc('month', calendar_day) as date) as month_start,
        cast(date_trunc('quarter', calendar_day) as date) as quarter_start,
        cast(date_trunc('year', calendar_day) as date) as year_start
    from {{ ref('int_days') }}
),

periods as (
    select
        'week' as grain,
        week_start as period_start,
        week_start + 6 as period_end
    from starts
    where calendar_day = week_start

    union all

    select
        'month' as grain,
        month_start as period_start,
        last_day(month_start) as period_end
    from starts
    where calendar_day = month_start

    union all

    select
        'quarter' as grain,
        quarter_start as period_start,
        last_day(cast(quarter_start + interval '2' month as date)) as period_end
    from starts
    where calendar_day = quarter_start

    union all

    select
        'half' as grain,
        month_start as period_start,
        last_day(cast(month_start + interval '5' month as date)) as period_end
    from starts
    where calendar_day = month_start and extract(month from month_start) in (1, 7)

    union all

    select
        'year' as grain,
        year_start as period_start,
        last_day(cast(year_start + interval '11' month as date)) as period_end
    from starts
    where calendar_day = year_start

    union all

    select
        'ytd' as grain,
        year_start as period_start,
        last_day(month_start) as period_end
    from starts
    where calendar_day = month_start
),

holidays as (
    select
        periods.grain,
        periods.period_start,
        periods.period_end,
        cast(count(*) as integer) as lunar_new_year_days
    from periods
    inner join {{ ref('holidays') }} as holidays
        on
            holidays.name = '春节'
            and holidays.start_on <= periods.period_end
            and holidays.end_on >= periods.period_start
    inner join {{ ref('int_days') }} as days
        on
            days.calendar_day between holidays.start_on and holidays.end_on
            and days.calendar_day between periods.period_start and periods.period_end
    group by periods.grain, periods.period_start, periods.period_end
),

bounds as (
    select
        min(coverage_start) as first_day,
        max(data_through) as last_day
    from {{ ref('int_sources') }}
)

select
    periods.grain,
    periods.period_start,
    periods.period_end,
    cast(extract(year from periods.period_start) as integer) as period_year,
    {{ period_label_zh('periods.grain', 'periods.period_start', 'periods.period_end') }} as label_zh,
    {{ period_label_en('periods.grain', 'periods.period_start', 'periods.period_end') }} as label_en,
    coalesce(holidays.lunar_new_year_days, 0) as lunar_new_year_days
from periods
inner join bounds
    on periods.period_start <= bounds.last_day and periods.period_end >= bounds.first_day
left join holidays
    on
        periods.grain = holidays.grain
        and periods.period_start = holidays.period_start
        and periods.period_end = holidays.period_end
