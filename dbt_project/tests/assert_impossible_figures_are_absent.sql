-- "2 cases, down 100 %" and "75 % of 7 cases" have been printed elsewhere.
select
    kpis.entity_type,
    kpis.entity_code,
    kpis.kpi_code,
    kpis.grain,
    kpis.period_start,
    kpis.value,
    kpis.yoy_change
from {{ ref('kpi_values') }} as kpis
inner join {{ ref('kpi_catalogue') }} as catalogue
    on kpis.kpi_code = catalogue.kpi_code
where
    kpis.value < 0
    or kpis.yoy_change < -1
    or (kpis.yoy_change = -1 and kpis.value > 0)
    or (catalogue.kind = 'count' and kpis.value <> round(kpis.value))
    or (catalogue.kind = 'proportion' and (kpis.value > 1 or kpis.numerator > kpis.denominator))
