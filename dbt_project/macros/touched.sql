{#-
A KPI is a function of its sources' records, the lists and the settings. A build that goes
on from the last one forms anew only KPIs with a source that was touched; these two keep
the rows of the others.
-#}
{% macro delete_touched() -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where kpi_code in (select kpi_code from {{ ref('int_touched_kpis') }})
    {%- endif -%}
{%- endmacro %}

{% macro of_touched(relation) -%}
    (select * from {{ relation }} where kpi_code in (select kpi_code from {{ ref('int_touched_kpis') }}))
{%- endmacro %}
