"""The append-only log behind the open books: a Merkle tree as RFC 9162 section 2.1 has it.

Who keeps a checkpoint (size and root) can tell for ever whether an entry is in the log, and whether a later log still
begins with everything that this one held. Hashes are SHA-256, 32 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes. Source: RFC 9162, 2.1.1.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Front:
    """The right edge of a tree: the roots of its full parts, the widest first. Enough to append, and to know the root.

    A tree of 6 leaves has two full parts, of 4 and of 2:

    >>> front = Front().extended(leaf_hash(b"%d" % number) for number in range(6))
    >>> front.size, len(front.parts)
    (6, 2)
    """

    size: int = 0
    parts: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        if not self.parts:
            return EMPTY_ROOT
        root = self.parts[-1]
        for part in reversed(self.parts[:-1]):
            root = node_hash(part, root)
        return root

    def extended(self, leaves: Iterable[bytes]) -> Front:
        """Return the front after these leaf hashes were appended, in order."""
        size, parts = self.size, list(self.parts)
        for leaf in leaves:
            part, full = leaf, size + 1
            size = full
            while full % 2 == 0:  # as many full parts end here as the size has trailing zeros; the hot loop of a log
                part, full = hashlib.sha256(b"\1" + parts.pop() + part).digest(), full // 2
            parts.append(part)
        return Front(size, tuple(parts))


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the tree from its leaf hashes up to the root; an odd last node is carried up."""
    level = list(leaves)
    tree = [level]
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) & ~1 :]
        tree.append(level)
    return tree


def inclusion_path(tree: Sequence[Sequence[bytes]], number: int) -> list[bytes]:
    """Return the hashes that lead from a leaf (counted from 0) to the root. Source: RFC 9162, 2.1.3.1."""
    if not 0 <= number < len(tree[0]):
        raise ValueError("no such leaf")
    path = []
    for level in tree[:-1]:
        if (sibling := number ^ 1) < len(level):
            path.append(level[sibling])
        number //= 2
    return path


def is_included(leaf: bytes, number: int, size: int, path: Iterable[bytes], root: bytes) -> bool:
    """Return whether the path proves that the leaf is at this place of the tree. Source: RFC 9162, 2.1.3.2.

    >>> tree = levels([leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c")])
    >>> is_included(leaf_hash(b"c"), 2, 3, inclusion_path(tree, 2), tree[-1][0])
    True
    >>> is_included(leaf_hash(b"x"), 2, 3, inclusion_path(tree, 2), tree[-1][0])
    False
    """
    if not 0 <= number < size:
        return False
    place, last, found = number, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(step, found)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, step)
        place, last = place // 2, last // 2
    return last == 0 and found == root


def consistency_path(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """Return the hashes that prove that the tree begins with its first `earlier` leaves. Source: RFC 9162, 2.1.4.1."""
    if not 0 < earlier <= len(leaves):
        raise ValueError("no such earlier tree")
    return _subproof(earlier, leaves, is_whole=True)


def _subproof(earlier: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [_root_of(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if earlier <= split:
        return [*_subproof(earlier, leaves[:split], is_whole=is_whole), _root_of(leaves[split:])]
    return [*_subproof(earlier - split, leaves[split:], is_whole=False), _root_of(leaves[:split])]


def _root_of(leaves: Sequence[bytes]) -> bytes:
    return Front().extended(leaves).root


def is_consistent(earlier: int, earlier_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the path proves that the later tree begins with the earlier one. Source: RFC 9162, 2.1.4.2."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not path and earlier_root == root
    steps = list(path)
    if earlier & (earlier - 1) == 0:
        steps.insert(0, earlier_root)
    if not steps:
        return False
    place, last = earlier - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while place and place % 2 == 0:
                place, last = place // 2, last // 2
        else:
            new = node_hash(new, step)
        place, last = place // 2, last // 2
    return last == 0 and old == earlier_root and new == root
