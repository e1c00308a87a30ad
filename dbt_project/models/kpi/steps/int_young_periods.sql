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
    where periods.covered_through > known.known_through - {{ final_after() }}
),

young as (
    select
        *,
        {{ days_between('covered_through', 'known_through') }} as age_days
    from dated
)

select
    young.extract,
    young.date_column,
    young.grain,
    young.period_start,
    young.period_end,
    young.covered_through,
    young.is_partial,
    young.known_through,
    young.age_days,
    cast(coalesce(sum(arrivals.events), 0) as bigint) as events
from young
left join {{ ref('int_event_arrivals') }} as arrivals
    on
        young.extract = arrivals.extract
        and young.date_column = arrivals.date_column
        and arrivals.event_on between young.period_start and young.covered_through
group by all
