select
    arrests.arrest_no,
    arrests.arrest_category,
    arrests.measure_taken,
    case
        when arrests.measure_taken in ('刑事拘留', '逮捕', '取保候审', '监视居住', '移送起诉') then '刑事'
        when arrests.measure_taken in ('行政拘留', '行政处罚') then '行政'
    end as measure_kind,
    arrests.county_code,
    arrests.station_code,
    arrests.operation_no,
    arrests.case_no,
    arrests.arrested_at,
    cast(arrests.arrested_at as date) as arrested_on,
    arrests.person_ref_pseudonym,
    arrests.updated_at,
    arrests.delivery_id,
    arrests.row_number_in_file
from {{ in_force('arrests') }} as arrests
where arrests.record_status = '有效'
