"""Passwords for tests: scrypt as the product has it, with almost none of its work.

Scrypt is slow on purpose, 0.1 s and more for each login that a test makes. The work is written in the password's own
row, so that a process of the product reads these too.
"""

from django.contrib.auth.hashers import ScryptPasswordHasher


class QuickScrypt(ScryptPasswordHasher):
    work_factor = 2


QUICK = [f"{QuickScrypt.__module__}.{QuickScrypt.__qualname__}"]
