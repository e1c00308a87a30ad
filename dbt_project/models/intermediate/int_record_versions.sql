{{ config(database='kept', materialized='incremental', unique_key=['extract', 'record_key']) }}

-- Which version of a key is in force. Most keys are delivered once: of those nothing is
-- stored, hashed or sorted. What a new delivery repeats is judged with all its versions;
-- other keys stay as they were judged.
with

versions as (
    select records.*
    from {{ ref('int_delivered_records') }} as records
    inner join {{ ref('int_repeated_keys') }} as repeated
        on records.extract = repeated.extract and records.record_key = repeated.record_key
),

hashed as (
    {% for extract in var('extracts') %}
        select
            versions.*,
            {{ content_md5(ref('stg_' ~ extract.name), 'records') }} as row_md5
        from {{ ref('stg_' ~ extract.name) }} as records
        inner join versions
            on
                records.delivery_id = versions.delivery_id
                and records.row_number_in_file = versions.row_number_in_file
        where versions.extract = '{{ extract.name }}'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    extract,
    record_key,
    version_at,
    row_md5,
    covered_on,
    delivery_id,
    row_number_in_file,
    row_number() over (
        partition by extract, record_key
        order by
            version_at desc nulls last,
            row_md5 desc nulls last,
            -- Files and row numbers only break ties between identical rows.
            delivery_id asc nulls last,
            row_number_in_file asc nulls last
    ) = 1 as is_in_force
from hashed
