select
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,
    column_name,
    reason_code,
    message,
    masked_value
from {{ source('intake', 'refused_rows') }}
