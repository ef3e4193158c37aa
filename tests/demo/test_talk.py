from collections import Counter
from pathlib import Path

import pytest

from demo.content import TALK, load
from demo.people import all_user_names
from demo.talk import TalkError, Thread, read_talk

EXAMPLE = """@9 ines idea *4 =kit
One kit
per house.
> dilan *2
Yes.
>> ines +1 answer
Good.
! thank
Thank you.
! accept +3
We do it.
! park +5 until=20
Later.
"""


def _read(folder: Path, text: str) -> list[Thread]:
    (folder / "one-day.txt").write_text(text, encoding="utf-8")
    return read_talk(folder)


def test_a_thread_has_its_posts_with_their_places(tmp_path):
    (thread,) = _read(tmp_path, EXAMPLE)
    assert (thread.discussion, thread.day, thread.key) == ("one-day", 9, "kit")
    assert [(said.who, said.kind, said.supporters, said.parent) for said in thread.posts] == [
        ("ines", "idea", 4, None),
        ("dilan", "comment", 2, 0),
        ("ines", "answer", 0, 1),
    ]
    assert thread.posts[0].body == "One kit\nper house."
    assert thread.posts[2].days_later == 1


def test_a_thread_has_its_steps_with_their_words(tmp_path):
    (thread,) = _read(tmp_path, EXAMPLE)
    assert [(step.verb, step.day, step.words) for step in thread.steps] == [
        ("thank", None, "Thank you."),
        ("accept", 3, "We do it."),
        ("park", 5, "Later."),
    ]
    assert thread.steps[2].options == {"until": "20"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Hello\n", "before anybody speaks"),
        ("> dilan\nYes.\n", "to nothing"),
        ("@9 ines\nOne.\n>> dilan\nYes.\n", "to nothing"),
        ("@9 ines\nOne.\n! applaud\nBravo.\n", "no step applaud"),
        ("@9 ines\nOne.\n! accept +9\nToo late.\n", "lies ahead"),
        ("@9 ines shouting\nOne.\n", "cannot read"),
    ],
)
def test_talk_that_cannot_be_is_refused_with_its_place(tmp_path, text, complaint):
    with pytest.raises(TalkError, match=complaint) as refusal:
        _read(tmp_path, text)
    assert "one-day.txt, line" in str(refusal.value)


def test_everybody_who_speaks_works_here():
    speakers = {said.who for thread in read_talk(TALK) for said in thread.posts}
    assert speakers <= set(all_user_names())


def test_user_names_are_unique():
    names = all_user_names()
    assert len(names) == len(set(names))


def test_nobody_says_the_same_twice():
    threads = read_talk(TALK)
    texts = Counter(said.body.strip() for thread in threads for said in thread.posts)
    texts += Counter(step.words for thread in threads for step in thread.steps)
    assert all(texts), "somebody says nothing"
    assert {text: times for text, times in texts.items() if times > 2} == {}


def test_every_measure_has_18_months_of_figures():
    spans = {"month": 18, "quarter": 6}
    for row in load("scorecard")["measure"]:
        given = len(row["actuals"]) + row.get("late", 0)
        assert given == spans[row.get("frequency", "month")], row["code"]
