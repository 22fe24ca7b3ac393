"""A report on paper: the A4 PDF of its page, printed by the system's Chromium."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import BuildError, shown_path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 120  # seconds
FULL = "#full"  # behind a page's address, has all of it printed


def print_pdf(page: Path, browsers: Sequence[str] = BROWSERS, full: bool = False) -> Path:
    """Print a built page into a PDF beside it; returns its path.

    Paper has the answer, the charts, the sections and the sources; with `full` also the entries of
    numbers, dates and quotations, the rows behind charts and the code, which the page's style sheet
    prints where its address ends in #full.

    Raises BuildError where the page is not built, where none of `browsers` is installed, and where
    printing fails.
    """
    if not page.is_file():
        raise BuildError(shown_path(page), "is not built", f"run make reports Q={page.stem}")
    browser = next(filter(None, map(shutil.which, browsers)), None)
    if browser is None:
        raise BuildError("make pdf", "no Chromium is installed", "sudo apt install chromium")
    pdf = page.with_suffix(".pdf")
    # Beside the page: a Chromium that is confined, as Ubuntu's snap is, sees no other user's files
    # and no /tmp of ours.
    with TemporaryDirectory(dir=page.parent, prefix=f"{page.stem}.pdf.") as folder:
        made = Path(folder).resolve() / "page.pdf"
        flags = [
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={made.parent}/profile",
        ]
        flags += (
            [] if os.geteuid() else ["--no-sandbox"]
        )  # Chromium refuses to run its sandbox as root
        address = page.resolve().as_uri() + (FULL if full else "")
        command = [browser, *flags, f"--print-to-pdf={made}", address]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            raise BuildError(
                shown_path(pdf), f"was not printed within {PATIENCE} seconds", "try again"
            ) from None
        if done.returncode or not made.is_file():
            wrong = (
                f"{browser} printed nothing"
                if not done.returncode
                else f"{browser} ended with {done.returncode}"
            )
            raise BuildError(shown_path(pdf), wrong, "open the page in it to see why")
        made.replace(pdf)
    return pdf
