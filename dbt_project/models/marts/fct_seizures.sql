with

in_force as (
    select
        delivery_id,
        row_number_in_file
    from {{ ref('int_records_in_force') }}
    where extract = 'seizures'
)

select
    seizures.seizure_no,
    seizures.seized_item,
    seizures.county_code,
    seizures.operation_no,
    seizures.seized_on,
    seizures.quantity,
    seizures.updated_at
from {{ ref('stg_seizures') }} as seizures
inner join in_force
    on
        seizures.delivery_id = in_force.delivery_id
        and seizures.row_number_in_file = in_force.row_number_in_file
where seizures.record_status = '有效'
