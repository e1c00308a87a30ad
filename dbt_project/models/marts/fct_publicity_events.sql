with

in_force as (
    select
        delivery_id,
        row_number_in_file
    from {{ ref('int_records_in_force') }}
    where extract = 'publicity_events'
)

select
    events.event_no,
    events.unit_code,
    events.event_mode,
    events.county_code,
    events.held_on,
    events.audience,
    events.updated_at
from {{ ref('stg_publicity_events') }} as events
inner join in_force
    on
        events.delivery_id = in_force.delivery_id
        and events.row_number_in_file = in_force.row_number_in_file
where events.record_status = '有效'
