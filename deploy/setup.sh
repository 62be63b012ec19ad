#!/usr/bin/env bash
# Makes $VENV from requirements/dev.txt, every file checked by its hash. Called by `make setup`.
set -euo pipefail
PYTHON=${PYTHON:-python3} VENV=${VENV:-.venv}

"$PYTHON" - <<'PY' || exit 1
import sys
if not (3, 11) <= sys.version_info[:2] < (3, 16):
    sys.exit(f"Đôn đốc cần Python 3.11 đến 3.15; đây là {sys.version.split()[0]}. Chạy: make setup PYTHON=python3.12")
PY

if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Thiếu mô-đun venv của Python. Chạy: sudo apt-get install -y python3-venv, rồi chạy lại." >&2
    exit 1
  fi
fi

[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
echo "Đang cài các gói đã ghim (lần đầu mất một hai phút) …"
# --no-deps: the lock file is complete, and one pinned package is older than another asks (decision 0002).
"$VENV/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
"$VENV/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
