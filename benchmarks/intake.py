"""Intake of large files, side by side with the bare tools and with peers."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.timing import apart, timed
from benchmarks.warnings_file import TYPES, write_warnings
from pipelines.intake import intake_extract, load_contracts
from warehouse.settings import Settings

_SETTLED = 60


def settings_in(folder: Path) -> Settings:
    """Settings of a home in a folder."""
    return Settings(home=folder, _env_file=None)  # type: ignore[call-arg]


def land(settings: Settings, rows: int) -> Path:
    """A GB18030 file of warnings in landing, and the same in UTF-8 beside the home."""
    utf8 = settings.home.with_name("warnings.utf8.csv")
    write_warnings(settings, utf8, rows)
    landed = settings.landing / "warnings" / "warnings.csv"
    landed.parent.mkdir(parents=True)
    transcode = ["iconv", "-f", "utf-8", "-t", "gb18030", "-o", landed, utf8]
    subprocess.run(transcode, check=True)
    _settle(landed)
    return landed


def _settle(path: Path) -> None:
    old = time.time() - _SETTLED
    os.utime(path, (old, old))


def bare_read(landed: Path, text: Path) -> None:
    """What nobody can do without: iconv, then one typed read into Parquet."""
    transcode = ["iconv", "-f", "gb18030", "-t", "utf-8", "-o", text, landed]
    subprocess.run(transcode, check=True)
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute(
        f"copy (select * from read_csv('{text}', header = true, delim = ',',"
        f" auto_detect = false, columns = {TYPES})) to '{text}.parquet'"
        " (format parquet, compression zstd)"
    )
    text.unlink()


def take_in(home: Path) -> None:
    """Intake with everything on: checks, reasons, pseudonyms, ledger."""
    settings = settings_in(home)
    results = intake_extract(settings, load_contracts()["warnings"])
    if [result.status for result in results] != ["loaded"]:
        raise SystemExit(f"intake: {results}")


def measure_ratio(folder: Path, rows: int, repetitions: int, goal: float) -> None:
    """Intake against the bare tools, in turns, so that noise weighs on both."""
    home = folder / "home"
    landed = land(settings_in(home), rows)
    bare, ours, peaks = [], [], []
    for _ in range(repetitions):
        bare.append(apart(bare_read, landed, folder / "bare.csv")[0])
        shutil.rmtree(settings_in(home).deliveries_dir, ignore_errors=True)
        seconds, peak = apart(take_in, home)
        ours.append(seconds)
        peaks.append(peak)
    base, mine = median(bare), median(ours)
    print(
        f"intake of {rows:,} rows: {mine:.1f} s, bare {base:.1f} s,"
        f" ratio {mine / base:.2f} (goal <= {goal}), peak {max(peaks):.2f} GiB",
        flush=True,
    )


def pandas_to_sqlite(landed: Path, target: Path) -> None:
    """The usual script: types, but no checks, reasons or pseudonyms."""
    import sqlite3

    import pandas as pd

    with sqlite3.connect(target) as connection:
        for part in pd.read_csv(
            landed,
            encoding="gb18030",
            header=0,
            names=list(TYPES),
            dtype={name: "str" for name, kind in TYPES.items() if kind == "VARCHAR"},
            parse_dates=[name for name, kind in TYPES.items() if kind == "TIMESTAMP"],
            chunksize=100_000,
        ):
            part.to_sql("warnings", connection, if_exists="append", index=False)


def dlt_arrow(landed: Path, target: Path) -> None:
    """dlt with Arrow batches into DuckDB: types, but no checks or pseudonyms.

    The columns get English names: of Chinese ones it makes the same x.
    """
    import dlt
    import pyarrow as pa
    from pyarrow import csv

    def batches():  # type: ignore[no-untyped-def]
        options = csv.ReadOptions(
            encoding="gb18030",
            block_size=1 << 24,
            column_names=list(TYPES),
            skip_rows=1,
        )
        for batch in csv.open_csv(landed, read_options=options):
            yield pa.Table.from_batches([batch])

    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(target / "pipelines"),
        destination=dlt.destinations.duckdb(str(target / "dlt.duckdb")),
        dataset_name="bench",
    )
    pipeline.run(batches(), table_name="warnings", write_disposition="replace")


def measure_peers(folder: Path, rows: int) -> None:
    """Against what people use instead; an absent peer is said to be absent."""
    home = folder / "home"
    landed = land(settings_in(home), rows)
    mine, _ = apart(take_in, home)
    for name, module, work, target, goal in (
        ("pandas -> SQLite", "pandas", pandas_to_sqlite, folder / "peer.sqlite", 5),
        ("dlt (Arrow)", "dlt", dlt_arrow, folder / "peer", 3),
    ):
        try:
            __import__(module)
        except ImportError:
            print(f"{name}: not run (pip install {module})")
            continue
        seconds, _ = apart(work, landed, target)
        print(
            f"{name} of {rows:,} rows: {seconds:.1f} s, intake {mine:.1f} s,"
            f" {seconds / mine:.1f} times as fast (goal >= {goal})",
            flush=True,
        )


def measure_history(folder: Path, small: int, large: int, day: int) -> None:
    """A day's file with little and with much history in daily files, in turns."""
    homes = {rows: folder / f"history-{rows}" for rows in (small, large)}
    first = date(2010, 1, 1)
    for rows, home in homes.items():
        started = time.perf_counter()
        for index in range(rows // day):
            land_day(settings_in(home), first + timedelta(index), day)
        intake_extract(settings_in(home), load_contracts()["warnings"])
        print(
            f"{rows:,} rows in {rows // day:,} daily files taken in,"
            f" {time.perf_counter() - started:.0f} s with writing them",
            flush=True,
        )
    seconds: dict[int, list[float]] = {rows: [] for rows in homes}
    for index in range(7):
        for rows, home in homes.items():
            next_day = first + timedelta(rows // day + index)
            land_day(settings_in(home), next_day, day)
            seconds[rows].append(timed(partial(take_in, home)))
    little, much = median(seconds[small]), median(seconds[large])
    print(
        f"a day of {day:,} rows: {little:.2f} s after {small:,} rows,"
        f" {much:.2f} s after {large:,}, ratio {much / little:.2f} (goal <= 1.3)",
        flush=True,
    )


def land_day(settings: Settings, day: date, rows: int) -> None:
    """A file of a day's warnings in landing."""
    path = settings.landing / "warnings" / f"warnings_{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_warnings(settings, path, rows, first=day)
    _settle(path)
