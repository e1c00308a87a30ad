select
    figures.document,
    figures.claim_no,
    figures.published_on,
    figures.kpi_code,
    figures.entity_type,
    figures.entity_code,
    figures.period_start,
    figures.period_end,
    figures.aspect,
    figures.lower_bound,
    figures.upper_bound,
    figures.statement,
    figures.is_comparable,
    figures.note
from {{ ref('stg_published_figures') }} as figures
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'published_figures'
        and figures.delivery_id = in_force.delivery_id
        and figures.row_number_in_file = in_force.row_number_in_file
