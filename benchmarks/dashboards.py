"""The dashboards as a browser and a room full of people meet them."""

from __future__ import annotations

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from playwright.sync_api import Page, sync_playwright

from benchmarks.refresh import command
from dashboards.pages.registry import PAGES

_USERS, _THINK_SECONDS, _REPETITIONS = 50, 3.0, 5
_COLD_REQUESTS = 500
_COUNTIES = ("530402", "530423", "530424", "530425", "530426", "530427", "530428")
_GRAINS = ("month", "quarter", "half", "year", "ytd")
_DRAWN = (
    "() => { const plots = [...document.querySelectorAll('.dash-graph')];"
    " return plots.length && plots.every(plot => plot.querySelector('.main-svg')); }"
)
_BARE_DASH = """
import dash, plotly.graph_objects as go
from dash import dcc, html
app = dash.Dash(__name__, serve_locally=True)
app.layout = html.Div([html.H1('bare'), dcc.Graph(figure=go.Figure(go.Bar(y=[1, 3, 2])))])
server = app.server
"""
_STREAMLIT = Path(__file__).with_name("streamlit_overview.py")
_STREAMLIT_DRAWN = (
    "() => { const plots = [...document.querySelectorAll('.stPlotlyChart')];"
    " return plots.length === 4 && plots.every(plot => plot.querySelector('.main-svg')); }"
)


def measure_dashboards(folder: Path, *, requests: int) -> None:
    """First page against a bare Dash page, and the same page in Streamlit; a crowd."""
    home = folder / "demo"
    environment = {**os.environ, "FANZHA_HOME": str(home)}
    for name in ("demo", "refresh"):
        command(home, name)
    (folder / "bare.py").write_text(_BARE_DASH, "utf-8")
    edition = str((home / "editions" / "current.duckdb").resolve())
    gunicorn = [_tool("gunicorn"), "--threads", "8", "--bind"]
    starts: dict[str, Callable[[int], list[str]]] = {
        "fanzha": lambda port: [_tool("fanzha"), "serve"],
        "bare Dash": lambda port: [*gunicorn, f"127.0.0.1:{port}", "bare:server"],
    }
    if Path(_tool("streamlit")).exists():
        starts["Streamlit"] = lambda port: [
            *(_tool("streamlit"), "run", str(_STREAMLIT), "--server.headless", "true"),
            *("--browser.gatherUsageStats", "false", "--server.port", str(port)),
            *("--", edition),
        ]
    else:
        print("Streamlit: not run (pip install streamlit pandas)")
    print("Superset: not run (no measurement written)")
    _first_page(folder, environment, starts)
    with _serving(folder, environment, starts["fanzha"]) as url:
        _crowd(url, requests)


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def _serving(
    folder: Path, environment: dict[str, str], start: Callable[[int], list[str]]
) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        start(port),
        cwd=folder,
        env={**environment, "FANZHA_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(url, timeout=2).read()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"{start(port)[0]} did not answer")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _first_page(
    folder: Path,
    environment: dict[str, str],
    starts: dict[str, Callable[[int], list[str]]],
) -> None:
    """Seconds until all figures of a first visit are drawn; side by side, in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in starts}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for turn in range(_REPETITIONS):
            for name, start in starts.items():
                with _serving(folder, environment, start) as url:
                    urllib.request.urlopen(url).read()
                    page = chromium.new_context().new_page()
                    weight = _weigh(page)
                    began = time.perf_counter()
                    page.goto(url)
                    is_peer = name == "Streamlit"
                    page.wait_for_function(_STREAMLIT_DRAWN if is_peer else _DRAWN)
                    seconds[name].append(time.perf_counter() - began)
                    page.wait_for_load_state("networkidle")
                    if name == "fanzha" and turn == 0:
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
    print("(goal <= 1.5 x bare Dash, < 1 x Streamlit)", flush=True)


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
