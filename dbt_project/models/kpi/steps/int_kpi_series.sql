{{ config(database='kept', tags='static') }}
{%- set series = ['entity_type', 'entity_code', 'dimension', 'member', 'measure'] -%}
-- What is summed for the cells of KPIs: one number instead of five texts in long tables.
with

named as (
    {% for side in ['numerator', 'denominator'] -%}
        select
            cells.entity_type,
            cells.entity_code,
            cells.dimension,
            cells.member,
            catalogue.{{ side }}_measure as measure
        from {{ ref('int_kpi_cells') }} as cells
        inner join {{ ref('kpi_catalogue') }} as catalogue
            on cells.kpi_code = catalogue.kpi_code
        where catalogue.{{ side }}_measure is not null
        {% if not loop.last %}union distinct{% endif %}
    {% endfor %}
)

select
    row_number() over (
        order by
            {%- for name in series %}
                {{ name }} asc nulls last
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
    ) as series_id,
    {{ series | join(',\n    ') }}
from named
