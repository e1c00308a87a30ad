{{ config(materialized='ephemeral') }}

with

events as (
    select
        'fct_publicity_events' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        cast(null as string) as station_code,
        unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        held_on,
        audience
    from {{ published(ref('fct_publicity_events')) }}
),

measured as (
    {{ count_measure('events', 'publicity_events', 'held_on') }}
    union all
    {{ sum_measure('events', 'publicity_audience', 'held_on', 'audience') }}
)

select * from measured
