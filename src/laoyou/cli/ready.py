"""Django made ready by being imported: before anything that needs its tables."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.config.settings")
django.setup()
