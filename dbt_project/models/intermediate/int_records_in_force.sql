-- What the latest snapshot does not hold is gone, unless it is newer than the snapshot.
{{ config(materialized='view') }}

with

snapshots as (
    select
        extract,
        delivery_id,
        taken_at
    from {{ ref('stg_snapshots') }}
    where is_in_force
),

held as (
    select distinct
        versions.extract,
        versions.record_key
    from {{ ref('int_record_versions') }} as versions
    inner join snapshots
        on versions.delivery_id = snapshots.delivery_id
)

select
    versions.extract,
    versions.record_key,
    versions.delivery_id,
    versions.row_number_in_file
from {{ ref('int_record_versions') }} as versions
left join snapshots
    on versions.extract = snapshots.extract
left join held
    on versions.extract = held.extract and versions.record_key = held.record_key
where
    versions.is_in_force
    and (
        snapshots.delivery_id is null
        or versions.version_at > snapshots.taken_at
        or held.record_key is not null
    )
