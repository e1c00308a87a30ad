{#- Every good row of every extract, and which one of a key is in force. -#}
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
            row_md5,
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
        row_md5,
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

-- Few keys have several versions; only those are sorted.
ranked as (
    select
        versions.extract,
        versions.record_key,
        versions.version_at,
        versions.row_md5,
        versions.covered_on,
        versions.delivery_id,
        versions.row_number_in_file,
        row_number() over (
            partition by versions.extract, versions.record_key
            order by
                versions.version_at desc nulls last,
                versions.row_md5 desc nulls last,
                -- Files and row numbers only break ties between identical rows.
                versions.delivery_id asc nulls last,
                versions.row_number_in_file asc nulls last
        ) = 1 as is_in_force
    from versions
    inner join repeated
        on versions.extract = repeated.extract and versions.record_key = repeated.record_key
),

single as (
    select
        versions.extract,
        versions.record_key,
        versions.version_at,
        versions.row_md5,
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
