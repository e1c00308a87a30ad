-- An entity without events has 0; only what was never counted until then has none.
select
    kpis.entity_type,
    kpis.entity_code,
    kpis.kpi_code,
    kpis.grain,
    kpis.period_start
from {{ ref('kpi_values') }} as kpis
inner join {{ ref('kpi_catalogue') }} as catalogue
    on kpis.kpi_code = catalogue.kpi_code
where kpis.numerator is null and catalogue.kind <> 'stock'
