{{ config(group='kpi') }}
-- A KPI whose sources are there but whose measure nobody computes would silently be absent.
select
    catalogue.kpi_code,
    catalogue.numerator_measure,
    catalogue.denominator_measure
from {{ ref('kpi_catalogue') }} as catalogue
inner join {{ ref('int_kpi_coverage') }} as coverage
    on catalogue.kpi_code = coverage.kpi_code
left join {{ ref('measures') }} as numerators
    on catalogue.numerator_measure = numerators.measure
left join {{ ref('measures') }} as denominators
    on catalogue.denominator_measure = denominators.measure
where
    numerators.measure is null
    or (catalogue.denominator_measure is not null and denominators.measure is null)
