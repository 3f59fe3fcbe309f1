"""Let the virtual environment that runs this find Laoyou in its source folder, and put the command `laoyou` in it.

No build, no copy: the source is what runs.
"""

import sys
import sysconfig
from pathlib import Path

source = Path(__file__).resolve().parent.parent / "src"
Path(sysconfig.get_path("purelib"), "laoyou-source.pth").write_text(f"{source}\n", encoding="utf-8")
command = Path(sys.prefix, "bin", "laoyou")
command.write_text(f'#!/bin/sh\nexec "{sys.prefix}/bin/python" -m laoyou.cli "$@"\n', encoding="utf-8")
command.chmod(0o755)
