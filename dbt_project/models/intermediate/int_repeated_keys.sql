-- A table, though it is read once, for the same reason as the keys that are new. Each
-- extract by itself: grouped together, 20 million keys do not fit into 1.5 GB.
-- depends_on: {{ ref('int_new_keys') }}
{% for extract in var('extracts') %}
    select
        '{{ extract.name }}' as extract,
        record_key
    from {{ ref('int_delivered_records') }}
    where
        extract = '{{ extract.name }}'
        {% if not should_full_refresh() %}
            and record_key in (
                select new_keys.record_key
                from {{ ref('int_new_keys') }} as new_keys
                where new_keys.extract = '{{ extract.name }}'
            )
        {% endif %}
    group by record_key
    having count(*) > 1
    {% if not loop.last %}union all{% endif %}
{% endfor %}
