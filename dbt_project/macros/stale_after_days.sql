{# After how many days a source is to be reminded of: the age from which its freshness
   warns (`sources.yml`); null where none is expected. -#}
{%- macro stale_after_days(extract) -%}
    cast(case {{ extract }}
        {%- for source in (graph.sources.values() if execute else []) if source.source_name == 'deliveries' %}
        {%- set limit = (source.freshness or {}).warn_after %}
        {%- if limit and limit.count %}
        when '{{ source.name }}' then {{ limit.count }}
        {%- endif %}
        {%- endfor %}
    end as bigint)
{%- endmacro %}
