{#-
Every good row of every extract, and which one of a key is in force.
Longer than 80 lines: one rule; its steps are read once, and stored they would copy every record.
-#}
with

replaced as (
    select delivery_id
    from {{ ref('int_deliveries') }}
    where is_replaced
),

delivered as (
    {% for extract in var('extracts') %}
        select
            '{{ extract.name }}' as extract,
            concat_ws('|', cast({{ extract.key | join(' as string), cast(') }} as string)) as record_key,
            cast({{ extract.version }} as timestamp) as version_at,
            cast({{ extract.coverage or 'null' }} as date) as covered_on,
            delivery_id,
            row_number_in_file
        from {{ ref('stg_' ~ extract.name) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

versions as (
    select
        extract,
        record_key,
        version_at,
        covered_on,
        delivery_id,
        row_number_in_file
    from delivered
    where delivery_id not in (select replaced.delivery_id from replaced)
),

repeated as (
    select
        extract,
        record_key
    from versions
    group by extract, record_key
    having count(*) > 1
),

-- Few keys have several versions; only those are hashed and sorted.
several as (
    select versions.*
    from versions
    inner join repeated
        on versions.extract = repeated.extract and versions.record_key = repeated.record_key
),

hashed as (
    {% for extract in var('extracts') %}
        select
            several.extract,
            several.record_key,
            several.version_at,
            several.covered_on,
            several.delivery_id,
            several.row_number_in_file,
            {{ content_md5(ref('stg_' ~ extract.name), 'records') }} as row_md5
        from {{ ref('stg_' ~ extract.name) }} as records
        inner join several
            on
                records.delivery_id = several.delivery_id
                and records.row_number_in_file = several.row_number_in_file
        where several.extract = '{{ extract.name }}'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

ranked as (
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
),

single as (
    select
        versions.extract,
        versions.record_key,
        versions.version_at,
        cast(null as string) as row_md5,
        versions.covered_on,
        versions.delivery_id,
        versions.row_number_in_file,
        true as is_in_force
    from versions
    left join repeated
        on versions.extract = repeated.extract and versions.record_key = repeated.record_key
    where repeated.record_key is null
)

select * from single
union all
select * from ranked
