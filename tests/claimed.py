"""What was reported of returns to Cambodia, as claims, and conflicts of claims in words."""

import csv

from analysis.measures.claims import Claim, claim
from analysis.measures.reconcile import Conflict, Reconciliation
from analysis.measures.resolutions import Resolution
from analysis.quantities import dates
from analysis.quantities.bounds import Bound
from analysis.record.populations import Relation
from analysis.record.record import Record

# As collected from public pages; "group" is one arrival, as against all of its period.
REPORTED = """\
id,population,kind,value,bound,period,said,by,label
f150,repatriated,cumulative,538,exact,2016-12-31,,RISC,Cambodians repatriated under the 2002 arrangement
f151,received,group,5,exact,2017-03,,US embassy / RISC,Cambodian deportees arriving
f152,received,group,8,exact,2017-04,,US embassy,Cambodian deportees arriving
f158,received,group,8,exact,2017-05-03,2017-05-19,Phnom Penh Post / US embassy,Cambodian deportees arriving
f159,received,group,7,exact,2017-05-17,2017-05-19,US embassy,Cambodian deportees arriving
f160,repatriated,cumulative,566,exact,2017-05-17,,Cambodia Daily,Cambodians repatriated under the 2002 arrangement
f165,received,group,9,exact,2017-12-20,2017-12-21,Phnom Penh Post / Interior Ministry,Cambodian deportees arriving
f178,received,group,43,exact,2018-04-05,,Immigration department / US embassy,Cambodian deportees arriving
f184,deported,flow,146,exact,2018-01-01/2018-12-19,,Asian Law Caucus,Cambodians deported in 2018
f185,received,flow,126,exact,2018,,KVAO,Cambodian deportees received
f186,deported,flow,130,about,2018,2019-04-12,World Politics Review,Cambodians deported in 2018
f187,deported,flow,150,less_than,2018,,Democracy Now,Cambodians deported in 2018
f188,repatriated,cumulative,566,exact,2018-12-21,2018-12-21,Asia Times,Cambodians repatriated under the 2002 arrangement
f197,repatriated,cumulative,749,exact,2019-07,,Foreign Ministry,Cambodians repatriated under the 2002 arrangement
f199,received,group,25,exact,2020-01-15,,US embassy / KVAO,Cambodian deportees arriving
f200,repatriated,cumulative,768,exact,2020-01-15,,KVAO,Cambodians repatriated under the 2002 arrangement
f127,removed-by-ice,flow,29,exact,2016-10-01/2017-09-30,,ICE,Cambodian nationals removed by ICE
f128,removed-by-ice,flow,110,exact,2017-10-01/2018-09-30,,ICE,Cambodian nationals removed by ICE
f130,removed-by-ice,flow,80,exact,2018-10-01/2019-09-30,,ICE,Cambodian nationals removed by ICE
f009,removed,flow,31,exact,2016-10-01/2017-09-30,,DHS,Cambodian nationals removed from the US
f010,removed,flow,111,exact,2017-10-01/2018-09-30,,DHS,Cambodian nationals removed from the US
f013,removed,flow,81,exact,2018-10-01/2019-09-30,,DHS,Cambodian nationals removed from the US
"""


SAME = [
    Relation("repatriated", "received", "same", "assumed", ""),
    Relation("repatriated", "deported-convicted", "same", "assumed", ""),
]


ONE_2018 = Relation("received", "deported", "same", "assumed", "")


def reported(*names: str) -> list[Claim]:
    """Claims from the rows above, and those of the record's own two articles, in the order
    named.
    """
    found = {}
    for row in csv.DictReader(REPORTED.splitlines()):
        said = dates.parse(row["said"]) if row["said"] else None
        bound, period = Bound.of(row["bound"], row["value"]), dates.parse(row["period"])
        found[row["id"]] = Claim(row["id"], row["population"], row["kind"], bound, period, "persons", said,
                                 row["by"], row["label"])  # fmt: skip
    articles = {
        name: claim(figure)
        for name in ("kt-28", "kt-572")
        for figure in Record.load().figures(name)
    }
    return [(found | articles)[name] for name in names or found]


def words(resolution: Resolution) -> str:
    return f"{resolution.of} {resolution.says}"


def resolutions(conflict: Conflict, kind: str) -> list[Resolution]:
    return [resolution for resolution in conflict.resolutions if resolution.kind == kind]


def contradiction(conflict: Conflict) -> str:
    """A conflict in a sentence."""
    *most, last = (claim.words() for claim in conflict.claims if claim != conflict.over)
    others = f"{', '.join(most)} and {last}" if most else last
    return f"{conflict.over.words()} cannot be, if {others}: these leave {conflict.left}"


def total(name: str, count: int, when: str) -> Claim:
    return Claim(name, "people", "cumulative", Bound.of("exact", count), dates.parse(when))


def ids(found: Reconciliation) -> list[set[str]]:
    return [{one.id for one in conflict.claims} for conflict in found.conflicts]
