-- When events came to be known: with the first delivery whose version of the record has
-- the event's date at all. A date that is corrected later is a correction, no late arrival.
with

-- Of keys that were delivered once, days and numbers are enough.
single as (
    select
        extract,
        {{ coverage_column('extract') }} as date_column,
        delivery_id,
        covered_on as event_on,
        rows_delivered - rows_repeated as events
    from {{ ref('int_delivery_contents') }}
    where rows_delivered > rows_repeated and covered_on is not null

    union all

    select
        extract,
        date_column,
        delivery_id,
        event_on,
        1 as events
    from {{ ref('int_case_dates') }}
    where is_in_force is null
),

versions as (
    select
        extract,
        {{ coverage_column('extract') }} as date_column,
        record_key,
        delivery_id,
        row_number_in_file,
        covered_on as event_on,
        is_in_force
    from {{ ref('int_record_versions') }}
    where covered_on is not null

    union all

    select * from {{ ref('int_case_dates') }}
    where is_in_force is not null
),

arrived as (
    select
        single.extract,
        single.date_column,
        single.event_on,
        days.known_on,
        single.events
    from single
    inner join {{ ref('int_delivery_days') }} as days
        on single.delivery_id = days.delivery_id

    union all

    select
        versions.extract,
        versions.date_column,
        max(case when versions.is_in_force then versions.event_on end) as event_on,
        min(days.known_on) as known_on,
        1 as events
    from versions
    inner join {{ ref('int_delivery_days') }} as days
        on versions.delivery_id = days.delivery_id
    group by versions.extract, versions.date_column, versions.record_key
)

select
    extract,
    date_column,
    event_on,
    known_on,
    cast(sum(events) as bigint) as events
from arrived
where date_column is not null and event_on is not null
group by extract, date_column, event_on, known_on
