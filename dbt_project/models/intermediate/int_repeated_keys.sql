-- A table, though it is read once: it is small where the records are many, which DuckDB
-- learns only from a table, and otherwise holds the many in memory to join the few. Each
-- extract by itself: grouped together, 20 million keys do not fit into 1.5 GB.
{% for extract in var('extracts') %}
    select
        '{{ extract.name }}' as extract,
        record_key
    from {{ ref('int_delivered_records') }}
    where extract = '{{ extract.name }}'
    group by record_key
    having count(*) > 1
    {% if not loop.last %}union all{% endif %}
{% endfor %}
