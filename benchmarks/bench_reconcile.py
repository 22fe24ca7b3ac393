"""How the cost of `reconcile` grows with the number of claims: spread over many populations, and
all of one.

A generated record claims totals, flows of months and years, and arrival groups of counts that are
known here, so that what is claimed is true; one claim in a hundred is then made wrong. Each table
gives the time to find the conflicts, and the time to work out the interval that those that overstep
nothing leave for a claim, measured on as many as WANTED claims.
"""

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta

from analysis.measures.claims import Claim
from analysis.measures.reconcile import reconcile
from analysis.quantities.bounds import Bound
from analysis.quantities.dates import parse

SIZES = (100, 1_000, 10_000)
OF_ONE_POPULATION = 50
# claims of one population up to which intervals are worked out: each takes a search of all
WANTED = 1_000
WRONG = 100  # one claim in so many
FIRST, DAYS, MOST_A_DAY = date(2000, 1, 1), 7_300, 4
SEED = 1


def totals(chance: random.Random) -> list[int]:
    """A true count by the end of each day: on one day in seven a group comes."""
    found = [0]
    for _ in range(DAYS):
        found.append(found[-1] + (chance.randint(1, MOST_A_DAY) if chance.random() < 1 / 7 else 0))
    return found


def claims(count: int, populations: int) -> Iterator[Claim]:
    """So many claims, of so many populations in turn."""
    chance = random.Random(SEED)
    truths = [totals(chance) for _ in range(populations)]
    for n in range(count):
        truth = truths[n % populations]
        kind = chance.choice(["cumulative", "flow", "flow", "group"])
        length = chance.choice([30, 365]) if kind == "flow" else 1
        start = chance.randrange(DAYS - length)
        value = truth[start + length] - (0 if kind == "cumulative" else truth[start])
        wrong = chance.choice([-9, 9]) if n % WRONG == WRONG - 1 else 0
        hedge = "at_least" if kind != "group" and chance.random() < 1 / 5 else "exact"
        first, last = FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1)
        period = f"{first}/{last}" if length > 1 else f"{last}"
        bound = Bound.of(hedge, max(0, value + wrong))
        yield Claim(f"claim-{n}", f"population-{n % populations}", kind, bound, parse(period))


def row(count: int, populations: int) -> str:
    """One line of a table."""
    given = list(claims(count, populations))
    start = time.perf_counter()
    found = reconcile(given)
    middle = time.perf_counter()
    intervals = found.reckoned if count <= WANTED or populations > 1 else {}
    end = time.perf_counter()
    each = (
        f"{(end - middle) / len(intervals) * 1e6:>16.1f}"
        if intervals
        else f"{'not worked out':>16}"
    )
    cells = (
        f"{count:>8,} {populations:>12,} {len(found.conflicts):>10,} {found.exhaustive:>12} "
        f"{middle - start:>9.2f}"
    )
    return f"{cells} {(middle - start) / count * 1e6:>13.1f} {each}"


def main() -> None:
    """Print a table for claims of many populations, and one for claims of one population."""
    head = (
        f"{'claims':>8} {'populations':>12} {'conflicts':>10} {'all up to':>12} {'seconds':>9} "
        f"{'µs per claim':>13}"
    )
    for label, of_one in (
        (f"{OF_ONE_POPULATION} claims of each population", OF_ONE_POPULATION),
        ("one population", 0),
    ):
        print(f"{label}\n{head} {'µs per interval':>16}")
        for size in SIZES:
            print(row(size, size // of_one if of_one else 1), flush=True)
        print()


if __name__ == "__main__":
    main()
