select
    registrations.county_code,
    registrations.unit_code,
    registrations.as_of,
    registrations.registered,
    registrations.eligible,
    registrations.updated_at,
    registrations.delivery_id,
    registrations.row_number_in_file
from {{ in_force('app_registrations') }} as registrations
