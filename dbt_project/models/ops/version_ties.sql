-- Two contents of one key with the same update time: a rule decided, somebody should look.
select
    versions.extract,
    versions.record_key,
    versions.version_at,
    cast(count(distinct superseded.row_md5) + 1 as bigint) as contents
from {{ ref('int_record_versions') }} as superseded
inner join {{ ref('int_record_versions') }} as versions
    on
        superseded.extract = versions.extract
        and superseded.record_key = versions.record_key
        and superseded.version_at = versions.version_at
        and superseded.row_md5 <> versions.row_md5
where not superseded.is_in_force and versions.is_in_force
group by versions.extract, versions.record_key, versions.version_at
