"""Synthetic extracts of a city's anti-fraud centre, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from pipelines.demo.calibration import WARNINGS
from pipelines.demo.cards import make_cards
from pipelines.demo.cases import make_cases
from pipelines.demo.files import Deliveries
from pipelines.demo.people import make_people
from pipelines.demo.plan import write_cards, write_cases, write_published
from pipelines.demo.plan_strikes import write_publicity, write_strikes
from pipelines.demo.plan_warnings import write_warnings
from pipelines.demo.reference import load_reference
from pipelines.demo.tables import add_cards, add_cases, add_warnings
from pipelines.demo.warnings import make_warnings

RESIDENTS = 600_000
MARKER = "DEMO"

__all__ = ["MARKER", "write_demo"]


def write_demo(landing: Path, seed: int = 2024, scale: float = 1.0) -> list[Path]:
    """Write the demo extracts of 2021-01-01 to 2024-06-30 (warnings from 2023).

    Args:
        landing: Folder that receives `<extract>/<file>` and the marker `DEMO`.
        seed: Start of the random numbers; totals are the same for every seed.
        scale: Size of the city relative to the real one. Published figures are
            met at 1.

    Returns:
        The files written, in that order.
    """
    reference = load_reference()
    streams = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(6))
    for_people, for_cases, for_cards, for_warnings, for_strikes, for_publicity = streams
    people = make_people(for_people, max(2_000, round(RESIDENTS * scale)))
    landing.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        deliveries = Deliveries(landing, connection)
        # Before any extract, so that nothing of it is ever taken for real.
        deliveries.write_text(landing / MARKER, "演示数据\n")
        cases = make_cases(for_cases, reference, people, scale)
        numbers = add_cases(connection, for_cases, cases, people)
        write_cases(deliveries, reference)
        cards = make_cards(for_cards, reference, scale, numbers, cases.reported)
        add_cards(connection, for_cards, cards)
        write_cards(deliveries, reference)
        for half in WARNINGS:
            warnings = make_warnings(for_warnings, half, reference, people, scale)
            add_warnings(connection, warnings, reference, people)
            write_warnings(deliveries, half)
        write_strikes(deliveries, for_strikes, reference, scale, numbers)
        write_publicity(deliveries, for_publicity, reference, scale)
        write_published(deliveries)
    return deliveries.written
