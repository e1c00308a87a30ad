{{ config(materialized='view', tags='static') }}

-- A view over the facts that are published with it: nothing is stored twice, and rows
-- and figures cannot have different definitions.
select * from {{ ref('int_case_measures') }}
union all
select * from {{ ref('int_warning_measures') }}
union all
select * from {{ ref('int_card_measures') }}
union all
select * from {{ ref('int_operation_measures') }}
union all
select * from {{ ref('int_arrest_measures') }}
union all
select * from {{ ref('int_seizure_measures') }}
union all
select * from {{ ref('int_publicity_measures') }}
