"""Relations agree with one another, and their notes hold in either order."""

import pytest
from records import found, relation, shortened, valid_rows

RETURNED, CONVICTED, WAITING, PAPERS = (
    "returned-sailors",
    "convicted-returned",
    "waiting-sailors",
    "waiting-without-papers",
)


def test_a_note_that_names_its_groups_holds_in_either_order(tmp_path):
    rows = valid_rows()
    rows["relations"]["papers"]["note"] = "The league counts those without papers “of whom”"
    assert shortened("R05", found(tmp_path, rows)) == []


def noted(tmp_path, note: str) -> list[str]:
    """The places where rule R05 finds fault with a note on two populations."""
    rows = valid_rows()
    rows["relations"]["papers"]["note"] = note
    return shortened("R05", found(tmp_path, rows))


@pytest.mark.parametrize(
    "note",
    [
        "The ones are in port, the others at sea.",
        "They are counted among these.",
        "This group is inside that group.",
        "Its members are counted elsewhere.",
        "It contains them.",
        "Sailors of the ministry belong to those.",
        "The ministry counts these sailors among the returned.",
        "The first are a part of the second.",
        "The other group is larger.",
        "Those are a part of the sailors who wait.",
        "Sailors wait in port and at sea respectively.",
        "All of that number had papers.",
    ],
)
def test_a_note_that_means_a_group_by_its_place_in_the_pair_is_refused(tmp_path, note):
    assert len(noted(tmp_path, note)) == 1


@pytest.mark.parametrize(
    "note",
    [
        "Former sailors are counted among the returned.",
        "No source says that the returned and those who wait are the same.",
        "Those without papers are a part of those who wait; no source says when they applied.",
        "The league counts those without papers “of these”",
        "It is not stated how sailors and deckhands overlap.",
        "The ministry counts sailors apart from each other’s ports.",
    ],
)
def test_a_note_that_says_which_group_it_means_is_not_refused(tmp_path, note):
    assert noted(tmp_path, note) == []


def test_every_circle_is_reported_and_named(tmp_path):
    rows = valid_rows()
    rows["relations"] |= {
        "back": relation(WAITING, "subset_of", PAPERS),
        "turn": relation(RETURNED, "subset_of", CONVICTED),
    }
    circles = sorted(error.wrong for error in found(tmp_path, rows) if error.code == "R02")
    assert circles == [
        f"closes a circle: {CONVICTED} → {RETURNED} → {CONVICTED}",
        f"closes a circle: {PAPERS} → {WAITING} → {PAPERS}",
    ]


def test_relations_that_agree_are_no_contradiction(tmp_path):
    rows = valid_rows()
    rows["relations"] |= {
        "apart": relation(PAPERS, "disjoint", CONVICTED),
        "open": relation(CONVICTED, "unknown", WAITING),
        "wide": relation(PAPERS, "disjoint", RETURNED),
    }
    assert found(tmp_path, rows) == []
