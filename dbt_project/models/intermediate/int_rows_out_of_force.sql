-- What another version stands for, and what the latest snapshot does not hold, unless it
-- is newer than the snapshot.
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
        records.extract,
        records.record_key
    from {{ ref('int_delivered_records') }} as records
    inner join snapshots
        on records.delivery_id = snapshots.delivery_id
),

missing as (
    select
        records.extract,
        records.delivery_id,
        records.row_number_in_file
    from {{ ref('int_delivered_records') }} as records
    inner join snapshots
        on
            records.extract = snapshots.extract
            and not coalesce(records.version_at > snapshots.taken_at, false)
    left join held
        on records.extract = held.extract and records.record_key = held.record_key
    where held.record_key is null
)

select
    extract,
    delivery_id,
    row_number_in_file
from {{ ref('int_record_versions') }}
where not is_in_force

-- A superseded row may be missing too.
union distinct

select
    extract,
    delivery_id,
    row_number_in_file
from missing
