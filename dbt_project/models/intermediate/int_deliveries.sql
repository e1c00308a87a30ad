-- The same bytes are checked again when a contract or list was mended. The latest check
-- that could be loaded stands in for the earlier ones; one that was refused does not, so
-- that a slip in a contract cannot empty what was published.
with

ranked as (
    select
        *,
        row_number() over (
            partition by extract, file, sha256, status
            order by received_at desc nulls last, delivery_id desc nulls last
        ) as check_rank
    from {{ ref('stg_deliveries') }}
)

select
    delivery_id,
    extract,
    file,
    sha256,
    received_at,
    status,
    reason_code,
    reason,
    ignored_columns,
    missing_columns,
    retyped_columns,
    notice,
    format,
    encoding,
    rows_in_file,
    rows_good,
    rows_quarantined,
    rows_skipped,
    data_through,
    contract_version,
    replaces,
    status = 'loaded' and check_rank > 1 as is_replaced,
    seconds
from ranked
