-- The same bytes are checked again when a contract or list was mended. The latest check
-- that could be loaded stands in for the earlier ones; one that was refused does not, so
-- that a slip in a contract cannot empty what was published.
-- Pulls of a database add up. One that read from the start checked the refused rows of the
-- earlier ones again; a failed one is over when a later one succeeded.
with

ranked as (
    select
        *,
        row_number() over (
            partition by extract, file, sha256, status
            order by received_at desc nulls last, delivery_id desc nulls last
        ) as check_rank,
        max(case when status = 'loaded' then pull_number end) over (
            partition by extract, file
        ) as last_pull,
        max(case when status = 'loaded' and is_recheck then pull_number end) over (
            partition by extract, file
        ) as last_recheck
    from {{ ref('stg_deliveries') }}
),

judged as (
    select
        *,
        status = 'loaded' and check_rank > 1
        or status = 'rejected' and coalesce(pull_number < last_pull, false) as is_replaced
    from ranked
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
    is_replaced,
    seconds,
    watermark,
    is_replaced or coalesce(pull_number < last_recheck, false) as is_rechecked
from judged
