select
    _delivery_id as delivery_id,
    _row_number as row_number_in_file,
    corrects_delivery_id,
    corrects_row_number
from {{ source('intake', 'corrections') }}
