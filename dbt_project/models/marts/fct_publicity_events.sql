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
from {{ in_force('publicity_events') }} as events
where events.record_status = '有效'
