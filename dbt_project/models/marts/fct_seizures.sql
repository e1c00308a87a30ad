select
    seizures.seizure_no,
    seizures.seized_item,
    seizures.county_code,
    seizures.operation_no,
    seizures.seized_on,
    seizures.quantity,
    seizures.updated_at,
    seizures.delivery_id,
    seizures.row_number_in_file
from {{ ref('stg_seizures') }} as seizures
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'seizures'
        and seizures.delivery_id = in_force.delivery_id
        and seizures.row_number_in_file = in_force.row_number_in_file
where seizures.record_status = '有效'
