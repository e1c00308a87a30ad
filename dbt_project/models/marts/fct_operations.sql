select
    operations.operation_no,
    operations.operation_kind,
    operations.operation_name,
    operations.county_code,
    operations.started_on,
    operations.gangs_dismantled,
    operations.updated_at,
    operations.delivery_id,
    operations.row_number_in_file
from {{ ref('stg_operations') }} as operations
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'operations'
        and operations.delivery_id = in_force.delivery_id
        and operations.row_number_in_file = in_force.row_number_in_file
where operations.record_status = '有效'
