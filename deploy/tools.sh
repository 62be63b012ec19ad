#!/usr/bin/env bash
# The optional system programs of Đôn đốc: what reads scans and old Word files, what tests the pages.
#
#   deploy/tools.sh ensure    looks for each; as root with apt-get installs what lacks. Never fails.
#   deploy/tools.sh missing   names each that still lacks and the command that brings it.
#                             With CI=true it fails when one lacks: there nothing may be left out.
#   deploy/tools.sh has NAME  succeeds when the tool NAME is there.
#
# DONDOC_NO_INSTALL=1 only looks. Works on Debian 12 and on Ubuntu.
set -uo pipefail

TOOLS="tesseract pdftoppm libreoffice fonts chromium postgresql systemd caddy"

has_tesseract() { tesseract --list-langs 2>/dev/null | grep -qx vie; }

has_pdftoppm() { command -v pdftoppm >/dev/null; }

# LibreOffice without its Writer part starts but converts no text document.
has_libreoffice() {
  local office
  office=$(command -v soffice || command -v libreoffice) || return 1
  office=$(dirname "$(readlink -f "$office")")
  ls "$office"/libswlo.* >/dev/null 2>&1 || ls "$office"/../program/libswlo.* >/dev/null 2>&1
}

# fonts-liberation 1.x (Debian 12) lacks ạ, ế … under the same family name: ask for the glyph (U+1EA1).
has_fonts() {
  if command -v fc-list >/dev/null; then
    fc-list ':family=Liberation Serif:charset=1ea1' | grep -q .
  else
    ls /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf >/dev/null 2>&1
  fi
}

# Ubuntu's chromium-browser may be a stub that only says "install the snap": ask it to run.
has_chromium() {
  local browser
  for browser in chromium google-chrome google-chrome-stable chromium-browser; do
    command -v "$browser" >/dev/null && "$browser" --version >/dev/null 2>&1 && return 0
  done
  ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome >/dev/null 2>&1
}

has_postgresql() {
  command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

# Only what judges unit files is needed: no machine of the tests is started by systemd.
has_systemd() { command -v systemd-analyze >/dev/null; }

has_caddy() { command -v caddy >/dev/null; }

# Packages of a tool; where distributions differ, the first line that can be installed is taken.
packages() {
  case $1 in
    tesseract) echo "tesseract-ocr tesseract-ocr-vie" ;;
    pdftoppm) echo "poppler-utils" ;;
    libreoffice) printf '%s\n' "libreoffice-writer-nogui" "libreoffice-writer" ;;
    fonts) printf '%s\n' "fonts-liberation2" "fonts-liberation" ;;
    chromium) echo "chromium" ;;
    postgresql) echo "postgresql" ;;
    systemd) echo "systemd" ;;
    caddy) echo "caddy" ;;
  esac
}

purpose() {
  case $1 in
    tesseract) echo "tesseract có tiếng Việt (đọc bản quét và ảnh)" ;;
    pdftoppm) echo "pdftoppm (đọc PDF quét)" ;;
    libreoffice) echo "LibreOffice Writer (đọc .doc, .odt, .rtf)" ;;
    fonts) echo "phông Liberation đủ dấu tiếng Việt (in PDF)" ;;
    chromium) echo "Chromium (kiểm thử các trang)" ;;
    postgresql) echo "máy chủ PostgreSQL (kiểm thử trên PostgreSQL)" ;;
    systemd) echo "systemd-analyze (kiểm tra các unit của systemd)" ;;
    caddy) echo "Caddy (kiểm thử máy chủ đứng trước các trang)" ;;
  esac
}

may_install() {
  [ "${DONDOC_NO_INSTALL:-}" != 1 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

quiet_apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" >/dev/null 2>&1
}

install_tool() {
  local line
  while read -r line; do
    # shellcheck disable=SC2086  # one line is several package names
    quiet_apt install -y --no-install-recommends $line && "has_$1" && return 0
  done < <(packages "$1")
  return 1
}

ensure() {
  local tool lacking=""
  for tool in $TOOLS; do "has_$tool" || lacking="$lacking $tool"; done
  [ -z "$lacking" ] && return 0
  may_install || return 0
  echo "Đang cài các chương trình hệ thống còn thiếu:$lacking (vài phút) …"
  quiet_apt update || true
  for tool in $lacking; do
    install_tool "$tool" || echo "Chưa cài được: $(purpose "$tool")." >&2
  done
  return 0
}

command_for() {
  local first sudo="sudo "
  first=$(packages "$1" | head -n 1)
  [ "$(id -u)" = 0 ] && sudo=""
  if [ "$1" = chromium ] && grep -qs '^ID=ubuntu' /etc/os-release; then
    echo "${sudo}snap install chromium"
  elif command -v apt-get >/dev/null; then
    echo "${sudo}apt-get install -y $first"
  else
    echo "cài gói tương ứng với \"$first\" của Debian"
  fi
}

missing() {
  local tool count=0
  for tool in $TOOLS; do
    "has_$tool" && continue
    count=$((count + 1))
    [ "$count" = 1 ] && echo "Các kiểm thử cần những chương trình sau đã được bỏ qua:"
    echo "  - Thiếu $(purpose "$tool"). Cài bằng: $(command_for "$tool")"
  done
  if [ "$count" -gt 0 ] && [ "${CI:-}" = true ]; then
    echo "Trong CI không được thiếu chương trình nào." >&2
    return 1
  fi
  return 0
}

case "${1:-}" in
  ensure) ensure ;;
  missing) missing ;;
  has)
    case " $TOOLS " in
      *" ${2:-?} "*) "has_$2" ;;
      *) echo "Không biết chương trình \"${2:-}\". Có: $TOOLS" >&2; exit 2 ;;
    esac
    ;;
  *) echo "Cách dùng: deploy/tools.sh ensure | missing | has TÊN" >&2; exit 2 ;;
esac
