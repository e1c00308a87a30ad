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
from {{ in_force('seizures') }} as seizures
where seizures.record_status = '有效'
