"""A clock that stands still, for tests of what the program writes down as today's date."""

from datetime import UTC, datetime, tzinfo

STANDS_AT = datetime(2026, 11, 26, 20, tzinfo=UTC)  # the next day already in Phnom Penh


class Clock(datetime):
    """`datetime` at one instant, in whatever zone is asked for; where none is, in the machine's
    own.
    """

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Clock":
        return cls.fromtimestamp(STANDS_AT.timestamp(), tz)
