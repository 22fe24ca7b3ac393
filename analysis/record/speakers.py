"""Speakers: persons, offices, media and others to whom words or figures are attributed."""

from dataclasses import dataclass

# What those who speak are or belong to, in words, by the column `kind` of speakers.csv.
BODIES = {
    "government_body": "government",
    "agency": "government",
    "court": "court",
    "party": "party",
    "company": "company",
    "media": "news medium",
    "organisation": "civil society",
    "group": "group",
    "anonymous": "not named",
}


@dataclass(frozen=True)
class Speaker:
    """A person, office, court, company, medium or reader to whom words or figures are
    attributed.
    """

    id: str
    name: str
    family_name: str
    kind: str
    role: str
    affiliation: str
    country: str
    # The body at the top of those that the speaker belongs to: a ministry's government.
    principal: str = ""
    body: str = ""  # what the speaker is or belongs to, one of the words of BODIES
    of: str = ""  # the body that a person belongs to, as it stands inside a sentence

    def __str__(self) -> str:
        office = ", ".join(filter(None, (self.role, self.affiliation)))
        if office and self.kind == "person":
            return f"{self.name} ({office})"
        return self.name

    def introduced(self) -> str:
        """The name as a sentence introduces it: "Koy Kuong of the Ministry of Foreign Affairs"."""
        if self.of and self.kind == "person":
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
