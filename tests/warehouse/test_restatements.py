from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.warehouse.conftest import write_build
from warehouse import editions
from warehouse.comparison import compare, coverage_changes
from warehouse.connection import open_edition
from warehouse.editions import Edition
from warehouse.settings import Settings

FIRST = ("d1", "cases", "loaded")
LATE = ("d2", "cases", "loaded")
SAME = {"kpi_definitions": {"cases_filed": "1"}}
OTHER = {"kpi_definitions": {"cases_filed": "2"}}


def publish(
    settings: Settings,
    value: float | None,
    *deliveries: tuple[str, str, str],
    facts: dict[str, Any] = SAME,
    **build: Any,
) -> Edition:
    """Build one value and publish it."""
    write_build(settings, value, deliveries=[FIRST, *deliveries], **build)
    return editions.publish(settings, facts)


def rows(edition: Edition, columns: str = "value_before, value_after") -> list[Any]:
    """Restatements that an edition knows of, oldest first."""
    with open_edition(edition) as connection:
        return connection.execute(
            f"select {columns} from kpi.restatements order by edition_after"
        ).fetchall()


def test_a_changed_value_is_kept_with_both_editions_and_what_moved_it(
    settings: Settings,
) -> None:
    first = publish(settings, 801)
    second = publish(
        settings,
        803,
        LATE,
        ("refused", "cases", "rejected"),
        ("elsewhere", "arrests", "loaded"),
    )

    with open_edition(second) as connection:
        (row,) = (
            connection.execute("from kpi.restatements").to_arrow_table().to_pylist()
        )
        moved_by = connection.execute("from kpi.restatement_deliveries").fetchall()
    cell = [str(row[c]) for c in ("kpi_code", "entity_type", "entity_code", "grain")]
    assert cell == ["cases_filed", "city", "530400", "half"]
    assert str(row["period_end"]) == str(row["covered_through"]) == "2024-06-30"
    assert (row["edition_before"], row["edition_after"]) == (first.id, second.id)
    assert (row["value_before"], row["value_after"], row["difference"]) == (801, 803, 2)
    assert (row["numerator_before"], row["numerator_after"]) == (801, 803)
    assert (row["reason"], row["deliveries"]) == ("data", 1)
    assert row["found_at"].isoformat() + "+00:00" == second.manifest["created_at"]
    assert moved_by == [(first.id, second.id, "cases_filed", "d2")]
    assert second.manifest["restatements"] == {
        "compared_with": first.id,
        "found": 1,
        "carried": 0,
        "notices": [],
    }


@pytest.mark.parametrize(
    ("deliveries", "facts", "reason"),
    [
        ([LATE], SAME, "data"),
        ([], OTHER, "definition"),
        ([LATE], OTHER, "definition_and_data"),
        ([], SAME, "unknown"),
        ([LATE], {}, "unknown"),
    ],
)
def test_a_definition_that_changed_is_told_apart_from_data(
    settings: Settings, deliveries: list[Any], facts: dict[str, Any], reason: str
) -> None:
    publish(settings, 1)

    second = publish(settings, 2, *deliveries, facts=facts)

    assert rows(second, "reason") == [(reason,)]


def test_an_approved_snapshot_is_what_moved_a_value(settings: Settings) -> None:
    held = "insert into ops.snapshots values ('d1', 'cases', {})"
    publish(settings, 2, more=held.format("false"))

    second = publish(settings, 1, more=held.format("true"))

    assert rows(second, "reason, deliveries") == [("data", 1)]


EMPTY = "update ops.deliveries set rows_loaded = 0 where delivery_id = 'd2';"


@pytest.mark.parametrize(
    ("more", "facts", "found"),
    [
        (EMPTY, SAME, ("unknown", 0)),
        (EMPTY, OTHER, ("definition", 0)),
        (
            EMPTY + "update ops.deliveries set replaces = 'd1' where rows_loaded = 0",
            SAME,
            ("data", 1),
        ),
        (
            EMPTY + "insert into ops.snapshots values ('d2', 'cases', true)",
            SAME,
            ("data", 1),
        ),
    ],
    ids=["empty", "empty, and redefined", "checked again", "snapshot"],
)
def test_a_delivery_without_records_is_named_only_if_it_takes_some_away(
    settings: Settings, more: str, facts: dict[str, Any], found: tuple[str, int]
) -> None:
    publish(settings, 2)

    second = publish(settings, 1, LATE, facts=facts, more=more)

    assert rows(second, "reason, deliveries") == [found]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"value": 1}, {"value": 1}),
        ({"value": None}, {"value": None}),
        ({"value": 1, "covered_through": "2024-06-15"}, {"value": 2}),
        ({"value": 1, "more": "delete from kpi.kpi_values"}, {"value": 2}),
        ({"value": 1}, {"value": 2, "more": "delete from kpi.kpi_values"}),
    ],
    ids=["same", "no value", "further days", "new period", "gone"],
)
def test_what_was_not_published_otherwise_is_no_restatement(
    settings: Settings, before: dict[str, Any], after: dict[str, Any]
) -> None:
    publish(settings, **before)

    assert rows(publish(settings, after.pop("value"), LATE, **after)) == []


@pytest.mark.parametrize(
    ("before", "after", "difference"), [(None, 2.0, None), (0.1 + 0.2, 0.3, -5.5e-17)]
)
def test_the_least_difference_counts(
    settings: Settings, before: float | None, after: float, difference: float | None
) -> None:
    publish(settings, before)

    ((found,),) = rows(publish(settings, after, LATE), "difference")

    assert found == (difference and pytest.approx(difference, rel=0.1))


def test_a_denominator_that_moves_with_the_value_unchanged_counts(
    settings: Settings,
) -> None:
    publish(settings, 1, more="update kpi.kpi_values set denominator = 4")
    second = publish(
        settings, 1, LATE, more="update kpi.kpi_values set denominator = 5"
    )

    (row,) = rows(second, "difference, denominator_before, denominator_after")
    assert row == (0, 4, 5)


def test_every_later_edition_carries_what_was_found_before(settings: Settings) -> None:
    first = publish(settings, 1)
    second = publish(settings, 2, LATE)
    third = publish(settings, 3, LATE, ("d3", "cases", "loaded"))
    fourth = publish(settings, 3, LATE, ("d3", "cases", "loaded"))

    assert rows(fourth) == rows(third) == [(1, 2), (2, 3)]
    assert rows(fourth, "edition_before, edition_after") == [
        (first.id, second.id),
        (second.id, third.id),
    ]
    with open_edition(fourth) as connection:
        moved_by = connection.execute(
            "select edition_after, delivery_id from kpi.restatement_deliveries"
            " order by all"
        ).fetchall()
    assert moved_by == [(second.id, "d2"), (third.id, "d3")]
    assert fourth.manifest["restatements"]["carried"] == 2


def test_after_a_rollback_no_published_value_is_forgotten(settings: Settings) -> None:
    """The withdrawn edition was in force for a while: somebody may have signed it."""
    first = publish(settings, 1)
    second = publish(settings, 9, LATE)
    editions.roll_back(settings, first.id, "x")

    third = publish(settings, 2, LATE, ("d3", "cases", "loaded"))

    assert rows(third) == [(1, 9), (9, 2)]
    assert third.manifest["restatements"]["compared_with"] == second.id


def test_an_edition_as_of_an_earlier_day_is_not_compared_but_loses_nothing(
    settings: Settings,
) -> None:
    publish(settings, 1)
    second = publish(settings, 2, LATE)

    as_of = publish(settings, 7, LATE, facts={**SAME, "as_of": "2024-05-31"})
    after = publish(settings, 3, LATE, ("d3", "cases", "loaded"))

    assert rows(as_of) == [(1, 2)]
    assert rows(after) == [(1, 2), (2, 3)]
    assert after.manifest["restatements"]["compared_with"] == second.id


def test_pruning_loses_nothing(settings: Settings) -> None:
    first = publish(settings, 0)
    for value in range(1, 15):
        publish(settings, value, LATE)
    assert first.id in editions.prune(settings)

    last = publish(settings, 15, LATE)

    assert rows(last) == [(n, n + 1) for n in range(15)]


def test_the_edition_to_compare_with_outlives_any_number_as_of_a_day(
    settings: Settings,
) -> None:
    ordinary = publish(settings, 1)
    for _ in range(12):
        publish(settings, 7, facts={**SAME, "as_of": "2024-05-31"})
    editions.prune(settings)

    assert publish(settings, 2).manifest["restatements"]["compared_with"] == ordinary.id


def test_the_first_edition_has_nothing_restated(settings: Settings) -> None:
    first = publish(settings, 1)

    assert rows(first) == []
    assert first.manifest["restatements"]["compared_with"] is None
    assert first.manifest["rows"]["kpi.restatements"] == 0


def damage(edition: Edition, content: bytes = b"damaged") -> None:
    edition.db_path.chmod(0o644)
    edition.db_path.write_bytes(content)


def test_an_unreadable_edition_is_told_and_the_one_before_compared(
    settings: Settings,
) -> None:
    publish(settings, 1)
    second = publish(settings, 2, LATE)
    third = publish(settings, 3, LATE)
    damage(third)

    fourth = publish(settings, 4, LATE)

    told = fourth.manifest["restatements"]
    assert rows(fourth) == [(1, 2), (2, 4)]
    assert told["compared_with"] == second.id
    assert third.id in told["notices"][0]


def test_a_lost_database_never_blocks_a_publish(settings: Settings) -> None:
    first = publish(settings, 1)
    first.db_path.unlink()

    second = publish(settings, 2)

    assert rows(second) == []
    assert first.id in second.manifest["restatements"]["notices"][0]


@pytest.mark.parametrize(
    ("older", "found"),
    [
        ("drop table kpi.restatements", [(1, 2)]),
        ("alter table kpi.restatements drop column found_at", [(0, 1), (1, 2)]),
        ("drop table ops.deliveries", [(0, 1), (1, 2)]),
        ("alter table kpi.kpi_values drop column covered_through", [(0, 1)]),
    ],
)
def test_an_edition_of_an_older_layout_gives_what_it_has(
    settings: Settings, older: str, found: list[Any]
) -> None:
    publish(settings, 0)
    second = publish(settings, 1, LATE)
    second.db_path.chmod(0o644)
    with duckdb.connect(str(second.db_path)) as connection:
        connection.execute(older)

    third = publish(settings, 2, LATE)

    assert rows(third) == found
    told = third.manifest["restatements"]
    assert len(told["notices"]) == (1 if "covered_through" in older else 0)


def test_every_column_has_a_comment(settings: Settings) -> None:
    with open_edition(publish(settings, 1)) as connection:
        uncommented = connection.execute(
            "select column_name from duckdb_columns()"
            " where table_name like 'restatement%' and comment is null"
        ).fetchall()

    assert uncommented == []


def test_values_that_only_one_edition_has_are_counted(settings: Settings) -> None:
    first = publish(settings, 1, covered_through="2024-06-15")
    second = publish(
        settings,
        2,
        more="insert into kpi.kpi_values (entity_type, entity_code, kpi_code, grain,"
        " period_start, period_end, covered_through)"
        " values ('county', '530402', 'cases_filed', 'half',"
        " '2024-01-01', '2024-06-30', '2024-06-30')",
    )

    assert compare(first, second).restatements.num_rows == 0
    changes = coverage_changes(first, second)
    assert (changes.new, changes.gone, changes.other_days) == (1, 0, 1)
    back = coverage_changes(second, first)
    assert (back.new, back.gone, back.other_days) == (0, 1, 1)
