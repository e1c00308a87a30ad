-- Longer than 80 lines: the spans of a period depend on one another and are tested together.
-- The spans that a KPI compares: the counted part of the period, a year earlier, the
-- period before, and where Lunar New Year moved, as many days around last year's. A span
-- before coverage has no base.
with

periods as (
    select
        coverage.kpi_code,
        periods.grain,
        periods.period_start,
        periods.period_end,
        coverage.coverage_start,
        least(periods.period_end, coverage.cut_off) as covered_through,
        periods.period_end > coverage.cut_off as is_partial
    from {{ ref('int_kpi_coverage') }} as coverage
    inner join {{ ref('dim_period') }} as periods
        on
            periods.period_start <= coverage.cut_off
            and periods.period_end >= coverage.coverage_start
    where
        periods.grain <> 'ytd'
        or cast(date_trunc('month', periods.period_end) as date) <= coverage.cut_off
),

spans as (
    select
        *,
        case
            when grain = 'week' then period_start - 364
            else cast(period_start - interval '1' year as date)
        end as yoy_start,
        case
            when grain = 'week' then covered_through - 364
            -- A complete February is compared with the complete one, 29 days or 28.
            when is_partial then cast(covered_through - interval '1' year as date)
            else last_day(cast(covered_through - interval '1' year as date))
        end as yoy_end,
        case grain
            when 'week' then period_start - 7
            when 'month' then cast(period_start - interval '1' month as date)
            when 'quarter' then cast(period_start - interval '3' month as date)
            when 'half' then cast(period_start - interval '6' month as date)
            when 'year' then cast(period_start - interval '1' year as date)
        end as prev_start
    from periods
),

new_years as (
    select
        this_year.new_year_on,
        last_year.new_year_on as last_new_year_on
    from {{ ref('lunar_new_years') }} as this_year
    inner join {{ ref('lunar_new_years') }} as last_year
        on extract(year from this_year.new_year_on) = extract(year from last_year.new_year_on) + 1
),

seasons as (
    select
        spans.*,
        new_years.new_year_on,
        new_years.last_new_year_on,
        -- The calendar misleads where it compares other parts of the two seasons.
        {{ season_day('spans.period_start', 'new_years.new_year_on') }}
        <> {{ season_day('spans.yoy_start', 'new_years.last_new_year_on') }}
        or {{ season_day('(spans.covered_through + 1)', 'new_years.new_year_on') }}
        <> {{ season_day('(spans.yoy_end + 1)', 'new_years.last_new_year_on') }} as is_season_moved
    from spans
    left join new_years
        on extract(year from spans.period_end) = extract(year from new_years.new_year_on)
),

aligned as (
    select
        *,
        case
            when is_season_moved
                then {{ days_after('last_new_year_on', 'period_start', 'new_year_on') }}
        end as lny_start,
        case
            when is_season_moved
                then {{ days_after('last_new_year_on', 'covered_through', 'new_year_on') }}
        end as lny_end
    from seasons
)

select
    kpi_code,
    grain,
    period_start,
    period_end,
    covered_through,
    is_partial,
    yoy_start,
    yoy_end,
    yoy_start >= coverage_start as has_yoy_base,
    prev_start,
    case
        when is_partial and prev_start is not null
            -- 1–30 March against February: all of it, there is no more.
            then least({{ days_after('prev_start', 'covered_through', 'period_start') }}, period_start - 1)
        when prev_start is not null then period_start - 1
    end as prev_end,
    coalesce(prev_start >= coverage_start, false) as has_prev_base,
    lny_start,
    lny_end,
    coalesce(lny_start >= coverage_start, false) as has_lny_base
from aligned
