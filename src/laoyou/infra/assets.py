"""Front-end libraries: the files that pages use, copied from node_modules into static/vendor with their licences.

Never edited, never committed; `manifest.json` names each file's package, version and SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
VENDOR = PACKAGE / "static" / "vendor"
FILES = {
    "weui": ["dist/style/weui.min.css"],
    "htmx.org": ["dist/htmx.min.js"],
    "@alpinejs/csp": ["dist/cdn.min.js"],
    "@tabler/core": ["dist/css/tabler.min.css", "dist/js/tabler.min.js"],
    "echarts": ["dist/echarts.common.min.js"],
    "axe-core": ["axe.min.js"],
    "@expo-google-fonts/noto-sans-sc": [
        "400Regular/NotoSansSC_400Regular.ttf",
        "700Bold/NotoSansSC_700Bold.ttf",
    ],
}
ONLY_FOR_TESTS = {"axe-core"}


def copy_vendor_files(node_modules: Path) -> int:
    """Copy every file that the pages use and return how many; the folder changes at one stroke, once it is whole.

    Raises: FileNotFoundError when `npm ci` has not run.
    """
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    manifest: dict[str, dict[str, str]] = {}
    for package, files in FILES.items():
        source = node_modules / package
        if package in ONLY_FOR_TESTS and not source.exists():
            continue
        about = json.loads((source / "package.json").read_text())
        target = fresh / package.lstrip("@").replace("/", "-").replace(".", "-")
        target.mkdir(parents=True)
        for file in files:
            copied = shutil.copy(source / file, target / Path(file).name)
            manifest[str(Path(copied).relative_to(fresh))] = {
                "package": package,
                "version": about["version"],
                "licence": about.get("license", ""),
                "sha256": hashlib.sha256(Path(copied).read_bytes()).hexdigest(),
            }
        _copy_licence(source, target, about)
    _copy_icons(node_modules / "@tabler" / "icons" / "icons" / "outline", fresh / "tabler-icons")
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return len(manifest)


def static_version() -> str:
    """Return a short name of everything that pages load: it stands in the files' address, so that caches keep them
    for ever and never show an old one. Links between files are relative and need no rewriting.
    """
    digest = hashlib.sha256()
    manifest = VENDOR / "manifest.json"
    digest.update(manifest.read_bytes() if manifest.exists() else b"")
    own = [file for file in (PACKAGE / "static").glob("[!v]*/**/*") if file.is_file()]
    for file in sorted([*own, *PACKAGE.glob("platforms/*/static/**/*.*")]):
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:10]


def _copy_licence(source: Path, target: Path, about: dict[str, str]) -> None:
    licences = [file for file in source.iterdir() if re.match(r"(?i)licen[cs]e", file.name) and file.is_file()]
    for file in licences:
        shutil.copy(file, target / file.name)
    if not licences:  # two packages name their licence in package.json only
        (target / "LICENSE").write_text(f"{about['name']} {about['version']}: {about.get('license', 'see package')}\n")


def _copy_icons(outline: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for drawing in outline.glob("*.svg"):
        shutil.copy(drawing, target / drawing.name)
