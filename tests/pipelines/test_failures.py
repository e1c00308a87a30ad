"""What a failure is said to be."""

from __future__ import annotations

from pipelines.failures import cause
from warehouse.settings import Settings

_DBT = """dagster_dbt.errors.DagsterDbtCliRuntimeError: The dbt CLI process with command

`dbt build`

failed with exit code `1`. Check the stdout in the Dagster compute logs.

Errors parsed from dbt logs:

92 of 245 ERROR creating sql table model core.fct_cases  [ERROR in 3.41s]

158 of 245 SKIP relation kpi.measure_rows due to ephemeral model status 'skipped'

\x1b[31mFailure in test assert_counties_sum_to_city (tests/assert_counties_sum_to_city.sql)\x1b[0m
  Got 3 results, configured to fail if != 0

Stack Trace:
  File "execute_plan.py", line 243, in dagster_event_sequence_for_step
"""


def test_of_a_failed_build_the_test_or_model_is_named(settings: Settings) -> None:
    said = cause(settings, _DBT, "The dbt CLI process with command")
    assert said.startswith("Failure in test assert_counties_sum_to_city")
    assert said.endswith("Got 3 results, configured to fail if != 0")


def test_where_dbt_names_nothing_its_words_are_told(settings: Settings) -> None:
    text = "Errors parsed from dbt logs:\n\nIO Error: x\n\nEncountered an error:\nIO"
    assert cause(settings, text, "The dbt CLI process") == "IO Error: x"


def test_a_full_disk_is_what_it_is_called_whoever_met_it(settings: Settings) -> None:
    said = cause(settings, _DBT + "No space left on device", "The dbt CLI process")
    assert said.startswith("写入失败，磁盘可能已满")


def test_any_other_failure_speaks_for_itself(settings: Settings) -> None:
    assert cause(settings, "ValueError: 12 is odd", "12 is odd\n") == "12 is odd"
