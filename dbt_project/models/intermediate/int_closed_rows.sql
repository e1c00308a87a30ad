-- A link names one check of a file; another check of the same bytes has the same rows.
select
    corrected.extract,
    corrected.file,
    corrected.sha256,
    links.corrects_row_number as row_number_in_file,
    min(correcting.delivery_id) as closed_by_delivery_id
from {{ ref('stg_corrections') }} as links
inner join {{ ref('int_deliveries') }} as correcting
    on
        links.delivery_id = correcting.delivery_id
        and not correcting.is_replaced
inner join {{ ref('int_deliveries') }} as corrected
    on
        links.corrects_delivery_id = corrected.delivery_id
        and correcting.extract = corrected.extract
group by all
