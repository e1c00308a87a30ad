select
    registrations.county_code,
    registrations.unit_code,
    registrations.as_of,
    registrations.registered,
    registrations.eligible,
    registrations.updated_at,
    registrations.delivery_id,
    registrations.row_number_in_file
from {{ ref('stg_app_registrations') }} as registrations
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'app_registrations'
        and registrations.delivery_id = in_force.delivery_id
        and registrations.row_number_in_file = in_force.row_number_in_file
