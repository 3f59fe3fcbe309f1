"""Jobs by procrastinate, whose rows live in our own database: deferred inside the caller's transaction, so that a job
exists exactly when the fact does. A package's `jobs.py` holds its tasks; each loads by id, makes one use-case call and
is safe to run twice.
"""

from procrastinate.contrib.django import app

job = app.task
periodic = app.periodic

__all__ = ["app", "job", "periodic"]
