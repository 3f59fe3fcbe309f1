"""The log's tree: exhaustively for small sizes, by properties for the rest, and beside a library of other people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_inclusion

from laoyou.system.ledger.rules.merkle import (
    EMPTY_ROOT,
    Front,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    levels,
)

UP_TO = 40
DATA = [f"entry {number}".encode() for number in range(UP_TO)]
LEAVES = [leaf_hash(data) for data in DATA]


def root(size: int) -> bytes:
    return Front().extended(LEAVES[:size]).root


def test_the_empty_log_has_the_root_that_the_standard_says() -> None:
    assert Front().root == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, UP_TO))
def test_the_front_and_the_whole_tree_have_one_root(size: int) -> None:
    assert root(size) == levels(LEAVES[:size])[-1][0]


@pytest.mark.parametrize("size", range(1, UP_TO))
def test_each_leaf_is_proved_at_its_place_and_at_no_other(size: int) -> None:
    tree = levels(LEAVES[:size])
    for number in range(size):
        path = inclusion_path(tree, number)
        assert is_included(LEAVES[number], number, size, path, root(size))
        assert not is_included(leaf_hash(b"forged"), number, size, path, root(size))
        for other in range(size):
            if other != number:
                assert not is_included(LEAVES[number], other, size, path, root(size))


@pytest.mark.parametrize("size", range(1, UP_TO))
def test_a_later_log_is_proved_to_begin_with_every_earlier_one(size: int) -> None:
    for earlier in range(1, size + 1):
        path = consistency_path(LEAVES[:size], earlier)
        assert is_consistent(earlier, root(earlier), size, root(size), path)
        if earlier < size:
            assert not is_consistent(earlier, leaf_hash(b"rewritten"), size, root(size), path)
            assert not is_consistent(earlier, root(earlier), size, leaf_hash(b"rewritten"), path)
            assert not is_consistent(earlier, root(earlier), size, root(size), path[:-1])


def test_another_library_finds_the_same_roots_and_takes_our_proofs() -> None:
    theirs = InmemoryTree(algorithm="sha256")
    for size, data in enumerate(DATA, start=1):
        theirs.append_entry(data)
        assert theirs.get_root() == root(size)
    for number in range(UP_TO):
        proof = theirs.prove_inclusion(number + 1)
        verify_inclusion(LEAVES[number], root(UP_TO), proof)
        ours = inclusion_path(levels(LEAVES), number)
        assert proof.path[1:] == ours  # theirs begins with the leaf itself


@given(st.lists(st.binary(max_size=8), max_size=80), st.integers(0, 80))
def test_appending_in_two_goes_is_appending_at_once(data: list[bytes], split: int) -> None:
    leaves = [leaf_hash(one) for one in data]
    assert Front().extended(leaves[:split]).extended(leaves[split:]) == Front().extended(leaves)


@given(st.integers(1, 200), st.data())
def test_a_changed_step_of_a_path_proves_nothing(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    number = data.draw(st.integers(0, size - 1))
    tree = levels(leaves)
    path = inclusion_path(tree, number)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        path[place] = bytes([path[place][0] ^ 1]) + path[place][1:]
        assert not is_included(leaves[number], number, size, path, tree[-1][0])
