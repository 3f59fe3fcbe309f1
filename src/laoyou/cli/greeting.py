"""Where everything is, and as whom to try it."""

from __future__ import annotations

import subprocess
import sys

from laoyou.cli import demo_city
from laoyou.cli.screen import say

PLATFORMS = (("Residents", "老友管家", "/"), ("Operations", "运营中心", "/ops/"), ("Supervision", "监管平台", "/city/"))


def say_hello(address: str, *, is_demo: bool, took_s: float) -> None:
    say(f"\nLaoyou runs (ready in {took_s:.1f} s). Ctrl-C stops all of it.\n")
    for english, chinese, path in PLATFORMS:
        say(f"  {english:<12} {chinese}   {address}{path}")
    if is_demo and demo_city.is_at_hand():
        say("\nTo try it (residents sign in with a telephone number; the demo shows the code on the page):\n")
        subprocess.run([sys.executable, "-m", "laoyou.cli.inside", "personas"], check=False)
    say()
