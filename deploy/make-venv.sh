#!/bin/sh
# Make the virtual environment: with the first Python that is new enough, also where Debian keeps ensurepip apart.
set -eu
target=$1

for python in "${PYTHON:-}" python3.13 python3.12 python3.11 python3.14 python3 python; do
  if [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 &&
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ]; then
  echo "Laoyou needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python" >&2
  exit 1
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "Laoyou needs Node 20 or newer, with npm, to fetch the front-end libraries" >&2
  exit 1
fi

rm -rf "$target"
if "$found" -c 'import ensurepip' 2>/dev/null; then
  "$found" -m venv "$target"
elif "$found" -m pip --version >/dev/null 2>&1; then
  "$found" -m venv --without-pip "$target"
  "$found" -m pip --quiet --disable-pip-version-check --python "$target/bin/python" install pip
else
  echo "this Python can't make virtual environments: install the package python3-venv" >&2
  exit 1
fi
