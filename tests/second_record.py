"""A second record, with nothing of the real one: two invented countries, an article that dates
itself, one that does not, and an official bulletin that contradicts the first.

rows = valid_rows()
texts = reworded(rows, {"fewer than 1,400": "more than 1,400"})
problems = write_project(root, rows, texts)

Rows give their words only: where they stand, and what a figure's number and hedge are, is filled in
as for a person.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from records import Rows, write_record

from analysis.errors import RecordError
from analysis.record import verify
from analysis.record.fill import fill_tables
from analysis.record.rules import check_rules
from analysis.record.tables import check_tables, load_package, read_tables

Texts = dict[str, tuple[tuple[str, str], ...]]
SIDES = {"XQ": "Quillonia", "XB": "Brenmark"}

# The paragraphs of each source, and what each of them is.
TEXTS: Texts = {
    "lantern": (
        ("headline", "Brenmark sends more harvest workers home to Quillonia"),
        ("byline", "By Ilse Varro, 12 June 2032"),
        (
            "body",
            "Brenmark sent home 260 Quillonian harvest workers in 2031, bringing the total to "
            "fewer than 1,400 since 2022, the Return Office said on Thursday.",
        ),
        (
            "body",
            "“We will take back every picker who asks,” Harvest Minister Oda Merrin told the "
            "Lantern on Thursday. “But [the Return Office] must send the names before the boats "
            "sail.”",
        ),
        (
            "body",
            "The countries signed the Harbour Accord in March 2021, and boats began to carry "
            "workers home in 2022. Brenmark collected a travel fee from 2024 to 2026. The ferry "
            "over the strait had closed by May 2031.",
        ),
        (
            "body",
            "The Border Court allowed night crossings in a ruling given between 3 and 5 May 2032. "
            "Oda Merrin had met Jarl Tovik, the head of the Return Office, at the quay.",
        ),
        (
            "body",
            "On 31 March 2032, 900 harvest workers were under a removal order, fewer than 320 of "
            "them in custody, the Return Office said.",
        ),
        ("body", "Jarl Tovik on Thursday called the pace “long overdue”."),
        ("navigation", "Comments"),
        ("comment", "Let the boats sail by daylight."),
        ("comment", "13 June 2032"),
    ),
    "wire": (
        ("headline", "Pickers’ Union asks for time until the harvest is in"),
        ("caption", "Boats at the quay, photographed in May"),
        (
            "body",
            "Last year 260 harvest workers were sent home to Quillonia, the Return Office said. "
            "Some 120 cooks were waiting for a boat at the end of March, the Pickers’ Union said.",
        ),
        (
            "body",
            "“Let the pickers stay until the harvest is in, and then let them go home with their "
            "wages,” said Sanne Okuro, who leads the Pickers’ Union.",
        ),
        (
            "body",
            "“The boats are on hold until the fee is returned,” the government of Quillonia said "
            "in a statement.",
        ),
        (
            "body",
            "Jarl Tovik called Quillonia “a partner in name alone”. “Its lists come late and its "
            "boats come later,” he said.",
        ),
        (
            "body",
            "The Harvest Ministry sent no answer to a letter. The Return Office will open a third "
            "pier in 2033.",
        ),
    ),
    "bulletin": (
        ("headline", "Bulletin of the Return Office"),
        ("body", "Harvest workers returned from 2022 to 2031: 1,520."),
        ("body", "Passports held on 31 March 2032: 410 of adults and 95 of children."),
        ("body", "Went home of their own will: 12.5 percent."),
        ("body", "“Every name is checked,” writes Jarl Tovik."),
    ),
}
THURSDAY = {
    "said_on": "2032-06-10",
    "said_on_basis": "resolved_from_text",
    "note": "The Thursday before publication",
}
UNDATED = {
    "said_on": "[2032-06-20..2032-06-22]",
    "said_on_basis": "external",
    "note": "By the wire’s own log, which the text does not show",
}
ASSUMED = {
    "said_on": "2032-04",
    "said_on_basis": "assumed",
    "note": "The month after its last count",
}

# A row a line: id, label, kind, date, its basis, actors, and the words that report it.
EVENTS = """
la-published | The article is published | publication | 2032-06-12 | stated | lantern | 12 June 2032
la-office | The Return Office gives its count | statement | 2032-06-10 | resolved_from_text | return-office | \
the Return Office said on Thursday
la-accord | Both countries sign the Harbour Accord | agreement | 2021-03 | stated | quillonia;brenmark | in March 2021
la-boats | Boats begin to carry workers home | migration | 2022 | stated | brenmark | carry workers home in 2022
la-fee | Brenmark collects a travel fee | sanction | 2024/2026 | stated | brenmark | a travel fee from 2024 to 2026
la-ferry | The ferry closes | suspension | /2031-05 | stated | | The ferry over the strait had closed by May 2031
la-ruling | A court allows night crossings | ruling | [2032-05-03..2032-05-05] | stated | border-court | \
a ruling given between 3 and 5 May 2032
la-meeting | Oda Merrin and Jarl Tovik meet | meeting | | unknown | oda-merrin;jarl-tovik | \
Oda Merrin had met Jarl Tovik
la-commented | A reader comments | comment | 2032-06-13 | stated | reader | 13 June 2032
wi-photo | Photograph: boats at the quay | photograph | 2032-05 | external | | photographed in May
wi-silence | The Harvest Ministry sends no answer | silence | [2032-06-20..2032-06-22] | external | harvest-ministry | \
The Harvest Ministry sent no answer to a letter
wi-pier | The Return Office plans a new pier | plan | 2033 | stated | return-office | will open a third pier in 2033
bu-published | The bulletin is published | publication | 2032-04 | assumed | return-office | Bulletin
"""
SOURCES = {"la": "lantern", "wi": "wire", "bu": "bulletin"}


def valid_rows() -> Rows:
    """A fresh copy of the record but for sources and regions, which follow from the texts."""
    return {
        "speakers": _speakers(),
        "populations": _populations(),
        "relations": _relations(),
        "figures": _figures(),
        "quotes": _quotes(),
        "events": _events(),
        "exclusions": {
            "third": {
                "source_id": "wire",
                "exact": "third",
                "reason": "puts piers in order, counts nothing",
            }
        },
    }


def reworded(rows: Rows, changes: Mapping[str, str]) -> Texts:
    """The texts with other words in place of some of their own, and so in the spans of `rows`."""
    texts = dict(TEXTS)
    for old, new in changes.items():
        assert any(old in words for parts in texts.values() for _, words in parts), (
            f"no source says {old}"
        )
        texts = {
            name: tuple((kind, words.replace(old, new)) for kind, words in texts[name])
            for name in texts
        }
        for cells in (
            cells for table in rows.values() for cells in table.values() if "exact" in cells
        ):
            cells["exact"] = cells["exact"].replace(old, new)
    return texts


def write_project(root: Path, rows: Rows | None = None, texts: Texts = TEXTS) -> list[RecordError]:
    """Write ``data/`` with tables, texts and receipt below `root`; returns every problem that a
    check finds.
    """
    rows, data = valid_rows() if rows is None else rows, root / "data"
    write_record(data, rows | {"sources": _sources(texts), "regions": _regions(texts)}, SIDES)
    (data / "sources").mkdir()
    for name in texts:
        (data / "sources" / f"{name}.txt").write_text(
            _text(texts, name), encoding="utf-8", newline=""
        )
    held, unheld = verify.held_texts(read_tables(data)["sources"], [data / "sources"])
    filling = fill_tables(read_tables(data), held)
    tables = read_tables(data)
    broken = [
        *unheld,
        *filling.problems,
        *check_tables(tables, load_package(data)),
        *check_rules(tables),
    ]
    if broken:
        return broken
    outcome = verify.verify_record(tables, held, {}, date(2032, 7, 1))
    (data / verify.RECEIPT).write_bytes(verify.receipt_bytes(outcome.receipt))
    return outcome.problems


def _text(texts: Texts, name: str) -> str:
    return "\n\n".join(words for _, words in texts[name]) + "\n"


def _regions(texts: Texts) -> dict[str, dict[str, str]]:
    rows = {}
    for name, parts in texts.items():
        start = 0
        for number, (kind, words) in enumerate(parts, start=1):
            end = start + len(words)
            rows[f"{name}-{number}"] = {
                "source_id": name,
                "kind": kind,
                "start": str(start),
                "end": str(end),
            }
            start = end + len("\n\n")
    return rows


def _sources(texts: Texts) -> dict[str, dict[str, str]]:
    published = {
        "lantern": ("Quillon Lantern", "news_article", "2032-06-12", "stated", ""),
        "wire": (
            "Northern Wire",
            "news_article",
            "[2032-06-20..2032-06-22]",
            "external",
            UNDATED["note"],
        ),
        "bulletin": ("Return Office", "official_table", "2032-04", "assumed", ASSUMED["note"]),
    }
    columns = ("publisher", "genre", "published", "published_basis", "published_note")
    rows = {}
    for name, cells in published.items():
        text = _text(texts, name)
        rows[name] = dict(zip(columns, cells, strict=True)) | {
            "title": texts[name][0][1],
            "language": "en",
            "file": f"{name}.txt",
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "chars": str(len(text)),
            "rights": "Invented for tests",
            "accessed": "2032-07-01",
        }
    return rows


def _speakers() -> dict[str, dict[str, str]]:
    def body(name: str, kind: str, side: str, above: str = "") -> dict[str, str]:
        return {"name": name, "kind": kind, "side": side, "affiliation_id": above}

    def person(name: str, role: str, above: str, side: str) -> dict[str, str]:
        return body(name, "person", side, above) | {
            "role": role,
            "family_name": name.split()[-1],
        }

    return {
        "quillonia": body("government of Quillonia", "government_body", "XQ"),
        "harvest-ministry": body("Harvest Ministry", "government_body", "XQ", "quillonia"),
        "oda-merrin": person("Oda Merrin", "Harvest Minister", "harvest-ministry", "XQ"),
        "pickers-union": body("Pickers’ Union", "organisation", "XQ"),
        "sanne-okuro": person("Sanne Okuro", "leader", "pickers-union", "XQ"),
        "lantern": body("Quillon Lantern", "media", "XQ"),
        "brenmark": body("government of Brenmark", "government_body", "XB"),
        "return-office": body("Return Office", "government_body", "XB", "brenmark"),
        "jarl-tovik": person("Jarl Tovik", "head", "return-office", "XB"),
        "border-court": body("Border Court", "court", "XB"),
        "wire": body("Northern Wire", "media", "XB"),
        "reader": {"name": "A reader", "kind": "anonymous"},
    }


def _populations() -> dict[str, dict[str, str]]:
    def group(label: str, status: str, unit: str = "persons") -> dict[str, str]:
        return {"label": label, "definition": f"All {label}", "unit": unit, "status": status}

    return {
        "sent-home": group("harvest workers sent home", "returned"),
        "returned": group("harvest workers returned", "returned"),
        "ordered": group("harvest workers under a removal order", "final_order"),
        "custody": group("harvest workers in custody under a removal order", "in_custody"),
        "cooks": group("cooks waiting for a boat", "awaiting_return"),
        "adult-passports": group("passports of adults", "none", "documents"),
        "child-passports": group("passports of children", "none", "documents"),
    }


def _relations() -> dict[str, dict[str, str]]:
    def relation(a: str, kind: str, b: str, basis: str, note: str) -> dict[str, str]:
        return {
            "population_a": a,
            "population_b": b,
            "relation": kind,
            "basis": basis,
            "note": note,
        }

    same = "those sent home and those counted as returned are the same workers"
    apart = "some who wait for a boat are under a removal order"
    return {
        "same": relation("sent-home", "same", "returned", "assumed", same),
        "custody": relation("custody", "subset_of", "ordered", "stated", "“of them”"),
        "passports": relation(
            "adult-passports", "disjoint", "child-passports", "stated", "Counted apart"
        ),
        "waiting": relation(
            "ordered",
            "unknown",
            "sent-home",
            "unknown",
            "No source says who of those under an order was sent home.",
        ),
        "cooks": relation("cooks", "overlaps", "ordered", "assumed", apart),
    }


def _figures() -> dict[str, dict[str, str]]:
    office = {"speaker_id": "return-office", "attribution": "the Return Office said"}
    counted = {"speaker_id": "return-office", **ASSUMED}
    march = {"measure": "stock", "period": "2032-03-31", "period_basis": "stated"}
    of_2031 = {
        "claim_id": "la-260",
        "measure": "flow",
        "population_id": "sent-home",
        "period": "2031",
    }
    passports = {**counted, **march, "unit": "documents", "period_text": "on 31 March 2032"}
    figures = {
        "la-260": office
        | THURSDAY
        | of_2031
        | {
            "exact": "260 Quillonian harvest workers",
            "period_text": "in 2031",
            "period_basis": "stated",
        },
        "la-1400": office
        | THURSDAY
        | {
            "exact": "fewer than 1,400",
            "measure": "cumulative",
            "population_id": "sent-home",
            "period": "2022/2031",
        }
        | {
            "period_text": "since 2022",
            "period_basis": "resolved_from_text",
            "period_note": "To the year just named",
        },
        "la-900": office
        | march
        | {
            "exact": "900 harvest workers",
            "population_id": "ordered",
            "period_text": "On 31 March 2032",
        },
        "la-320": office
        | march
        | {
            "exact": "fewer than 320 of them",
            "population_id": "custody",
            "period_text": "On 31 March 2032",
        },
        "wi-260": UNDATED
        | of_2031
        | office
        | {"exact": "260 harvest workers", "period_text": "Last year", "period_basis": "external"}
        | {"period_note": "The year before the wire’s own"},
        "wi-120": UNDATED
        | march
        | {"speaker_id": "pickers-union", "attribution": "the Pickers’ Union said"}
        | {"exact": "Some 120 cooks", "population_id": "cooks"}
        | {
            "period_text": "at the end of March",
            "period_basis": "external",
            "period_note": "Its last day",
        },
        "bu-1520": counted
        | {
            "exact": "1,520",
            "measure": "cumulative",
            "population_id": "returned",
            "period": "2022/2031",
        }
        | {"period_text": "from 2022 to 2031", "period_basis": "stated"}
        | {"rank": "preferred", "rank_reason": "The office’s own table, and exact"},
        "bu-410": passports | {"exact": "410 of adults", "population_id": "adult-passports"},
        "bu-95": passports | {"exact": "95 of children", "population_id": "child-passports"},
        "bu-share": counted
        | {
            "exact": "12.5 percent",
            "unit": "percent",
            "measure": "share",
            "population_id": "returned",
        }
        | {"period_basis": "unknown", "period_note": "No year is given"},
    }
    claims = {name: {"claim_id": name} | cells for name, cells in figures.items()}
    return _anchored(claims, {"unit": "persons", "rank": "normal"})


def _quotes() -> dict[str, dict[str, str]]:
    minister = {"utterance_id": "la-minister", "speaker_id": "oda-merrin", **THURSDAY}
    head = {"speaker_id": "jarl-tovik", "target": "cooperation", "stance": "criticises", **UNDATED}
    returns = {"topics": "returns", "target": "returns"}
    quotes = {
        "la-take-back": minister
        | {
            "exact": "We will take back every picker who asks",
            "target": "cooperation",
            "stance": "affirms",
        }
        | {"topics": "cooperation;returns"},
        "la-names": minister
        | {
            "part": "2",
            "exact": "But [the Return Office] must send the names before the boats sail.",
        }
        | {"target": "cooperation", "stance": "qualifies"},
        "la-overdue": {"speaker_id": "jarl-tovik", "mode": "partial", "exact": "long overdue"}
        | {**returns, "stance": "criticises", **THURSDAY},
        "la-comment": {"speaker_id": "reader", "mode": "comment"}
        | {
            "exact": "Let the boats sail by daylight.",
            "said_on": "2032-06-13",
            "said_on_basis": "stated",
        },
        "wi-harvest": UNDATED
        | {"speaker_id": "sanne-okuro", "stance": "asks", **returns}
        | {
            "exact": "Let the pickers stay until the harvest is in, and then let them go home "
            "with their wages"
        },
        "wi-hold": UNDATED
        | {"speaker_id": "quillonia", "venue": "statement", "stance": "suspends", **returns}
        | {"exact": "The boats are on hold until the fee is returned"},
        "wi-partner": head | {"mode": "partial", "exact": "a partner in name alone"},
        "wi-late": head
        | {
            "exact": "Its lists come late and its boats come later",
            "topics": "cooperation;criticism",
        },
        "bu-checked": {"speaker_id": "jarl-tovik", "exact": "Every name is checked"}
        | {"topics": "returns", **ASSUMED},
    }
    utterances = {name: {"utterance_id": name} | cells for name, cells in quotes.items()}
    return _anchored(
        utterances, {"part": "1", "mode": "direct", "target": "none", "stance": "none"}
    )


def _events() -> dict[str, dict[str, str]]:
    columns = ("id", "label", "kind", "date", "date_basis", "actors", "exact")
    rows = (
        dict(zip(columns, map(str.strip, line.split("|")), strict=True))
        for line in EVENTS.strip().splitlines()
    )
    return _anchored({cells.pop("id"): cells for cells in rows}, {})


def _anchored(
    rows: Mapping[str, dict[str, str]], plain: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The rows with what most of them share, and the source that the id begins with."""
    return {name: {"source_id": SOURCES[name[:2]], **plain} | cells for name, cells in rows.items()}
