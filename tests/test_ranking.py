from __future__ import annotations

from index.hits import Hit
from service.ranking import Side, fuse, interleave


def passages(hits):
    return [hit.passage for hit in hits]


def test_what_both_sides_find_comes_first():
    dense = [Hit("a", 0.9), Hit("b", 0.8), Hit("c", 0.1)]
    lexical = [Hit("b", 30.0), Hit("d", 20.0), Hit("a", 1.0)]
    assert passages(fuse([Side(dense, 0.5), Side(lexical, 0.5)]))[0] == "b"


def test_the_only_passage_that_has_the_word_comes_first():
    near = [Hit(str(place), 0.9 - place / 100) for place in range(30)]
    assert passages(fuse([Side([Hit("x", 9.3)], 0.4, rest=0.0), Side(near, 0.6)]))[0] == "x"


def test_one_side_alone_keeps_its_order():
    hits = [Hit("a", 3.0), Hit("b", 2.0), Hit("c", 1.0)]
    assert passages(fuse([Side(hits, 0.3), Side([], 0.7)])) == ["a", "b", "c"]
    assert passages(fuse([Side([], 0.3), Side(hits, 0.7)])) == ["a", "b", "c"]
    assert fuse([Side([], 0.3), Side([], 0.7)]) == []


def test_a_bonus_lifts_what_was_found():
    hits = [Hit("a", 3.0), Hit("b", 2.9), Hit("c", 1.0)]
    assert passages(fuse([Side(hits, 1.0)], {"b": 1.0})) == ["b", "a", "c"]


def test_equal_scores_are_ordered_by_id():
    hits = [Hit("b", 1.0), Hit("a", 1.0)]
    assert passages(fuse([Side(hits, 0.3), Side(hits, 0.7)])) == ["a", "b"]


def test_each_group_has_its_turn_and_everything_the_rest():
    groups = [[Hit("a1", 9), Hit("a2", 8)], [Hit("b1", 7), Hit("b2", 6)]]
    everything = [Hit("x", 10), Hit("a1", 9), Hit("y", 1)]
    assert passages(interleave(groups, everything)) == ["a1", "b1", "a2", "b2", "x", "y"]


def test_without_groups_everything_stands_as_it_is():
    everything = [Hit("x", 10), Hit("y", 1)]
    assert interleave([], everything) == everything
