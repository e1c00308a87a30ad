"""The dashboards as a browser and a room full of people meet them."""

from __future__ import annotations

import json
import random
import statistics
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from playwright.sync_api import Page, sync_playwright

from benchmarks.candidates import (
    Candidate,
    bare_dash,
    fanzha,
    serving,
    streamlit,
    superset,
)
from benchmarks.refresh import command
from dashboards.pages.registry import PAGES

_USERS, _THINK_SECONDS, _REPETITIONS = 50, 3.0, 5
_COLD_REQUESTS = 500
_COUNTIES = ("530402", "530423", "530424", "530425", "530426", "530427", "530428")
_GRAINS = ("month", "quarter", "half", "year", "ytd")


def measure_dashboards(folder: Path, *, requests: int) -> None:
    """First page against a bare Dash page and the same page of peers; a crowd."""
    home = folder / "demo"
    for name in ("demo", "refresh"):
        command(home, name)
    edition = (home / "editions" / "current.duckdb").resolve()
    ours = fanzha(home)
    peers = (streamlit(edition), superset(edition, folder / "superset"))
    _first_page(folder, [ours, bare_dash(folder), *filter(None, peers)])
    with serving(folder, ours) as url:
        _crowd(url, requests)


def _first_page(folder: Path, candidates: list[Candidate]) -> None:
    """Seconds until all figures of a first visit are drawn; side by side, in turns."""
    seconds: dict[str, list[float]] = {each.name: [] for each in candidates}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for turn in range(_REPETITIONS):
            for candidate in candidates:
                with serving(folder, candidate) as url:
                    urllib.request.urlopen(url).read()
                    page = chromium.new_context().new_page()
                    weight = _weigh(page)
                    began = time.perf_counter()
                    page.goto(url)
                    page.wait_for_function(candidate.drawn)
                    seconds[candidate.name].append(time.perf_counter() - began)
                    page.wait_for_load_state("networkidle")
                    if candidate.name == "fanzha" and turn == 0:
                        print(
                            f"first load over the wire: {sum(weight) / 1e6:.2f} MB",
                            end="",
                        )
                        print(" (goal <= 1.5)")
                    page.context.close()
        chromium.close()
    middle = {name: statistics.median(times) for name, times in seconds.items()}
    for name, each in middle.items():
        ratio = middle["fanzha"] / each
        print(f"first page, {name}: {each:.2f} s; fanzha takes {ratio:.2f} x")
    print("(goal <= 1.5 x bare Dash, < 1 x Streamlit, Superset)", flush=True)


def _weigh(page: Page) -> list[float]:
    """Bytes of all answers as they come over the wire."""
    weights: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished",
        lambda told: weights.append(told["encodedDataLength"]),
    )
    return weights


def _crowd(url: str, requests: int) -> None:
    """Users who think between clicks: on a server just started, then on a warm one.

    Last, every click asks for what nobody has looked at.
    """
    pages = [question(path, "") for path in PAGES]
    places = [
        f"county={county}&grain={grain}" for county in _COUNTIES for grain in _GRAINS
    ]
    unseen = [
        question(path, f"?{place}&compare={compare}")
        for path in PAGES
        for place in places
        for compare in ("yoy", "prev", "lny")
    ]
    random.Random(1).shuffle(unseen)
    measured = (
        ("cold, all on the same pages", pages, _COLD_REQUESTS, "goal p95 <= 300 ms"),
        ("warm", pages, requests, "goal p95 <= 50 ms"),
        ("cold, each on another view", unseen, _COLD_REQUESTS, "goal p95 <= 300 ms"),
    )
    for name, bodies, count, goal in measured:
        times, failures = _let_them_click(url, bodies, count)
        times.sort()
        p50, p95 = (times[int(len(times) * part)] * 1e3 for part in (0.5, 0.95))
        print(
            f"{name}: {count} callbacks of {_USERS} users, {failures} failed;", end=" "
        )
        print(f"p50 {p50:.0f} ms, p95 {p95:.0f} ms ({goal})", flush=True)


def _let_them_click(
    url: str, bodies: list[dict[str, Any]], count: int
) -> tuple[list[float], int]:
    times: list[float] = []
    failures: list[str] = []
    turns = iter(range(count))
    lock = threading.Lock()

    def user(number: int) -> None:
        think = random.Random(number)
        time.sleep(think.uniform(0, _THINK_SECONDS))
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            began = time.perf_counter()
            try:
                _answer(url, bodies[turn % len(bodies)])
            except (HTTPError, OSError) as error:
                failures.append(str(error))
            times.append(time.perf_counter() - began)
            time.sleep(think.uniform(0.5, 1.5) * _THINK_SECONDS)

    users = [threading.Thread(target=user, args=(n,)) for n in range(_USERS)]
    for thread in users:
        thread.start()
    for thread in users:
        thread.join()
    return times, len(failures)


def question(path: str, search: str) -> dict[str, Any]:
    """What a browser posts to Dash when its address changes."""
    names = (
        ("header", "children"),
        ("sidebar", "children"),
        ("page", "children"),
        ("error", "children"),
        ("provider", "forceColorScheme"),
    )
    given = (
        ("location", "pathname", path),
        ("location", "search", search),
        ("preferences", "data", {"language": "zh", "scheme": "light"}),
        ("edition", "data", "any"),
    )
    return {
        "output": ".." + "...".join(".".join(name) for name in names) + "..",
        "outputs": [{"id": name, "property": part} for name, part in names],
        "inputs": [
            {"id": name, "property": part, "value": value}
            for name, part, value in given
        ],
        "changedPropIds": ["location.search"],
    }


def _answer(url: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"{url}/_dash-update-component",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Accept-Encoding": "gzip, br"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
