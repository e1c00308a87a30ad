select
    catalogue.kpi_code,
    max(sources.coverage_start) as coverage_start,
    min(sources.data_through) as cut_off
from {{ ref('kpi_catalogue') }} as catalogue
inner join {{ ref('int_sources') }} as sources
    on
        {{ names('catalogue.sources', 'sources.extract') }}
        and sources.coverage_start is not null
        and sources.data_through is not null
group by catalogue.kpi_code, catalogue.sources
-- A KPI begins to exist when all of its sources have been delivered.
having count(*) = 1 + length(catalogue.sources) - length(replace(catalogue.sources, ';', ''))
