"""The list of questions: which can be run, and what is wrong with the others."""

from dataclasses import replace
from unittest.mock import Mock

import pytest
from conftest import ROOT
from questionlists import loaded, question, write_notebook

from analysis.build import questions
from analysis.build.questions import Question, Title, load_questions
from analysis.build.site import LIST
from analysis.errors import BuildError
from analysis.record.scopes import SCOPES


def test_a_question_has_its_fields_and_the_list_its_order(tmp_path):
    listed = loaded(
        tmp_path,
        '[site]\nabout = "Boats."\n[[question]]\nid = "b"\ntext = "B?"\ntopic = "Lakes"\nnotebook = '
        '"harbour"\nparameters = { place = "River" }\n[[question]]\nid = "a"\ntext = '
        '"A?"\nnotebook = "harbour"\n',
    )
    assert [replace(question, head={}) for question in listed.sound] == [
        Question("b", "B?", "harbour", "Lakes", {"place": "River"}),
        Question("a", "A?", "harbour"),
    ]
    assert listed.texts == {"b": "B?", "a": "A?"}
    assert listed.titles == {
        "b": Title("B?", "B?", "Lakes", "articles"),
        "a": Title("A?", "A?", "", "articles"),
    }
    assert (listed.site.about, listed.problems) == ("Boats.", {})


def test_a_page_is_told_its_subject_its_scope_and_its_ways_to_others(tmp_path):
    listed = loaded(
        tmp_path,
        question("a", 'topic = "Lakes"\ntwin = "d"\nrelated = ["c"]')
        + question("b", 'topic = "Seas"\nshort = "Boats at sea"')
        + question("c", 'topic = "Lakes"')
        + question("d", 'topic = "Lakes"\ntwin = "a"', "record")
        + '[site]\nsubjects = ["Lakes", "Seas"]\nauthor = "The harbour"\n'
        + 'address = "https://example.org/record/"\narticles = "The logs"\n',
    )
    assert listed.problems == {}
    assert listed.in_order() == ["a", "d", "c", "b"]
    twin = {"id": "d", "called": "The same question of the wider public record"}
    assert listed.by_id("a").head == {
        "topic": "Lakes",
        "scope": "articles",
        "links": [
            twin | {"short": "D?", "scope": "record"},
            {"id": "c", "called": "Next", "short": "C?", "scope": "articles"},
        ],
        "site": "Record",
        "author": "The harbour",
        "address": "https://example.org/record/",
        "scopes": {"articles": "The logs", "record": "Wider public record"},
    }
    (following,) = listed.by_id("c").head["links"]
    assert following["short"] == "Boats at sea"
    assert listed.by_id("b").head["links"] == []


@pytest.mark.parametrize(
    ("cell", "parameters", "scope"),
    [
        ('scope = "record"', "", "record"),
        ('scope = "record"', 'scope = "articles"', "articles"),
        ('scope = "record"', 'place = "River"', "record"),
        ("scope = SCOPE", "", ""),
    ],
)
def test_a_question_that_gives_no_scope_is_asked_of_that_of_its_notebook(
    tmp_path, cell, parameters, scope
):
    write_notebook(tmp_path / "harbour.ipynb", cell)
    fields = 'id = "a"\ntext = "A?"\nnotebook = "harbour"'
    listed = loaded(tmp_path, f"[[question]]\n{fields}\nparameters = {{ {parameters} }}\n")
    assert (listed.titles["a"].scope, listed.by_id("a").head["scope"]) == (scope, scope)


def test_a_notebook_is_read_once_and_only_where_a_question_gives_no_scope(tmp_path, monkeypatch):
    read = Mock(return_value="record")
    monkeypatch.setattr(questions, "default_scope", read)
    loaded(tmp_path, question("a") + question("b", "", "record"))
    assert read.call_count == 0
    bare = '[[question]]\nid = "{}"\ntext = "A?"\nnotebook = "harbour"\n'
    listed = loaded(tmp_path, bare.format("a") + bare.format("b"))
    assert [title.scope for title in listed.titles.values()] == ["record", "record"]
    read.assert_called_once_with(tmp_path / "harbour.ipynb")


def test_the_scope_of_every_question_of_this_project_is_known():
    titles = load_questions(ROOT / LIST).titles.values()
    assert {title.scope for title in titles} == {*SCOPES}


def test_the_questions_are_put_in_order_once_however_many_there_are(tmp_path, monkeypatch):
    in_order = Mock(wraps=questions._in_order)
    monkeypatch.setattr(questions, "_in_order", in_order)
    listed = loaded(tmp_path, "".join(map(question, "abcde")))
    assert [each.head["links"][0]["id"] for each in listed.sound[:-1]] == [*"bcde"]
    assert in_order.call_count == 1


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ('short = "The 40 boats"', 'the short has "40", which leads to no evidence'),
        (f'short = "{"a" * 41}"', "the short title has 41 characters; use at most 40"),
        (
            'topic = "Laks"',
            'the topic "Laks" is none of the subjects of [site]; did you mean "Lakes"?',
        ),
        ('twin = "e"', 'twin has "e", which is no question; use one of a, b, c'),
        ('twin = "a"', "twin has the question itself; name another question"),
        ('twin = "b"', 'its twin "b" is asked of the same scope; name the same question'),
        ('twin = "c"', 'its twin "c" does not name it as its own; let each name the other'),
        ('related = ["c", "harbor"]', 'related has "harbor", which is no question; use one of'),
        ('related = ["a"]', "related has the question itself"),
        ('related = "c"', "related is 'c'; expected a list of texts"),
        ("related = [3]", "related is [3]; expected a list of texts"),
        ("twin = 3", "twin is 3; expected a text"),
    ],
)
def test_a_wrong_way_to_another_question_is_a_problem_of_its_question_alone(tmp_path, more, wrong):
    site = '[site]\nsubjects = ["Lakes"]\n'
    given = site + question("a", more) + question("b") + question("c", "", "record")
    listed = loaded(tmp_path, given)
    assert listed.problems.keys() == {"a"}
    assert f"notebooks/questions.toml, question a: {wrong}" in str(listed.problems["a"])


def test_its_words_for_each_finding_are_a_parameter_like_others(tmp_path):
    listed = loaded(
        tmp_path,
        '[[question]]\nid = "a"\ntext = "A?"\nnotebook = "harbour"\n'
        'answer = { open = "Not known." }\ntitles = { open = "Boats" }\n'
        'headings = { years = { open = "By year" } }',
    )
    given = {
        "answers": {"open": "Not known."},
        "titles": {"open": "Boats"},
        "headings": {"years": {"open": "By year"}},
    }
    assert [question.parameters for question in listed.sound] == [given]


def test_every_question_of_this_project_can_be_run():
    assert load_questions(ROOT / LIST).problems == {}


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"[[question]\n", r"is no TOML \(.*at line 1"),
        (b"\xff", "is no TOML"),
        (b"question = " + b"[" * 9999, "is no TOML"),
        (b"", "holds no questions"),
        (b"question = 3", "holds no questions"),
        (b"question = [3]", "holds no questions"),
        (b"[site]\nabout = 3", "holds no questions"),
    ],
)
def test_a_list_that_holds_no_questions_is_refused(tmp_path, content, wrong):
    with pytest.raises(
        BuildError, match=f"^notebooks/questions.toml:? {wrong}|^notebooks/questions.toml: {wrong}"
    ):
        loaded(tmp_path, content)


def test_a_list_may_begin_with_a_byte_order_mark(tmp_path):
    listed = loaded(
        tmp_path, b'\xef\xbb\xbf[[question]]\nid = "a"\ntext = "A?"\nnotebook = "harbour"\n'
    )
    assert [question.id for question in listed.sound] == ["a"]


def test_a_date_without_quotation_marks_is_the_text_of_that_date(tmp_path):
    listed = loaded(
        tmp_path,
        '[[question]]\nid = "a"\ntext = "A?"\nnotebook = "harbour"\n'
        "[question.parameters]\nsince = 2017-09-14\ndays = [0975-01-01, 2018-02-28]\nplace = { "
        "opened = 2002-03-22 }\n",
    )
    assert listed.problems == {}
    assert listed.sound[0].parameters == {
        "since": "2017-09-14",
        "days": ["0975-01-01", "2018-02-28"],
        "place": {"opened": "2002-03-22"},
    }


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("07:32:00", "07:32:00"),
        ("2017-09-14T07:32:00", "2017-09-14T07:32:00"),
        ("2017-09-14 07:32:00Z", "2017-09-14T07:32:00+00:00"),
        ("[1, [2017-09-14T07:32:00]]", "2017-09-14T07:32:00"),
        ("{ at = 07:32:00 }", "07:32:00"),
    ],
)
def test_a_time_is_a_problem_of_its_question_alone(tmp_path, value, shown):
    listed = loaded(
        tmp_path,
        f'[[question]]\nid = "a"\ntext = "A?"\nnotebook = "harbour"\nparameters = '
        f"{{ since = {value} }}\n"
        '[[question]]\nid = "b"\ntext = "B?"\nnotebook = "harbour"\nparameters = { since = '
        "2017-09-14 }\n",
    )
    assert [question.id for question in listed.sound] == ["b"]
    assert str(listed.problems["a"]) == (
        f"notebooks/questions.toml, question a: parameter since has the time {shown}; "
        "give a day, as 2017-09-14, or put it in quotation marks if a text is meant"
    )


def test_a_list_that_is_not_there_is_refused_without_a_path_of_the_machine(tmp_path):
    with pytest.raises(
        BuildError, match=r"^notebooks/questions.toml: cannot be read \(No such file or directory\)"
    ):
        load_questions(tmp_path / "questions.toml")


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ('id = "a"\ntext = "A?"', "has no notebook"),
        ('id = "a"\ntext = ""\nnotebook = "harbour"', "has no text"),
        ('text = "A?"\nnotebook = "harbour"', "has no id"),
        ('id = "a"\ntext = "A?"\nnotebook = "../harbour"', 'the notebook is "../harbour"'),
        (
            'id = "a"\ntext = "A?"\nnotebook = "absent"',
            'there is no notebook "absent"; use one of harbour',
        ),
        ('id = "index"\ntext = "A?"\nnotebook = "harbour"', "that of the index page"),
        ('id = "sources"\ntext = "A?"\nnotebook = "harbour"', "that of the page of sources"),
        ('id = "../a"\ntext = "A?"\nnotebook = "harbour"', 'the id is "../a"'),
        ('id = "a"\ntext = ["A?"]\nnotebook = "harbour"', "text is ['A?']; expected a text"),
        ('id = 2017-09-14\ntext = "A?"\nnotebook = "harbour"', "id is 2017-09-14; expected a text"),
        ('id = "a"\ntext = 07:32:00\nnotebook = "harbour"', "text is 07:32:00; expected a text"),
        (
            'id = "a"\ntext = "A?"\nnotebook = "harbour"\nparameters = "b"',
            "parameters is 'b'; expected a table",
        ),
        ('id = "a"\ntext = "A?"\nnotebook = "harbour"\nreply = 40', 'no field is called "reply"'),
        ('id = "a"\ntext = "A?"\nnotebook = "harbour"\nanswer = 40', "answer is 40; expected a"),
        (
            'id = "a"\ntext = "A?"\nnotebook = "harbour"\nanswer = { open = 40 }',
            "answer.open is 40; write one text for each finding",
        ),
        (
            'id = "a"\ntext = "A?"\nnotebook = "harbour"\nparameters = { answers = {} }',
            r"answers stands among its parameters; write [question.answer]",
        ),
        ('id = "a"\ntext = "How many in 2017?"\nnotebook = "harbour"', 'the text has "2017"'),
        (
            'id = "a"\ntext = "A?"\ntopic = "The 40 boats"\nnotebook = "harbour"',
            'the topic has "40"',
        ),
        ('id = "b"\ntext = "Again?"\nnotebook = "harbour"', "the id stands twice"),
    ],
)
def test_a_question_that_is_not_whole_is_a_problem_and_the_others_can_be_run(
    tmp_path, question, wrong
):
    sound = '[[question]]\nid = "c"\ntext = "C?"\nnotebook = "harbour"\n'
    first = (
        '[[question]]\nid = "b"\ntext = "B?"\nnotebook = "harbour"\n'
        if 'id = "b"' in question
        else ""
    )
    listed = loaded(tmp_path, f"{sound}{first}[[question]]\n{question}\n")
    assert [question.id for question in listed.sound] == ["c"]
    [problem] = listed.problems.values()
    assert wrong in str(problem)
    assert str(problem).startswith("notebooks/questions.toml, question ")
