#!/usr/bin/env bash
# Backs up with `dondoc backup`, then keeps the newest of the last days, weeks and months and removes the rest.
#
#   deploy/backup.sh            one backup now
#   deploy/backup.sh --loop     one every day at BACKUP_AT (hh:mm, in TZ), for a container without timers
#   deploy/backup.sh --prune    only remove what is no longer kept
#
# BACKUP_DIR (/var/backups/dondoc), KEEP_DAYS (14), KEEP_WEEKS (8), KEEP_MONTHS (24), BACKUP_AT (01:30).
# Encrypted where DONDOC_BACKUP_KEY is set (settings.env, or the secret file dondoc_backup_key); then .zip.enc.
# Only files named dondoc-YYYYMMDD-HHMMSS.zip or .zip.enc are ever removed, and never the newest.
set -euo pipefail
umask 077
BACKUP_DIR=${BACKUP_DIR:-/var/backups/dondoc} BACKUP_AT=${BACKUP_AT:-01:30}
KEEP_DAYS=${KEEP_DAYS:-14} KEEP_WEEKS=${KEEP_WEEKS:-8} KEEP_MONTHS=${KEEP_MONTHS:-24}
DONDOC=${DONDOC:-dondoc}
export TZ=${TZ:-Asia/Ho_Chi_Minh}

say() { echo "$(date '+%Y-%m-%d %H:%M:%S') $*"; }

# A backup counts only when its archive can be read to the end: `dondoc backup` writes it whole or not at all,
# and what was written is read again, every hash of it, before it gets its name.
take() {
  local file part
  file="$BACKUP_DIR/dondoc-$(date +%Y%m%d-%H%M%S).zip"
  part="$BACKUP_DIR/.dondoc-$$.part"
  mkdir -p "$BACKUP_DIR"
  rm -f -- "$part"
  if "$DONDOC" backup "$part" && "$DONDOC" backup verify "$part" && [ -s "$part" ]; then
    case $(head -c 13 "$part" | tr -d '\0') in dondoc-backup) file="$file.enc" ;; esac
    mv -- "$part" "$file"
    say "đã có $file"
  else
    rm -f -- "$part"
    say "không lấy được bản sao lưu" >&2
    return 1
  fi
}

# Prints the files to keep: the newest of each of the last N days, weeks and months that have one.
kept() {
  local file stamp day week month days="" weeks="" months="" d=0 w=0 m=0
  while read -r file; do
    stamp=${file#dondoc-}
    day=${stamp:0:8} month=${stamp:0:6}
    week=$(date -d "$day" +%G-%V) || continue
    case " $days " in *" $day "*) ;; *)
      if [ "$d" -lt "$KEEP_DAYS" ]; then days="$days $day" d=$((d + 1)); echo "$file"; fi ;;
    esac
    case " $weeks " in *" $week "*) ;; *)
      if [ "$w" -lt "$KEEP_WEEKS" ]; then weeks="$weeks $week" w=$((w + 1)); echo "$file"; fi ;;
    esac
    case " $months " in *" $month "*) ;; *)
      if [ "$m" -lt "$KEEP_MONTHS" ]; then months="$months $month" m=$((m + 1)); echo "$file"; fi ;;
    esac
  done < <(backups | sort -r)
}

backups() {
  find "$BACKUP_DIR" -maxdepth 1 -type f -printf '%f\n' | grep -E '^dondoc-[0-9]{8}-[0-9]{6}\.zip(\.enc)?$' || true
}

prune() {
  local file keep
  [ -d "$BACKUP_DIR" ] || return 0
  # What a killed run left half written.
  find "$BACKUP_DIR" -maxdepth 1 -type f -name '.dondoc-*.part*' -mmin +1440 -delete
  keep=$'\n'"$(kept | sort -u)"$'\n'
  while read -r file; do
    [ -n "$file" ] || continue
    case "$keep" in *$'\n'"$file"$'\n'*) ;; *) rm -- "$BACKUP_DIR/$file" && say "đã xóa $file (hết hạn giữ)" ;; esac
  done < <(backups)
}

# Seconds until the clock next shows BACKUP_AT.
pause() {
  local now next
  now=$(date +%s) next=$(date -d "today $BACKUP_AT" +%s)
  [ "$next" -gt "$now" ] || next=$(date -d "tomorrow $BACKUP_AT" +%s)
  echo $((next - now))
}

for number in "$KEEP_DAYS" "$KEEP_WEEKS" "$KEEP_MONTHS"; do
  case $number in
    ''|*[!0-9]*) echo "KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS phải là số." >&2; exit 2 ;;
  esac
done
[ "$KEEP_DAYS" -ge 1 ] || { echo "KEEP_DAYS phải từ 1 trở lên." >&2; exit 2; }

case "${1:-}" in
  "") take && prune ;;
  --prune) prune ;;
  --loop)
    trap 'exit 0' TERM INT
    while :; do
      sleep "$(pause)" & wait $!
      # A day that failed is told in the log, and the next one tried.
      take && prune || say "SAO LƯU KHÔNG THÀNH CÔNG" >&2
    done
    ;;
  *) echo "Cách dùng: deploy/backup.sh [--loop | --prune]" >&2; exit 2 ;;
esac
