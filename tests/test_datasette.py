"""Datasette serves the exported database: its tables, the words of a search, the labels of what a row refers to."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from records import write_record
from test_lab import wait_for

from analysis.record import exchange


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    """The address of an invented record, as Datasette serves it."""
    folder = tmp_path_factory.mktemp("served")
    exchange.export(write_record(folder / "data"), folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    files = [exchange.DATABASE, "--metadata", exchange.SETTINGS]
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "datasette", "serve", *files, "--port", port]
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/-/versions.json")
            yield f"http://127.0.0.1:{port}/record"
        finally:
            server.terminate()
            server.wait()


def test_a_table_is_described_and_searched(served, page: Page):
    page.goto(f"{served}/quotes?_search=unfair")
    assert page.inner_text("h1") == "Quotes"
    assert "1 row where search matches" in page.inner_text("body")
    assert page.locator("tbody tr").count() == 1


def test_what_a_row_refers_to_has_its_name_as_a_link(served, page: Page):
    page.goto(f"{served}/figures")
    link = page.locator("td.col-source_id a").first
    assert link.inner_text() == "Ruritania says returns from Graustark will go on"
    link.click()
    assert page.url.startswith(f"{served}/sources/")


def test_what_only_the_search_needs_is_hidden(served, page: Page):
    page.goto(served)
    shown = page.locator("h2 a, h3 a").all_inner_texts()
    assert "figures" in shown
    assert not [name for name in shown if "fts" in name]
