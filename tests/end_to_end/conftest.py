"""The real server on the built demo, and a browser that watches what pages do."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import PROJECT, command_environment
from warehouse.settings import Settings

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_START_SECONDS = 90

# Tests share the machine with others that build the whole demo.
expect.set_options(timeout=20_000)


@dataclass
class Visit:
    """A page with what it asked for and complained about."""

    page: Page
    address: str
    strangers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        """Go to a path and wait until its figures are drawn."""
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is loading."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_function(
            "() => document.title !== 'Updating...' && [...document.querySelectorAll("
            "'.dash-graph')].every(g => g.querySelector('.main-svg'))"
        )
        self.page.wait_for_load_state("networkidle")


@contextmanager
def serving(home: Path, port: int | None = None) -> Iterator[str]:
    """`fanzha serve` on a free port, or on a given one; its address."""
    port = port or free_port()
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("fanzha")), "serve"],
        cwd=PROJECT,
        env=command_environment(home, FANZHA_PORT=str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(server, url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(demo_settings: Settings) -> Iterator[str]:
    """The dashboards on the built demo."""
    with serving(demo_settings.home) as url:
        yield url


def _wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "fanzha serve stopped"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                assert json.load(answer)["status"] == "ok"
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError("fanzha serve did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=_ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visit(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> Iterator[Visit]:
    """A fresh visitor; `indirect` parameters are (scheme, width, language)."""
    scheme, width, language = getattr(request, "param", ("light", 1440, "zh"))
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN"
    )
    for name, value in (("scheme", scheme), ("language", language)):
        context.add_cookies(
            [{"name": f"fanzha_{name}", "value": value, "url": address}]
        )
    visitor = Visit(context.new_page(), address)
    own = urlsplit(address).netloc
    visitor.page.on(
        "request",
        lambda asked: (
            visitor.strangers.append(asked.url)
            if urlsplit(asked.url).scheme in ("http", "https", "ws", "wss")
            and urlsplit(asked.url).netloc != own
            else None
        ),
    )
    visitor.page.on(
        "response",
        lambda answer: (
            visitor.failures.append(f"{answer.status} {answer.url}")
            if answer.status >= 400
            else None
        ),
    )
    visitor.page.on(
        "console",
        lambda message: (
            visitor.complaints.append(message.text) if message.type == "error" else None
        ),
    )
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    yield visitor
    context.close()
    assert visitor.strangers == [], "a request left the machine"
    assert visitor.failures == []
    assert visitor.complaints == []
