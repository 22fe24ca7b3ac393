"""What the list of questions says of the site and of its key numbers is refused where it is wrong."""

import pytest
from conftest import ROOT
from questionlists import loaded, question

from analysis.build.questions import load_questions
from analysis.build.site import LIST
from analysis.errors import BuildError


@pytest.mark.parametrize(
    ("tables", "wrong"),
    [
        ('[site]\ncontct = "a"', '[site]: no field is called "contct"; did you mean "contact"?'),
        ("[site]\nauthor = 3", "[site]: author is 3; expected a text"),
        ('[site]\nsubjects = "Lakes"', "subjects is 'Lakes'; expected a list of texts"),
        ('[site]\nabout = "The 40 boats."', '[site]: about has "40", which leads to no evidence'),
        ('[site]\narticles = "Two articles"', '[site]: articles has "Two", which leads to no'),
        ('[site]\naddress = "example.org"', 'address is "example.org"; give the folder'),
        ('[site]\naddress = "https://example.org/a?b"', "give the folder of the pages"),
        ("[sites]", 'no table is called "sites"; did you mean "site"?'),
        ("[key]", ""),
        ('[key]\nquestion = "a"', "key: is no list of tables"),
        ('[[key]]\nquestion = "a"\nevidence = ["b"]', "[[key]] 1: is not whole"),
        ('[[key]]\nquestion = "a"\nevidence = "b"\nwords = "c"', "[[key]] 1: is not whole"),
        ('[[key]]\nquestion = "b"\nevidence = ["b"]\nwords = "c"', "there is no question 'b'"),
        ('[[key]]\nquestion = "a"\nevidence = ["b"]\nwords = "40 boats"', 'the words have "40"'),
    ],
)
def test_what_the_list_says_of_the_site_is_refused_where_it_is_wrong(tmp_path, tables, wrong):
    given = f"{question('a')}{tables}\n"
    if not wrong:
        assert loaded(tmp_path, given).keys == []
        return
    with pytest.raises(BuildError) as error:
        loaded(tmp_path, given)
    assert wrong in str(error.value)


def test_this_project_says_no_address_and_no_contact_that_nobody_stated():
    site = load_questions(ROOT / LIST).site
    assert (site.address, site.contact, site.corrections) == ("", "", "")
    assert f"- name: {site.author}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"title: {site.title}\n" in (ROOT / "CITATION.cff").read_text()
