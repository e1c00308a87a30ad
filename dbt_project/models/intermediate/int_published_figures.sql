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
from {{ in_force('published_figures') }} as figures
