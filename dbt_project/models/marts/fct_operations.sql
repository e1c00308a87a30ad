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
from {{ in_force('operations') }} as operations
where operations.record_status = '有效'
