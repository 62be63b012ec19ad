#!/usr/bin/env bash
# Installs the program for systemd, as root, from a checkout or an unpacked release; run again to upgrade.
#
#   deploy/install.sh              program, units, account, secrets
#   deploy/install.sh --program    only the program, into $ROOT/opt/dondoc-VERSION
#
# Every version has a folder of its own; /opt/dondoc points at the one in use, so that going back is one link.
# ROOT (empty) stands before every path, PYTHON (python3) makes the environment. Nothing is started.
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=${ROOT:-} PYTHON=${PYTHON:-python3}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
place=$ROOT/opt/dondoc-$version

program() {
  local work
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$work'" EXIT
  mkdir -p "$ROOT/opt"
  echo "Đang cài dondoc $version vào $place …"
  "$PYTHON" -m venv "$work/build"
  "$work/build/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    -r requirements/build.txt
  "$work/build/bin/python" -m pip wheel -qq --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir "$work" .
  # Built where it will stay: the scripts of an environment name their own folder.
  rm -rf "$place"
  "$PYTHON" -m venv "$place"
  "$place/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes \
    -r requirements/run.txt
  "$place/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-index "$work"/dondoc-*.whl
  install -m 0755 deploy/backup.sh "$place/bin/dondoc-backup"
  ln -sfn "dondoc-$version" "$ROOT/opt/dondoc"
}

machine() {
  install -D -m 0644 deploy/systemd/dondoc.sysusers.conf "$ROOT/usr/lib/sysusers.d/dondoc.conf"
  install -D -m 0644 -t "$ROOT/etc/systemd/system" deploy/systemd/*.service deploy/systemd/*.timer \
    deploy/systemd/*.target
  install -D -m 0644 -t "$ROOT/etc/systemd/system/dondoc-.service.d" deploy/systemd/dondoc-.service.d/*.conf
  install -D -m 0755 deploy/systemd/dondoc.sh "$ROOT/usr/local/bin/dondoc"
  install -D -m 0644 -t "$ROOT/etc/dondoc" deploy/prefect.yaml deploy/RUNBOOK.md deploy/RUNBOOK.en.md \
    deploy/env.template
  deploy/secrets.sh "$ROOT/etc/dondoc/secrets" 127.0.0.1
}

account() {
  systemd-sysusers
  install -d -m 0700 -o dondoc -g dondoc /var/lib/dondoc /var/backups/dondoc
  chgrp dondoc /etc/dondoc/secrets
  chmod 0750 /etc/dondoc/secrets
  [ -e /var/lib/dondoc/settings.env ] ||
    install -m 0640 -o root -g dondoc deploy/env.template /var/lib/dondoc/settings.env
  systemctl daemon-reload
}

case "${1:-}" in
  --program) program ;;
  "")
    program
    machine
    # Below another root there is no account to make and no systemd to tell.
    [ -n "$ROOT" ] || account
    ;;
  *) echo "Cách dùng: deploy/install.sh [--program]" >&2; exit 2 ;;
esac
echo "Xong. Việc tiếp theo: xem deploy/RUNBOOK.md."
