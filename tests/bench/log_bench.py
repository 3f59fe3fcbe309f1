"""The log of the books with a million leaves, against hashing the same bytes once each; in CPU time, one thread."""

from __future__ import annotations

import hashlib
import time

from laoyou.system.ledger.rules.merkle import Front, inclusion_path, is_included, leaf_hash, levels
from tests.bench.measured import Measured

LEAF = b'["entry",1,%d,"2022-12-20","2022-12-20","expense","lamps","",null,[["service",53,500,""]],[]]'


def run(leaves: int = 1_000_000) -> list[Measured]:
    """Return what it takes to append so many leaves and know the root, and to prove one of them."""
    data = [LEAF % number for number in range(leaves)]
    begun = time.process_time()
    for one in data:
        hashlib.sha256(one).digest()
    raw = time.process_time() - begun
    begun = time.process_time()
    hashes = [leaf_hash(one) for one in data]
    front = Front().extended(hashes)
    logged = time.process_time() - begun
    tree = levels(hashes)
    path = inclusion_path(tree, leaves // 3)
    if not is_included(hashes[leaves // 3], leaves // 3, leaves, path, front.root):
        raise AssertionError("the log can't prove its own leaf")
    return [
        Measured(
            f"log of {leaves:,} leaves: {logged:.2f} s",
            f"SHA-256 of the same bytes: {raw:.2f} s, both CPU time",
            logged / raw,
            3.0,
        ),
        Measured(f"proof of one leaf: {32 * len(path)} bytes", "1,024 bytes", 32 * len(path) / 1024, 1.0),
    ]
