{#- Every good row of every extract, and which one of a key is in force. -#}
with

replaced as (
    select distinct replaces as delivery_id
    from {{ ref('stg_deliveries') }}
    where replaces is not null
)

{% for extract in var('extracts') -%}
, {{ extract.name }} as (
    select
        '{{ extract.name }}' as extract,
        concat_ws('|', cast({{ extract.key | join(' as string), cast(') }} as string)) as record_key,
        cast({{ extract.version }} as timestamp) as version_at,
        row_md5,
        cast({{ extract.coverage or 'null' }} as date) as covered_on,
        delivery_id,
        row_number_in_file
    from {{ ref('stg_' ~ extract.name) }}
    where delivery_id not in (select replaced.delivery_id from replaced)
)

{% endfor -%}

, versions as (
    {% for extract in var('extracts') -%}
    select * from {{ extract.name }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

, ranked as (
    select
        *,
        -- Files and row numbers only break ties between identical rows.
        row_number() over (
            partition by extract, record_key
            order by
                version_at desc nulls last,
                row_md5 desc nulls last,
                delivery_id asc nulls last,
                row_number_in_file asc nulls last
        ) as version_rank
    from versions
)

select
    extract,
    record_key,
    version_at,
    row_md5,
    covered_on,
    delivery_id,
    row_number_in_file,
    version_rank = 1 as is_in_force
from ranked
