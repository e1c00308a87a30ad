select
    events.event_no,
    events.unit_code,
    events.event_mode,
    events.county_code,
    events.held_on,
    events.audience,
    events.updated_at,
    events.delivery_id,
    events.row_number_in_file
from {{ ref('stg_publicity_events') }} as events
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'publicity_events'
        and events.delivery_id = in_force.delivery_id
        and events.row_number_in_file = in_force.row_number_in_file
where events.record_status = '有效'
