"""Who shows the overview: ours, a bare Dash page, Streamlit, and Superset."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_BARE_DASH = """
import dash, plotly.graph_objects as go
from dash import dcc, html
app = dash.Dash(__name__, serve_locally=True)
app.layout = html.Div([html.H1('bare'), dcc.Graph(figure=go.Figure(go.Bar(y=[1, 3, 2])))])
server = app.server
"""
_STREAMLIT = Path(__file__).with_name("streamlit_overview.py")
_SUPERSET = Path(__file__).parents[1] / ".venv-superset" / "bin"
_SUPERSET_CONFIG = Path(__file__).with_name("superset_config.py")
_SUPERSET_OVERVIEW = Path(__file__).with_name("superset_overview.py")


def drawn(charts: str, inside: str, count: int = 1) -> str:
    """JavaScript: whether that many charts are there, and all of them are drawn."""
    return (
        f"() => {{ const charts = [...document.querySelectorAll('{charts}')];"
        f" return charts.length >= {count}"
        f" && charts.every(chart => chart.querySelector('{inside}')); }}"
    )


@dataclass(frozen=True)
class Candidate:
    """How to start a server on a port, and when its page is drawn."""

    name: str
    start: Callable[[int], list[str]]
    drawn: str = drawn(".dash-graph", ".main-svg")
    path: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)


def fanzha(home: Path) -> Candidate:
    """The dashboards of a home."""
    return Candidate(
        "fanzha",
        lambda port: [_tool("fanzha"), "serve"],
        environment={"FANZHA_HOME": str(home)},
    )


def bare_dash(folder: Path) -> Candidate:
    """One figure of three bars, from a module written to the folder."""
    (folder / "bare.py").write_text(_BARE_DASH, "utf-8")
    gunicorn = [_tool("gunicorn"), "--threads", "8", "--bind"]
    return Candidate(
        "bare Dash", lambda port: [*gunicorn, f"127.0.0.1:{port}", "bare:server"]
    )


def streamlit(edition: Path) -> Candidate | None:
    """The overview in Streamlit, if it is installed."""
    if not Path(_tool("streamlit")).exists():
        print("Streamlit: not run (pip install streamlit pandas)")
        return None
    return Candidate(
        "Streamlit",
        lambda port: [
            *(_tool("streamlit"), "run", str(_STREAMLIT), "--server.headless", "true"),
            *("--browser.gatherUsageStats", "false", "--server.port", str(port)),
            *("--", str(edition)),
        ],
        drawn=drawn(".stPlotlyChart", ".main-svg", 4),
    )


def superset(edition: Path, home: Path) -> Candidate | None:
    """The overview in Superset, if it is installed; set up here, once, in a folder.

    It gets as many workers as ours. All charts are within reach of the first screen,
    so that it draws them without scrolling.

    Raises:
        SystemExit: if it cannot be set up.
    """
    if not (_SUPERSET / "superset").exists():
        print("Superset: not run (make setup-superset)")
        return None
    home.mkdir()
    environment = {
        "SUPERSET_HOME": str(home),
        "SUPERSET_CONFIG_PATH": str(_SUPERSET_CONFIG),
    }
    for tool, *arguments in (
        ("superset", "db", "upgrade"),
        ("superset", "init"),
        ("python", "-P", str(_SUPERSET_OVERVIEW), str(edition)),
    ):
        answer = subprocess.run(
            [_SUPERSET / tool, *arguments],
            env={**os.environ, **environment},
            check=False,
            capture_output=True,
        )
        if answer.returncode:
            raise SystemExit(f"{tool} {arguments} failed: {answer.stderr.decode()}")
    return Candidate(
        "Superset",
        lambda port: [
            *(str(_SUPERSET / "gunicorn"), "superset.app:create_app()", "--preload"),
            *("--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}"),
        ],
        drawn=drawn(".dashboard-chart", ".slice_container :is(canvas, table)", 12),
        path="/superset/dashboard/overview/",
        environment=environment,
    )


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@contextmanager
def serving(folder: Path, candidate: Candidate) -> Iterator[str]:
    """A server that has answered once; gives the address of its page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        candidate.start(port),
        cwd=folder,
        env={**os.environ, **candidate.environment, "FANZHA_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}{candidate.path}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(url, timeout=2).read()
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"{candidate.name} did not answer")
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)
