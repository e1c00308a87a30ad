"""Attempts to make `fanzha query` do anything but read an edition's tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipelines.cli import main
from tests.warehouse.conftest import write_build
from warehouse.connection import open_edition
from warehouse.editions import current_edition, publish
from warehouse.guard import RefusedError, check_query
from warehouse.settings import Settings

SECRET = "secret-of-the-file"
Query = Callable[..., Result]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One edition; beside it a file with a secret."""
    home = tmp_path_factory.mktemp("query") / "home"
    settings = Settings(home=home, _env_file=None)
    write_build(settings, 1)
    publish(settings, {})
    (home / "secret.csv").write_text(f"a,b\n{SECRET},1\n", "utf-8")
    (home / "secret.json").write_text(f'{{"a": "{SECRET}"}}', "utf-8")
    return settings


@pytest.fixture
def query(published: Settings, monkeypatch: pytest.MonkeyPatch) -> Query:
    """Runs the command in a folder where it would find the files by their names."""
    monkeypatch.setenv("FANZHA_HOME", str(published.home))
    monkeypatch.setenv("FANZHA_TEST_SECRET", SECRET)
    monkeypatch.chdir(published.home)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["query", *arguments])

    return run


def _files(folder: Path) -> dict[Path, tuple[int, int]]:
    stats = {path: path.lstat() for path in folder.rglob("*")}
    return {path: (s.st_size, s.st_mtime_ns) for path, s in stats.items()}


READ = [
    "select * from read_csv('secret.csv')",
    "select * from read_csv_auto('secret.csv')",
    "select * from read_text('secret.csv')",
    "select * from read_blob('secret.csv')",
    "select * from read_json('secret.json')",
    "select * from read_json_objects('secret.json')",
    "select * from read_ndjson('secret.json')",
    "select * from read_parquet('secret.parquet')",
    "select * from parquet_scan('secret.parquet')",
    "select * from parquet_metadata('secret.parquet')",
    "select * from parquet_schema('secret.parquet')",
    "select * from read_duckdb('build/warehouse.duckdb')",
    "select * from sniff_csv('secret.csv')",
    "select * from glob('*')",
    "select * from 'secret.csv'",
    'select * from "secret.csv"',
    "from 'secret.json'",
    "from secret.csv",
    "from 'http://127.0.0.1:1/secret.csv'",
    "from 's3://bucket/secret.parquet'",
    "select * from READ_CSV('secret.csv')",
    "select * from system.main.read_csv('secret.csv')",
    "select * from main.\"read_csv\"('secret.csv')",
    "describe 'secret.csv'",
    "summarize 'secret.csv'",
    "select (select a from read_csv('secret.csv'))",
    "select exists (from 'secret.csv')",
    "with x as (from 'secret.csv') from x",
    'with "secret.csv" as (from "secret.csv") from "secret.csv"',
    "select 1 union all by name from 'secret.csv'",
    "select * from kpi.kpi_values, lateral (from read_text('secret.csv'))",
    "select * from query('from read_text(''secret.csv'')')",
    "select * from query_table('secret.csv')",
    "select * from query_table(['secret.csv'])",
    "select * from json_execute_serialized_sql(json_serialize_sql('select 1'))",
    "pragma json_execute_serialized_sql('{}')",
    "select json_serialize_plan('from read_text(''secret.csv'')')",
    "import database 'build'",
    "pragma import_database('build')",
]
WRITE = [
    "copy kpi.kpi_values to 'out.csv'",
    "copy (select 1) to 'out.parquet' (format parquet)",
    "copy kpi.kpi_values from 'secret.csv'",
    "copy (select 1) to '/dev/stdout'",
    "copy (select 1) to program 'touch out'",
    "copy from database warehouse to memory",
    "export database 'out'",
    "attach 'out.duckdb'",
    "attach ':memory:' as more",
    "detach warehouse",
    "create table kpi.mine as select 1",
    "create temp table mine as select 1",
    "create view kpi.mine as select 1",
    "create temp view mine as select 1",
    "create macro mine() as 1",
    "create temp macro mine(x) as table from read_text(x)",
    "create function mine(x) as x",
    "create type mine as enum ('a')",
    "create sequence mine",
    "create secret (type http, bearer_token 'x')",
    "insert into kpi.kpi_values default values",
    "update kpi.kpi_values set value = 2",
    "delete from kpi.kpi_values",
    "truncate kpi.kpi_values",
    "merge into kpi.kpi_values using (select 1) on false when not matched then insert",
    "with x as (insert into kpi.kpi_values default values returning *) from x",
    "alter table kpi.kpi_values add column x int",
    "drop table kpi.kpi_values",
    "comment on table kpi.kpi_values is 'mine'",
    "vacuum",
    "analyze",
    "checkpoint",
    "force checkpoint",
    "select * from force_checkpoint()",
    "from checkpoint()",
    "from enable_logging()",
    "from enable_profiling(save_location = 'out.json')",
    "call enable_logging(storage = 'file', storage_path = 'out')",
    "select write_log('mine')",
    "select nextval('mine')",
]
CHANGE = [
    "install httpfs",
    "force install httpfs",
    "load httpfs",
    "load '/tmp/x.duckdb_extension'",
    "update extensions",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set temp_directory = 'out'",
    "set variable mine = 1",
    "reset memory_limit",
    "set schema = 'kpi'",
    "use kpi",
    "pragma enable_profiling",
    "pragma memory_limit = '1GB'",
    "pragma disable_verification",
    "begin",
    "commit",
    "prepare mine as select 1",
    "prepare mine as copy (select 1) to 'out.csv'",
    "execute mine",
    "deallocate mine",
    "call pragma_version()",
    "select 1; select 2",
    "select 1; copy (select 1) to 'out.csv'",
    "select 1;\n-- next\nattach 'out.duckdb'",
    "explain analyze copy (select 1) to 'out.csv'",
    "explain select 1",
    "select setseed(0.5)",
    "select sleep_ms(1)",
    "select pg_sleep(1)",
]
LEAK = [
    "select getenv('FANZHA_TEST_SECRET')",
    "select current_setting('temp_directory')",
    "select main.CURRENT_SETTING('home_directory')",
    "select \"current_setting\"('secret_directory')",
    "select list_transform(['home_directory'], x -> current_setting(x))",
    "select count(*) filter (current_setting('threads') > '1') from kpi.kpi_values",
    "select 1 order by current_setting('threads')",
    "select getvariable('pseudonym_key')",
    "select * from duckdb_settings()",
    "select * from duckdb_secrets()",
    "select * from which_secret('s3://x', 's3')",
    "select * from duckdb_databases()",
    "select * from duckdb_databases",
    "select * from pragma_database_list",
    "with duckdb_databases as (select 1) from duckdb_databases",
    "with pragma_database_list as (from pragma_database_list) from pragma_database_list",
    "pragma database_list",
    "pragma database_size",
    "show databases",
    "show variables",
    "select * from duckdb_extensions()",
    "select * from duckdb_temporary_files()",
    "select * from duckdb_variables()",
    "select * from duckdb_logs()",
    "select * from duckdb_logs_parsed('QueryLog')",
    "select * from duckdb_profiling_settings()",
    "select * from duckdb_prepared_statements()",
    "select * from duckdb_external_file_cache()",
    "select * from pragma_user_agent()",
    "select * from pragma_storage_info('kpi.kpi_values')",
    "select * from pg_catalog.pg_settings",
    "select * from sqlite_master",
    "select current_query()",
]
CRASH = [
    "select * from arrow_scan(1, 2, 3)",
    "select * from arrow_scan_dumb(1, 2, 3)",
    "select * from pandas_scan(1)",
    "select * from python_map_function(1)",
    "select * from seq_scan()",
    "select * from published",
    "select * from sql",
    "select $1",
    "select ?",
    ".shell touch out",
    ".read secret.csv",
    ".open out.duckdb",
    "\\! touch out",
    "!touch out",
    "select",
    "",
    ";",
    "-- nothing",
    "/* open",
    "sélect 1",
    "select 'open",
    "select " + "not " * 900 + "true",
    "select " + "(select " * 400 + "1" + ")" * 400,
    "from (" * 400 + "kpi.kpi_values" + ")" * 400,
    "select 1" + " + 1" * 20_000,
]


@pytest.mark.parametrize("sql", READ + WRITE + CHANGE + LEAK + CRASH)
def test_everything_but_reading_tables_is_refused_in_words(
    query: Query, published: Settings, sql: str
) -> None:
    before = _files(published.home)

    answer = query("--", sql)

    assert answer.exit_code == 1, answer.output
    assert isinstance(answer.exception, SystemExit), answer.exception
    assert answer.stdout == ""
    assert SECRET not in answer.stderr
    assert any("一" <= letter <= "鿿" for letter in answer.stderr), answer.stderr
    assert _files(published.home) == before


_INNER = st.sampled_from(
    [
        "read_csv('secret.csv')",
        "Read_Text('secret.csv')",
        "\"read_blob\"('secret.csv')",
        "system.main.read_json('secret.json')",
        "glob('*')",
        "'secret.csv'",
        '"secret.json"',
        "duckdb_settings()",
        "duckdb_databases()",
        "duckdb_databases",
        "pragma_database_list",
        "query('select 42')",
        "query_table('secret.csv')",
        "arrow_scan(1, 2, 3)",
        "(select current_setting('temp_directory') as a)",
        "(select write_log('x') as a)",
        "(values (getvariable('x')))",
    ]
)
_AROUND = st.sampled_from(
    [
        "(from {})",
        "(select * from {} as a)",
        "(select * from kpi.kpi_values as k, {} as a)",
        "(select * from kpi.kpi_values as k left join {} as a on true)",
        "(select 1 as x where exists (select 1 from {}))",
        "(select (select count(*) from {}) as x)",
        "(with w as (select 1 as x) select * from w, {} as a)",
        "(with w as materialized (from {}) from w)",
        "(with duckdb_databases as (select 1 as x) select 1 as y from {})",
        "(with recursive r as (select 1 as x union select 2 from {}) from r)",
        "(select 1 as x union all by name from {})",
        "(select 1 as x except select 2 from {})",
        "(select case when true then (select max(1) from {}) end as x)",
        "(select [y for y in [(select count(*) from {})]] as x)",
        "(select sum(1) over (order by (select count(*) from {})) as x)",
        "(select count(*) filter (where exists (from {})) as x from kpi.kpi_values)",
        "(select 1 as x qualify (select count(*) from {}) > 0)",
        "(select 1 as x order by (select count(*) from {}))",
        "(select 1 as x limit (select count(*) from {}))",
        "(describe select * from {})",
        "(summarize select * from {})",
        "(pivot (from {}) on a in ('x') using count(*))",
        "(unpivot (from {}) on columns(*))",
        "(from {} tablesample 1 rows)",
        "/* kpi.kpi_values */ {}",
    ]
)


@given(inner=_INNER, around=st.lists(_AROUND, max_size=4), upper=st.booleans())
@examples(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_nothing_hides_in_a_larger_statement(
    published: Settings, inner: str, around: list[str], upper: bool
) -> None:
    sql = inner
    for frame in around:
        sql = frame.replace("{}", sql)
    sql = f"select * from {sql} as outermost"
    sql = sql.replace("select", "SELECT").replace("from", "FROM") if upper else sql
    edition = current_edition(published)
    assert edition is not None

    with open_edition(edition) as connection, pytest.raises(RefusedError):
        check_query(connection, sql)


@given(
    words=st.lists(
        st.sampled_from(
            [
                "select",
                "from",
                "kpi.kpi_values",
                "*",
                ",",
                "(",
                ")",
                ";",
                "copy",
                "to",
                "'out.csv'",
                "with",
                "as",
                "attach",
                "set",
                "pragma",
                "values",
                "1",
                "'secret.csv'",
                "read_text",
                "union",
                "w",
                "order",
                "by",
            ]
        ),
        max_size=10,
    )
)
@examples(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_mixture_of_words_writes_or_reads_a_file(
    query: Query, published: Settings, words: list[str]
) -> None:
    before = _files(published.home)

    answer = query("--format", "csv", "--", " ".join(words))

    assert answer.exit_code in (0, 1)
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert SECRET not in answer.output
    assert _files(published.home) == before


def test_functions_that_look_beyond_their_arguments_are_known(
    published: Settings,
) -> None:
    harmless = {
        *("now", "today", "random", "error", "transaction_timestamp"),
        *("gen_random_uuid", "uuid", "uuidv4", "uuidv7"),
        *("current_date", "get_current_timestamp", "get_current_time"),
        *("current_database", "current_schema", "current_schemas"),
    }
    edition = current_edition(published)
    assert edition is not None
    with open_edition(edition) as connection:
        names = connection.execute(
            "select distinct function_name from duckdb_functions()"
            " where function_type = 'scalar' and (stability <> 'CONSISTENT' or"
            " regexp_matches(function_name, 'setting|variable|env|secret|file$|query'))"
        ).fetchall()
        assert len(names) > len(harmless)
        for (name,) in names:
            if name in harmless | {"parse_filename"}:
                continue
            with pytest.raises(RefusedError):
                check_query(connection, f"select {name}()")


@pytest.mark.parametrize(
    "sql",
    [
        "select value from kpi.kpi_values",
        "from kpi.kpi_values select value",
        "with w as (from kpi.kpi_values), v as (from w) select value from v",
        "with recursive r(n) as (select 1 union all select n + 1 from r where n < 3) from r",
        "table kpi.kpi_values",
        "values (1), (2)",
        "describe kpi.kpi_values",
        "summarize kpi.kpi_values",
        "show all tables",
        "pivot kpi.kpi_values on grain in ('half') using sum(value)",
        "select comment from duckdb_columns()",
        "select * from information_schema.columns",
        "select unnest([1, 2]) from range(3)",
        "select sum(value) over (order by period_start) from KPI.kpi_values;",
        "select e->>'$.a' from (select json '{\"a\": 1}' as e)",
        "select current_date, now()",
    ],
)
def test_reading_is_allowed_in_every_form(query: Query, sql: str) -> None:
    answer = query(sql)

    assert answer.exit_code == 0, answer.output


def test_results_leave_by_standard_output_in_every_format(query: Query) -> None:
    sql = "select kpi_code, value, date '2024-06-30' as day, null as none from kpi.kpi_values"

    as_csv = list(csv.reader(io.StringIO(query(sql, "--format", "csv").stdout)))
    as_json = json.loads(query(sql, "--format", "json").stdout)
    as_parquet = pq.read_table(
        io.BytesIO(query(sql, "--format", "parquet").stdout_bytes)
    )

    assert as_csv == [
        ["kpi_code", "value", "day", "none"],
        ["cases_filed", "1.0", "2024-06-30", ""],
    ]
    assert as_json == [
        {"kpi_code": "cases_filed", "value": 1.0, "day": "2024-06-30", "none": None}
    ]
    assert as_parquet.column_names == ["kpi_code", "value", "day", "none"]
    assert as_parquet.column("value").to_pylist() == [1.0]


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("select 1 a, 2 a, 3 A", {"a": 1, "a_1": 2, "A_2": 3}),
        ("select 1 a, 2 a, 3 a_1", {"a": 1, "a_1": 2, "a_1_1": 3}),
        (
            "select v.grain, w.grain from kpi.kpi_values v, kpi.kpi_values w",
            {"grain": "half", "grain_1": "half"},
        ),
    ],
)
def test_columns_of_the_same_name_are_all_there_in_every_format(
    query: Query, sql: str, row: dict[str, object]
) -> None:
    assert json.loads(query(sql, "--format", "json").stdout) == [row]
    as_csv = list(csv.reader(io.StringIO(query(sql, "--format", "csv").stdout)))
    assert as_csv == [list(row), [str(value) for value in row.values()]]
    as_parquet = pq.read_table(
        io.BytesIO(query(sql, "--format", "parquet").stdout_bytes)
    )
    assert as_parquet.to_pylist() == [row]
    on_screen = query(sql)
    assert on_screen.exit_code == 0
    assert all(name in on_screen.stdout for name in row)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("interval '1 month 2 days'", "1 month 2 days"),
        ("date 'infinity'", "infinity"),
        ("date '20000-01-01'", "20000-01-01"),
        ("date '0044-03-15 (BC)'", "0044-03-15 (BC)"),
        ("timestamp '-infinity'", "-infinity"),
        ("timestamp_s 'infinity'", "infinity"),
        ("timestamptz 'infinity'", "infinity"),
        ("340282366920938463463374607431768211455::uhugeint", f"{2**128 - 1}"),
        ("'0101'::bit", "0101"),
        ("timetz '10:00:00+08'", "10:00:00+08"),
        ("union_value(a := 1)", "1"),
        ("'x'::variant", "x"),
        ("'99999999999999999999999999999999999999999'::bignum", "9" * 41),
        ("row(1, 2)", "(1, 2)"),
        ("[date 'infinity', null]", ["infinity", None]),
        ("{'a\"b': interval 1 day}", {'a"b': "1 day"}),
        ("array_value(interval 1 day, null)", ["1 day", None]),
        ("map {'a': interval 1 day}", [["a", "1 day"]]),
    ],
)
def test_every_value_is_shown_in_every_format(
    query: Query, value: str, shown: object
) -> None:
    sql = f"select {value} as x"

    for form in ("table", "csv", "json", "parquet"):
        answer = query(sql, "--format", form)
        assert answer.exit_code == 0, (form, answer.output, answer.exception)
    assert json.loads(query(sql, "--format", "json").stdout) == [{"x": shown}]
    if isinstance(shown, str):
        as_csv = csv.reader(io.StringIO(query(sql, "--format", "csv").stdout))
        assert list(as_csv) == [["x"], [shown]]
        assert shown[:20] in query(sql).stdout


def test_many_columns_are_shown_on_a_narrow_screen(
    query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    numbers = [str(number) for number in range(1000, 1060)]

    answer = query("select " + ", ".join(numbers))

    assert all(answer.stdout.count(number) == 2 for number in numbers)


def test_numbers_and_days_stay_what_they_are_in_parquet(query: Query) -> None:
    sql = "select 1 as n, 1.50 as d, date '2024-06-30' as day, [timestamp '2024-01-01'] as t"

    answer = query(sql, "--format", "parquet")

    types = pq.read_table(io.BytesIO(answer.stdout_bytes)).schema.types
    assert [str(one).split("<")[0] for one in types] == [
        *("int32", "decimal128(3, 2)", "date32[day]", "list")
    ]


def test_json_has_null_for_what_is_no_number(query: Query) -> None:
    sql = (
        "select 'nan'::double as x, ['-inf'::float, 1] as y, {'z': 'inf'::double} as s"
    )

    answer = query(sql, "--format", "json")

    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert json.loads(answer.stdout, parse_constant=refuse) == [
        {"x": None, "y": [None, 1.0], "s": {"z": None}}
    ]


@pytest.mark.parametrize("sql", ["show tables", "select * from nowhere"])
def test_the_list_of_tables_that_a_refusal_names_is_one(query: Query, sql: str) -> None:
    refused = query(sql)
    assert refused.exit_code == 1
    listing = "select schema_name, table_name from duckdb_tables()"
    assert listing in refused.stderr

    assert "kpi,kpi_values" in query(listing, "--format", "csv").stdout


def test_an_unknown_edition_is_named(query: Query) -> None:
    answer = query("select 1", "--edition", "../home")

    assert answer.exit_code == 1
    assert "没有版本 ../home" in answer.stderr


def test_an_edition_has_nowhere_to_spill_to(published: Settings) -> None:
    edition = current_edition(published)
    assert edition is not None
    with open_edition(edition) as connection:
        ((place,),) = connection.execute(
            "select current_setting('temp_directory')"
        ).fetchall()
    assert place == ""
