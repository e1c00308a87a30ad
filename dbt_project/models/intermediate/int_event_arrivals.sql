-- Longer than 80 lines: one rule; its steps are read once, and stored they would copy every record.
-- When events came to be known: with the first delivery whose version of the record has
-- the event's date at all. A date that is corrected later is a correction, no late arrival.
with

dated as (
    select
        extract,
        {{ coverage_column('extract') }} as date_column,
        record_key,
        row_md5,
        is_in_force,
        delivery_id,
        covered_on as event_on
    from {{ ref('int_record_versions') }}
    {% for column in ['filed_at', 'solved_at'] %}

        union all

        select
            versions.extract,
            '{{ column }}' as date_column,
            versions.record_key,
            versions.row_md5,
            versions.is_in_force,
            versions.delivery_id,
            cast(cases.{{ column }} as date) as event_on
        from {{ ref('int_record_versions') }} as versions
        inner join {{ ref('stg_cases') }} as cases
            on
                versions.extract = 'cases'
                and versions.delivery_id = cases.delivery_id
                and versions.row_number_in_file = cases.row_number_in_file
    {% endfor %}
),

-- Most keys have one version; they need not be looked up.
single as (
    select
        dated.extract,
        dated.date_column,
        dated.event_on,
        days.known_on,
        count(*) as events
    from dated
    inner join {{ ref('int_delivery_days') }} as days
        on dated.delivery_id = days.delivery_id
    where dated.row_md5 is null and dated.event_on is not null
    group by all
),

several as (
    select
        dated.extract,
        dated.date_column,
        dated.record_key,
        max(case when dated.is_in_force then dated.event_on end) as event_on,
        min(days.known_on) as known_on
    from dated
    inner join {{ ref('int_delivery_days') }} as days
        on dated.delivery_id = days.delivery_id
    where dated.row_md5 is not null and dated.event_on is not null
    group by dated.extract, dated.date_column, dated.record_key
),

arrived as (
    select
        extract,
        date_column,
        event_on,
        known_on,
        events
    from single

    union all

    select
        extract,
        date_column,
        event_on,
        known_on,
        1 as events
    from several
    where event_on is not null
)

select
    extract,
    date_column,
    event_on,
    known_on,
    cast(sum(events) as bigint) as events
from arrived
where date_column is not null
group by extract, date_column, event_on, known_on
