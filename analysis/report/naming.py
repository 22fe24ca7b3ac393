"""What a work, its authors and its files are called. It imports nothing, since a build with nothing
to do asks for it.
"""

import re

WORK = "Record"  # of a project that gives its site no title
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")  # a name that a file of a report or of a chart has


def contributors(work: str) -> str:
    """The authors of a work that names none."""
    return f"{work} contributors"


def work_id(work: str) -> str:
    """The title of a work as the name of a file, or the beginning of an id."""
    return "-".join(re.findall(r"[a-z0-9]+", work.lower())) or WORK.lower()
