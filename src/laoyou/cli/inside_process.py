"""Starting what needs Django's tables, as a process of its own (`inside`)."""

import subprocess
import sys


def inside(command: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "laoyou.cli.inside", command, *arguments], check=False).returncode
