#!/usr/bin/env bash
# Writes the two lock files anew from pyproject.toml. Needs uv; users of the project do not.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q "$@")
uv pip compile pyproject.toml --group dev "${flags[@]}" -o requirements/dev.txt
uv pip compile pyproject.toml --constraint requirements/dev.txt "${flags[@]}" -o requirements/run.txt
# What builds the wheel in the image and in deploy/install.sh.
echo hatchling | uv pip compile - --constraint requirements/dev.txt "${flags[@]}" -o requirements/build.txt
# Programs that the benchmarks stand beside ours; never installed with the project itself.
uv pip compile requirements/peers.in "${flags[@]}" -o requirements/peers.txt
