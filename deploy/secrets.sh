#!/usr/bin/env bash
# Makes the secrets that do not exist yet, one file each in a folder of mode 0700; existing ones stay as they are.
#
#   deploy/secrets.sh [FOLDER] [POSTGRES HOST]     deploy/secrets, postgres
#
# The same files serve Docker (secrets: in compose.yaml) and systemd (LoadCredential).
set -euo pipefail
umask 077
folder=${1:-"$(dirname "$0")/secrets"} host=${2:-postgres}

fresh() { # 48 letters and digits: need no quoting in an address
  local made=""
  while [ "${#made}" -lt 48 ]; do made+=$(head -c 96 /dev/urandom | base64 -w0 | tr -dc 'A-Za-z0-9'); done
  printf '%s' "${made:0:48}"
}

keep() { # name, value: whole or not at all
  [ -s "$folder/$1" ] && return 0
  printf '%s\n' "$2" > "$folder/.$1.part"
  # Readable inside a container, whose accounts have other numbers; here the folder lets nobody in.
  chmod 0444 "$folder/.$1.part"
  mv "$folder/.$1.part" "$folder/$1"
  echo "đã tạo $folder/$1"
}

mkdir -p "$folder"
chmod 0700 "$folder"
for name in postgres_password dondoc_database_password prefect_database_password; do
  keep "$name" "$(fresh)"
done
keep dondoc_secret_key "$(fresh)"
keep dondoc_data_key "$(fresh)"
keep dondoc_database_url "postgresql+psycopg://dondoc:$(cat "$folder/dondoc_database_password")@$host/dondoc"
keep dondoc_prefect_database_url "postgresql+asyncpg://prefect:$(cat "$folder/prefect_database_password")@$host/prefect"
echo "Cất bản sao của dondoc_data_key ở nơi khác: không có nó thì không đọc được địa chỉ liên hệ đã lưu."
