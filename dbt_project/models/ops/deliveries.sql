with

contents as (
    select
        delivery_id,
        cast(sum(rows_delivered - rows_superseded) as bigint) as rows_loaded
    from {{ ref('int_delivery_contents') }}
    group by delivery_id
),

open_rows as (
    select
        delivery_id,
        cast(count(distinct row_number) as bigint) as rows_open
    from {{ ref('quarantine') }}
    where closed_by_delivery_id is null
    group by delivery_id
)

select
    deliveries.delivery_id,
    deliveries.extract,
    deliveries.file,
    deliveries.sha256,
    deliveries.received_at,
    deliveries.status,
    deliveries.reason_code,
    deliveries.reason,
    deliveries.ignored_columns,
    deliveries.missing_columns,
    deliveries.retyped_columns,
    deliveries.notice,
    deliveries.format,
    deliveries.encoding,
    deliveries.rows_in_file,
    case
        when deliveries.status = 'loaded' then coalesce(contents.rows_loaded, 0)
    end as rows_loaded,
    case
        when deliveries.status = 'loaded'
            then deliveries.rows_good - coalesce(contents.rows_loaded, 0)
    end as rows_superseded,
    deliveries.rows_quarantined,
    case
        when deliveries.status = 'loaded' then coalesce(open_rows.rows_open, 0)
    end as rows_open,
    deliveries.rows_skipped,
    deliveries.data_through,
    deliveries.contract_version,
    deliveries.replaces,
    deliveries.is_replaced,
    deliveries.seconds,
    deliveries.watermark
from {{ ref('int_deliveries') }} as deliveries
left join contents
    on deliveries.delivery_id = contents.delivery_id
left join open_rows
    on deliveries.delivery_id = open_rows.delivery_id
