"""The words of this record's topic, which no page of another record holds.

assert of_the_first(page) == []
"""

import re

from samples import Tags

# Names and words of the first record alone: an invented record may have orders and custody too.
FIRST = re.compile(
    r"cambod\w*|khmer times|phnom penh|deport\w*|repatriat\w*|yearbook|radio free|\brfa\b|\bICE\b|"
    r"united states|immigration department|hun sen|visas?\b",
    re.IGNORECASE,
)
# The code of a page shows the parameters that a notebook has of its own project, and those given.
_CODE = re.compile(r"<pre.*?</pre>|<style.*?</style>", re.DOTALL)


def of_the_first(page: str) -> list[str]:
    """The words of the first record in what a reader sees of a page: its text without code."""
    return FIRST.findall(Tags(_CODE.sub("", page)).words())
