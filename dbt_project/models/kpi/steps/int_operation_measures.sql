{{ config(materialized='ephemeral') }}

with

operations as (
    select
        'fct_operations' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        cast(null as string) as station_code,
        cast(null as string) as unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        started_on,
        operation_kind,
        gangs_dismantled
    from {{ published(ref('fct_operations')) }}
),

measured as (
    {{ count_measure('operations', 'cluster_operations', 'started_on', "operation_kind = '集群战'") }}
    union all
    {{ count_measure('operations', 'full_chain_operations', 'started_on', "operation_kind = '全链条'") }}
    union all
    {{ sum_measure('operations', 'gangs_dismantled', 'started_on', 'gangs_dismantled') }}
)

select * from measured
