select
    deliveries.extract,
    quarantine.delivery_id,
    quarantine.row_number_in_file as row_number,
    quarantine.column_name,
    quarantine.reason_code,
    quarantine.message,
    quarantine.masked_value,
    closed_rows.closed_by_delivery_id
from {{ ref('stg_quarantine') }} as quarantine
inner join {{ ref('int_deliveries') }} as deliveries
    on quarantine.delivery_id = deliveries.delivery_id
left join {{ ref('int_closed_rows') }} as closed_rows
    on
        deliveries.extract = closed_rows.extract
        and deliveries.file = closed_rows.file
        and deliveries.sha256 = closed_rows.sha256
        and quarantine.row_number_in_file = closed_rows.row_number_in_file
-- What was checked again under a mended contract is told by the newer delivery.
where not deliveries.is_rechecked
