"""Dates as far as they are known: a subset of EDTF (ISO 8601-2:2019), and the date words of a
source.

A Date is the span of days that it can mean, from `earliest` to `latest`. The forms are a day, a
month or a year (2017-09-14, 2017-09, 2017), uncertain with a "?" after it; an interval between two
of these (1975/2000), with ".." for an end that is open and nothing for one that is unknown
(2002/.., 2002/); one out of a set ([2018-02-23..2018-02-28]).

Known limits: in a source, relative words ("last year", "yesterday"), decades and centuries are not
read; a year alone is told from a number by the words next to it only ("in 1900 and 1901 boats
came"), as is a day behind its month ("by December 28 more people came").

>>> dates.parse("2018-02?").words(), str(dates.parse("1975/2000").earliest)
('February 2018 (uncertain)', '1975-01-01')
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import takewhile, zip_longest

from analysis.errors import DateError
from analysis.text.lexicon import AUXILIARIES, MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS, alternation

_FORMS = (
    "write 2017-09-14, 2017-09 or 2017, an uncertain date as 2018-02?, an interval as 1975/2000, "
    "one of several days as [2018-02-23..2018-02-28]"
)
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(\?)?")
_MONTH_NAMES = ["", *(month.title() for month in MONTHS)]


def today() -> date:
    """The day that the program writes down as today's: that of UTC, the same for every reader in
    every zone.
    """
    return datetime.now(UTC).date()


def _days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True)
class Point:
    """A year, and its month and day where they are known; 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0
    uncertain: bool = False

    @property
    def first(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or _days_in(self.year, month))

    def words(self) -> str:
        """Its English words: "14 September 2017", "2018 (uncertain)"."""
        words = str(self.year)
        if self.month:
            words = f"{_MONTH_NAMES[self.month]} {words}"
        if self.day:
            words = f"{self.day} {words}"
        return f"{words} (uncertain)" if self.uncertain else words


@dataclass(frozen=True)
class Date:
    """A date as written in EDTF (`str` gives the text back) and the days it can mean.

    `start` and `end` are the same but for an interval or a set; an end that is open or unknown is
    None, and so is then `earliest` or `latest`. `granularity` is day, month, year, interval or set.
    """

    text: str
    granularity: str
    start: Point | None
    end: Point | None

    def __str__(self) -> str:
        return self.text

    @property
    def ends(self) -> list[Point]:
        """Its start and its end, without one that is open or unknown."""
        return [point for point in (self.start, self.end) if point]

    @property
    def earliest(self) -> date | None:
        """The first day it can mean or begin; None if that is open or unknown."""
        return self.start.first if self.start else None

    @property
    def latest(self) -> date | None:
        """The last day it can mean or end; None if that is open or unknown."""
        return self.end.last if self.end else None

    @property
    def uncertain(self) -> bool:
        """Whether its source, or who dated it, marks it (or an end of it) as uncertain with a
        "?".
        """
        return any(point.uncertain for point in self.ends)

    def words(self) -> str:
        """The date in English: "14 September 2017", "between 23 and 28 February 2018", "1975 to
        2000", "since 2002".

        One that is only known from above is "by February 2018", of a year "in or before 2017".
        """
        start, end = self.start, self.end
        if start and end:
            if self.granularity == "set":
                return f"between {_without_shared(start, end)} and {end.words()}"
            if self.granularity == "interval":
                return f"{_without_shared(start, end)} to {end.words()}"
            return start.words()
        if start:
            words = start.words()
            return f"since {words}" if self.text.endswith("..") else f"{words} to an unknown end"
        if not end:  # no form has neither end
            return ""
        lead = "until" if self.text.startswith("..") else by(end)
        return f"{lead} {end.words()}"


def by(end: Point) -> str:
    """The words before the end of a time that is only known from above.

    "By 2017" could mean that it was over when 2017 began: a year is "in or before", a month or a
    day "by".
    """
    return "by" if end.month else "in or before"


FISCAL_YEAR = "10-01 09-30"  # its first and its last day in the United States


def fiscal_year(period: Date | None) -> str:
    """The US fiscal year that a period is, "2013" for 1 October 2012 to 30 September 2013; the
    first and the last where it is several, "2013 to 2016"; else "".
    """
    if not period or period.granularity != "interval":
        return ""
    first, last = period.earliest, period.latest
    if not first or not last or f"{first:%m-%d} {last:%m-%d}" != FISCAL_YEAR:
        return ""
    begins, ends = first.year + 1, last.year
    return str(ends) if begins == ends else f"{begins} to {ends}"


def parse(text: str) -> Date:
    """The date that `text` writes in EDTF. Raises DateError for anything else, with what is wrong
    and what to write.
    """
    if single := _point(text, text):
        granularity = "day" if single.day else "month" if single.month else "year"
        return Date(text, granularity, single, single)
    is_set = text.startswith("[") and text.endswith("]")
    parts = text[1:-1].split("..") if is_set else text.split("/")
    if len(parts) != 2:
        raise DateError("date", f'"{text}" is no date of a form in use', _FORMS)
    start, end = (_point(part, text) for part in parts)
    for part, point in zip(parts, (start, end), strict=True):
        is_left_out = not is_set and part in ("", "..")
        if not point and not is_left_out:
            raise DateError("date", f'"{part}" in "{text}" is no date', _FORMS)
    if not start and not end:
        raise DateError("date", f'"{text}" has neither a start nor an end', _FORMS)
    if start and end:
        if start.first > end.last:
            wrong = f'"{text}" ends before it starts'
            raise DateError("date", wrong, "write the earlier date first")
        if is_set and (start == end or start.uncertain or end.uncertain):
            wrong = f'"{text}" is no choice between two certain ends'
            raise DateError("date", wrong, "write one date, or two without ?")
    return Date(text, "set" if is_set else "interval", start, end)


def _point(part: str, text: str) -> Point | None:
    """The day, month or year that `part` of `text` writes; None for another form. Raises DateError
    for no such day.
    """
    match = _POINT.fullmatch(part)
    if not match:
        return None
    year, month, day = map(int, match.groups("0")[:3])
    if not year:
        raise DateError("date", f'"{text}" has the year 0000', "write a year from 0001 to 9999")
    if match[2] and not 1 <= month <= 12:
        raise DateError("date", f'"{text}" has the month {match[2]}', "write a month from 01 to 12")
    days = _days_in(year, month) if month else 0
    if match[3] and not 1 <= day <= days:
        wrong = f'"{text}" has the day {match[3]} in {_MONTH_NAMES[month]} {year}'
        raise DateError("date", wrong, f"write a day from 01 to {days}")
    return Point(year, month, day, bool(match[4]))


def _without_shared(start: Point, end: Point) -> str:
    """The words of `start` without the month and year that it shares with `end`: "23" before "28
    February 2018".
    """
    are_days = start.day and end.day
    if start.uncertain or end.uncertain or not are_days or start.year != end.year:
        return start.words()
    if start.month == end.month:
        return str(start.day)
    return f"{start.day} {_MONTH_NAMES[start.month]}"


@dataclass(frozen=True)
class Reading:
    """What date words say, and where: `text` is `words[start:end]`. Parts that they don't give are
    None.

    `month` is 1 to 12, `weekday` 0 (Monday) to 6. `cued` tells a date from what may be a mere
    number: it is False for a year alone that no word makes a year, as in "housed 1900 people",
    and True for "in 2002" and for any reading with a month or a day. Whoever asks whether words
    date something should count only cued readings.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    cued: bool = True


_MONTH_NUMBERS = {**MONTHS, **MONTH_ABBREVIATIONS}
# "May", "March" and "August" are other words too: without a day or a year they need a word that
# makes them a month.
_DOUBTFUL = ("May", "March", "August")
_MONTH = rf"(?P<month>{alternation(name.title() for name in _MONTH_NUMBERS)})(?![^\W_])\.?"
_BARE_MONTH = alternation(name for name in _MONTH_NAMES[1:] if name not in _DOUBTFUL)
# A comma without a space may come before a year, as in "15,1987", but not before thousands, as in
# "15,000".
_DAY = (
    r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w%]|[.:]\d|,(?!(?:1\d|20)\d\d(?!\w|[,.]\d))\d)"
)
_YEAR = r"(?P<year>(?:1\d|20)\d\d)(?!\w|[,.]\d|-\d\d?(?!\d))"
# A year of a day or month, unless it counts people: "on July 4, 1900 people were sent".
_ITS_YEAR = rf"{_YEAR}(?!\s+(?:people|persons|men|women|children)\b)"
_SPACE = r"(?:\s+|(?<=\.))"  # the full stop of "Sept." may stand for it
_COMMA = r"(?:\s*,\s*|\s+|(?<=\.))"
# From the fullest form to the barest; words that a fuller one has taken are not read again.
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])",
        rf"(?<![\w.,-])(?:(?P<other>{_DAY})\s*(?:[-–]|and|or|"
        rf"to)\s*)?(?P<day>{_DAY})\s+(?:of\s+)?{_MONTH}(?:{_COMMA}{_ITS_YEAR})?",
        rf"(?<!\w){_MONTH}{_SPACE}(?:(?P<other>{_DAY})\s*[-–]\s*)?(?P<day>{_DAY})"
        rf"(?:{_COMMA}{_ITS_YEAR})?",
        rf"(?<!\w){_MONTH}{_COMMA}{_ITS_YEAR}",
        rf"(?<!\w)(?P<month>{_BARE_MONTH})(?!\w)",
        rf"(?<!\w)(?i:in|since|by|until|last|next|this|early|late|mid|"
        rf"of)[\s-]+(?P<month>{alternation(_DOUBTFUL)})(?!\w)",
        rf"(?<![\w.,$€£]){_YEAR}",
        rf"(?<!\w)(?P<weekday>{alternation(day.title() for day in WEEKDAYS)})(?!\w)",
    )
]

# What makes four digits a year: a word before them (or before the range that they end), and after
# them no noun that they could count.
_YEAR_BEFORE = re.compile(
    r"(?<!\w)(?:in|since|by|of|until|till|from|during|before|after|early|late|mid|year|spring|"
    r"summer|autumn|fall|winter)[\s-]+(?:(?:early|late|mid)[\s-]+)?(?:the\s+(?:end|start|"
    r"beginning|middle)\s+of\s+)?(?:(?:1\d|20)\d\d\s*(?:[-–/]|to|and|or|until)\s*)?$",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"\s*(?:\Z|[^\w\s%]|(?:to|until|till|and|or|but|when|while|as|before|after|by|with|for|on|at|"
    r"in|according)\b)"
)
# Words of a time before it, so that a name may stand behind it: "in 2017 Ruritania agreed".
_OF_A_TIME = re.compile(r"(?:in|since|during|until|till|year)[\s-]+\Z", re.IGNORECASE)
# What says of the number behind a month that it counts ("in December 28 people came"), and what
# says that it is a day ("on December 28", "its December 28 report").
_OF_A_MONTH = re.compile(
    r"(?<!\w)(?:in|last|this|next|every|each|early|late|mid|during)[\s-]+\Z", re.IGNORECASE
)
_OF_A_DAY = re.compile(
    r"(?:(?<!\w)(?:on|the|an?|its|his|her|their|our|my)|['’]s?)\s+\Z", re.IGNORECASE
)
# A noun of many, which a number may count.
_MANY = re.compile(
    r"(?!(?:is|was|has|does|as|its|his|this|says)\b)"
    r"(?:\w*[^\W_s]s|\w+ese|[Pp]eople|[Mm]en|[Ww]omen|[Cc]hildren|police|Thai|Lao|Hmong|Rohingya)"
    r"\b[.,;:]*"
)


def read(words: str) -> list[Reading]:
    """Every date in `words`, in order: "Sept. 14, 2017", "January 25", "in December", "early 2018",
    "Thursday".

    Four digits from 1000 to 2099 without a separator are read as a year; `Reading.cued` tells
    whether the words around them make them one. "14-15 September" is two readings of the same
    words. Raises DateError for a day that its month doesn't have.
    """
    found: list[Reading] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(words):
            if _counts(match):
                continue
            if all(match.end() <= taken.start or taken.end <= match.start() for taken in found):
                found += _readings(match)
    return sorted(found, key=lambda reading: reading.start)


def _readings(match: re.Match[str]) -> list[Reading]:
    """What one match of a pattern says: a reading for each day. Raises DateError for a day that its
    month does not have.
    """
    parts = defaultdict(str, match.groupdict(default=""))
    words = match.group()
    year = int(parts["year"] or 0)
    name = parts["month"].lower()
    month = int(name) if name.isdecimal() else _MONTH_NUMBERS.get(name, 0)
    weekday = parts["weekday"].lower()
    undated = Reading(
        *match.span(),
        words,
        year=year if parts["year"] else None,
        month=month or None,
        weekday=WEEKDAYS.index(weekday) if weekday else None,
        cued=bool(month or weekday) or _is_year(match.string, *match.span()),
    )
    found = []
    for written in filter(None, (parts["other"], parts["day"])):
        day = int(re.sub(r"\D", "", written))
        if not 1 <= month <= 12 or not 1 <= day <= _days_in(year or 2000, month):
            wrong = f'"{words}" names a day that does not exist'
            raise DateError("date words", wrong, "check the words")
        found.append(replace(undated, day=day))
    return found or [undated]


def _is_year(words: str, start: int, end: int) -> bool:
    """Whether the words around the four digits at `[start, end)` make them a year."""
    before = words[max(0, start - 40) : start]
    if not _YEAR_BEFORE.search(before):
        return False
    if _YEAR_AFTER.match(words, end):
        return True
    return bool(_OF_A_TIME.search(before)) and _begins_with_name(words[end:])


def _counts(match: re.Match[str]) -> bool:
    """Whether the day behind a month may be a number of something instead: "in December 28
    sailors were sent home".
    """
    parts = defaultdict(str, match.groupdict(default=""))
    if not parts["day"] or parts["year"] or parts["other"]:
        return False
    if match.start("day") < match.start("month"):
        return False
    before = match.string[: match.start()]
    if _OF_A_MONTH.search(before):
        return True
    after = match.string[match.end() :]
    if _OF_A_DAY.search(before) or _begins_with_name(after):
        return False
    names = r"(?:[A-Z]\w*\s+)*"
    return bool(re.match(rf"\s+{names}{_MANY.pattern}(?!\S)", after))


def _begins_with_name(words: str) -> bool:
    """Whether words begin with the name of who does something ("Ruritania agreed"), which no number
    counts, as it may "Ruritanians" and "Ruritanian sailors".
    """
    following = words[:200].split()
    names = list(takewhile(lambda word: word[0].isupper(), following))
    behind = following[len(names) :]
    if not names or any(map(_MANY.fullmatch, names)):
        return False
    return not behind or behind[0] in AUXILIARIES or not _MANY.fullmatch(behind[0])


def agrees(reading: Reading, when: Date) -> bool:
    """Whether some day that `when` can mean fits all that the words say; an open or unknown end
    excludes no day.
    """
    first, last = when.earliest or date.min, when.latest or date.max
    if reading.weekday is not None:
        return (last - first).days >= (reading.weekday - first.weekday()) % 7
    # Nine years in a row hold every day of a month, 29 February too.
    first_year = reading.year or first.year
    last_year = reading.year or min(last.year, first.year + 8)
    month, day = reading.month or 0, reading.day or 0
    for year in range(first_year, last_year + 1):
        if day and day > _days_in(year, month):
            continue
        point = Point(year, month, day)
        if point.first <= last and first <= point.last:
            return True
    return False


_YEAR_ALONE = re.compile("(?:19|20)[0-9]{2}")
_FROM_TO = re.compile(
    r"\bfrom\b.+\b(?:to|until|till|through)\b|\bbetween\b.+\band\b|\bsince\b.+\b(?:in|on|until)\b",
    re.IGNORECASE,
)
# Words that leave a date as it is, and those that do between the ends of a period.
_LEAVING = frozenset("in on at during the calendar year month of".split())
_JOINING = frozenset("from since to until till through between and".split())
# Marks that leave a date as it is: not the "?" of "2017?" nor the dash of "2017–".
_PLAIN_MARKS = re.compile(r"[\w\s.,;:()\[\]…“”\"‘’']*")
# What joins the ends of a period by itself: "2002–2010", "May to June 2017", "3-5 May 2032".
_JOINT = re.compile(r",?\s*(?:[-–]|\b(?:to|until|till|through)\b)\s*", re.IGNORECASE)
_AS_OF = re.compile(r"\Aas (?:of|at)\b", re.IGNORECASE)
# Words that state one end of a time, with the other open or unknown, and the EDTF of that.
_OPEN_ENDS = {"since": "{}/..", "until": "../{}", "till": "../{}", "through": "../{}", "by": "/{}"}
# What stands before a date in a sentence that states it: nothing, a mark, or one of these words.
_LEAD = re.compile(
    r"(?:\A|[,;:(\[“”\"‘’'—]\s*|\b(?P<turn>\w+)\s+(?=\w))"
    r"(?:(?P<lead>\b(?:in|on|during|since|until|till|through|by|from|between)\s+(?:the\s+year\s+)?)"
    r"|\b(?:dated|the|an?|its|his|her|their|this)\s+|(?<!\w\s)(?<!\w))\Z",
    re.IGNORECASE,
)
# Words that make "in 2017" another time, from before and from behind it.
_TURNING = frozenset(
    """
    not never nor neither except but than unlike besides excluding as before after until early late
    mid earlier later or
    """.split()
)
_TURNED = re.compile(
    r"\s*(?:\?|[-–/]|(?:or|onwards?)\b|at\s+the\s+(?:latest|earliest)\b"
    r"|and\s+(?:on|later|earlier|after|before|since)\b)",
    re.IGNORECASE,
)


def written(words: str) -> str:
    """The EDTF of the one date, or of the "from … to …", that words give with its year; "" where
    they give none, several, or only an end of it. Of a year alone, as a table has it, that year.
    Raises DateError as `read` does.
    """
    if _YEAR_ALONE.fullmatch(words):
        return words
    words = _AS_OF.sub("on", words)
    points = read(words)
    dated = [point for point in points if point.weekday is None]  # "on Thursday, 14 September"
    if len(dated) == 2:
        return _written_period(words, points, *dated)
    if len(dated) == 1 and not _FROM_TO.search(words) and _is_bare(words, points, _LEAVING):
        return _as_edtf(dated[0])
    return ""


def _written_period(words: str, points: list[Reading], first: Reading, last: Reading) -> str:
    """The EDTF of the period between two dates, "" where words do not say that it is one."""
    if not _FROM_TO.search(words):
        # The ends of "3–5 May 2032" stand in one text, those of "2002–2010" in two.
        is_one = first.start == last.start
        between = first.text if is_one else words[first.end : last.start]
        if not (_JOINT.search(between) if is_one else _JOINT.fullmatch(between)):
            return ""
        if not is_one:
            words = f"{words[: first.end]} {words[last.start :]}"
    if not _is_bare(words, points, _LEAVING | _JOINING):
        return ""
    # Between the words of a period, four digits are a year.
    ends = [replace(end, cued=end.cued or not end.month) for end in (first, last)]
    edtf = [_as_edtf(end) for end in (_of_one_year(*ends), ends[1])]
    return "/".join(edtf) if all(edtf) else ""


def stated(words: str) -> set[str]:
    """The EDTF of what the words of a time state: a date or a period, or one end of it ("since
    2002" states 2002/.., "until 2017" ../2017, "by 2017" /2017). "Between" states one of its days
    too. Raises DateError as `read` does.
    """
    period = written(words)
    found = {period}
    first, _, rest = words.strip().partition(" ")
    if first.lower() == "between" and "/" in period:  # or one day of these
        found.add(f"[{period.replace('/', '..')}]")
    form = _OPEN_ENDS.get(first.lower())
    if form and (point := written(f"in {rest}")) and "/" not in point:
        found.add(form.format(point))
    return found - {""}


def stated_in(sentence: str) -> set[str]:
    """The EDTF of every time that a sentence states somewhere; none of what a word beside it may
    turn ("not in 2017", "early 2017", "2017 or later"). Raises DateError as `read` does.
    """
    found = set()
    readings = read(sentence)
    for reading, following in zip_longest(readings, readings[1:]):
        lead = _LEAD.search(sentence[: reading.start])
        if not lead or (lead["turn"] or "").lower() in _TURNING:
            continue
        start = reading.start - len(lead["lead"] or "")
        for last in filter(None, (reading, following)):
            if not _TURNED.match(sentence, last.end):
                found |= stated(sentence[start : last.end])
    return found


def _is_bare(words: str, points: list[Reading], leaving: Set[str]) -> bool:
    """Whether nothing but words and marks that leave a date as it is stands around dates: not
    "fiscal year", "the first half of", "the year ended".
    """
    for point in points:
        words = words.replace(point.text, " ", 1)
    others = re.findall(r"\w+", words.casefold())
    return set(others) <= leaving and bool(_PLAIN_MARKS.fullmatch(words))


def _of_one_year(first: Reading, last: Reading) -> Reading:
    """The first of two dates with the year that only the second names: "2 June and 9 June 2029"."""
    if first.year is not None or not first.month or not last.month:
        return first
    is_before = (first.month, first.day or 0) < (last.month, last.day or 0)
    return replace(first, year=last.year, cued=last.cued) if is_before else first


def _as_edtf(reading: Reading) -> str:
    """A reading with a year that words make one; "" for any other."""
    if reading.year is None or not reading.cued:
        return ""
    return "-".join(_parts(reading))


def _parts(reading: Reading) -> Iterator[str]:
    """The year of a reading, and as many of month and day as it gives, in digits."""
    yield f"{reading.year:04}"
    if reading.month:
        yield f"{reading.month:02}"
    if reading.day:
        yield f"{reading.day:02}"
