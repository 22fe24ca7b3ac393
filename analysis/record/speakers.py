"""Speakers: persons, offices, media and others to whom words or figures are attributed."""

from dataclasses import dataclass

# Kinds of those who speak that the package itself knows, with what each is called: whatever other
# kinds a record has, by the column `kind` of speakers.csv.
PERSON = "person"
BODIES = {
    "government_body": "government",
    "media": "news medium",
    "group": "group",
    "anonymous": "not named",
}
NO_SIDE = "not stated"  # the side of who has none


@dataclass(frozen=True)
class Speaker:
    """A person, office, court, company, medium or reader to whom words or figures are
    attributed. `side` is the speaker's own, else that of the body it belongs to; "" for none.
    """

    id: str
    name: str
    family_name: str
    kind: str
    role: str
    affiliation: str
    side: str
    # The body at the top of those that the speaker belongs to: a ministry's government.
    principal: str = ""
    body: str = ""  # what the speaker is or belongs to, in words
    of: str = ""  # the body that a person belongs to, as it stands inside a sentence

    def __str__(self) -> str:
        office = ", ".join(filter(None, (self.role, self.affiliation)))
        if office and self.kind == PERSON:
            return f"{self.name} ({office})"
        return self.name

    def summary(self) -> dict[str, str]:
        """It as a row of plain strings."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "role": self.role,
            "affiliation": self.affiliation,
        }

    def introduced(self) -> str:
        """The name as a sentence introduces it: "Aske Lund of the Port Ministry"."""
        if self.of and self.kind == PERSON:
            return f"{self.name} of {self.of}"
        return self.in_sentence()

    def in_sentence(self) -> str:
        """The name as it stands inside an English sentence: ministries and governments take an
        article.
        """
        return in_sentence(self.name, self.kind)


def in_sentence(name: str, kind: str) -> str:
    """A name as it stands inside an English sentence, by what it is the name of."""
    return f"the {name}" if kind == "government_body" and "’s " not in name else name
