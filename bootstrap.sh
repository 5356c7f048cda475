#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to a running poolprobe. Compilers and libraries come from apt; the servers
# of the demo and of the tests are unpacked into a cache folder (tests/lab/poolers.sh), so that no service
# is installed and none is started.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

program_packages=(
  cmake ninja-build g++ pkg-config
  libpq-dev libssl-dev libfmt-dev nlohmann-json3-dev
  libboost-dev libboost-program-options-dev libboost-filesystem-dev
  libpg-query-dev libbenchmark-dev
)
test_packages=(doctest-dev python3 python3-jsonschema)

# What runs the real drivers of the tests, and the shells, the terminal and the reader of manual pages that some
# ask: a command, the package that brings it, and the first Debian whose version is new enough. What is missing
# all the same is skipped by name.
toolchains=(
  "node nodejs 12" "npm npm 12" "javac default-jdk-headless 12" "mvn maven 12"
  "go golang-go 13" "cargo cargo 13"
  "php php-cli 12" "ruby ruby 12"
  "zsh zsh 12" "fish fish 12" "mandoc mandoc 12" "tmux tmux 12"
)

# What they need beside it: a line that succeeds where it is there, and the package.
modules=(
  "python3 -mensurepip --version|python3-venv"
  "perl -MDBD::Pg -e 1|libdbd-pg-perl"
  "php -r exit(!extension_loaded('pdo_pgsql'));|php-pgsql"
  "ruby -rpg -e 1|ruby-pg"
  "ruby -ractive_record -e 1|ruby-activerecord"
)

usage() {
  cat >&2 <<'TEXT'
usage: ./bootstrap.sh demo                see a failing and a passing pooler
       ./bootstrap.sh build               build build/release/poolprobe
       ./bootstrap.sh test [CTEST-ARG]... build everything in build/dev, run every test
       ./bootstrap.sh build own           build what measures poolprobe itself: build/release/bench
       ./bootstrap.sh packages            only install what the others need

Each installs what is missing first, through apt.
TEXT
  exit 2
}

say() { echo "bootstrap: $*" >&2; }

# Those of the packages that are not installed.
missing_of() {  # PACKAGE...
  local installed name
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    grep -qx "installed $name" <<<"$installed" || echo "$name"
  done
}

# The packages of the toolchains that are not here. One that is here already, from wherever, is good enough.
missing_toolchains() {
  local line program package since release command
  release=$(. /etc/os-release 2>/dev/null; echo "${VERSION_ID:-99}")
  for line in "${toolchains[@]}"; do
    read -r program package since <<<"$line"
    if ! command -v "$program" >/dev/null && ((${release%%.*} >= since)); then echo "$package"; fi
  done
  for line in "${modules[@]}"; do
    read -ra command <<<"${line%|*}"
    "${command[@]}" >/dev/null 2>&1 || echo "${line##*|}"
  done
}

# Whether somebody watches a terminal that can rewrite a line.
watched() { [[ -t 2 && -z ${CI:-} && ${TERM:-dumb} != dumb ]]; }

# Every second, the time and the last line of a log, in one line of the terminal.
show_progress() {  # LOG
  local line rows columns
  SECONDS=0
  while sleep 1 && kill -0 $$ 2>/dev/null; do
    line=$(tail -n 1 "$1" | tr -cd '[:print:]')
    read -r rows columns < <(stty size 2>/dev/null <&2) || columns=0
    ((columns > 20)) || columns=80
    line="bootstrap: $SECONDS s  $line"
    printf '\r\033[K%s' "${line:0:columns - 1}" >&2
  done
}

# Runs a command whose output matters only when it fails. Who watches sees that something is happening.
quietly() {
  local log status=0 progress=
  log=$(mktemp)
  if watched; then
    show_progress "$log" &
    progress=$!
    trap "kill $progress 2>/dev/null" EXIT
  fi
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [[ -n $progress ]]; then
    kill "$progress" 2>/dev/null && wait "$progress" 2>/dev/null || true
    trap - EXIT
    printf '\r\033[K' >&2
  fi
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

# Sets as_root to what runs apt, which is nothing for root. Says no where there is no apt or no way to run it.
can_install() {
  as_root=()
  command -v apt-get >/dev/null || return
  ((EUID == 0)) && return
  command -v sudo >/dev/null || return
  as_root=(sudo)
  sudo true  # asks for the password here, where the question can be seen
}

apt_updated=
apt_install() {  # PACKAGE...
  say "installing $*"
  # A third party's broken source need not matter: where it does, the installation says so.
  [[ -n $apt_updated ]] || quietly "${as_root[@]}" apt-get update || say "apt-get update failed; going on"
  apt_updated=yes
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "$@"
}

# Nothing can be built without these.
install() {  # PACKAGE...
  local missing
  mapfile -t missing < <(missing_of "$@")
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    say "this machine has no apt-get; Debian's names for what is missing: ${missing[*]}"
    exit 1
  fi
  if ! can_install; then
    say "some packages are missing; as root, run:"
    say "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
    exit 1
  fi
  apt_install "${missing[@]}"
}

# Without these some tests are skipped, each by name.
install_toolchains() {
  local missing name
  mapfile -t missing < <(missing_toolchains)
  ((${#missing[@]})) || return 0
  if ! can_install; then
    say "not here, so the tests that need them are skipped: ${missing[*]}"
    return
  fi
  apt_install "${missing[@]}" && return
  # apt installs all or nothing.
  for name in "${missing[@]}"; do
    apt_install "$name" || say "the tests that need $name are skipped"
  done
}

build() {  # PRESET TARGET [CMAKE-OPTION]...
  say "building ($1)"
  cmake --preset "$1" "${@:3}" >&2
  cmake --build --preset "$1" --target "$2" >&2
}

build_program() {
  install "${program_packages[@]}"
  build release poolprobe
}

# In the same folder, where the program is not built again for it.
build_own() {
  install "${program_packages[@]}" "${test_packages[@]}"
  build release own -DPOOLPROBE_TESTS=ON
}

# Where a server cannot be fetched, the lab looks for an installed one and tells what it needs.
demo() {
  local kind version path options=()
  build_program
  while read -r kind version path; do
    case $kind in
      missing) say "cannot have $version $path" ;;
      *) options+=("--$kind" "$path") ;;
    esac
  done < <(tests/lab/poolers.sh pgbouncer-1.18 pgbouncer-1.24 postgres-17)
  exec build/release/poolprobe lab demo "${options[@]}"
}

install_everything() {
  install "${program_packages[@]}" "${test_packages[@]}"
  install_toolchains
}

run_tests() {
  install_everything
  build dev all
  tests/lab/poolers.sh >&2
  exec ctest --preset dev "$@"
}

command=${1:-}
case "$command ${2:-}" in
  "demo ") demo ;;
  "test "*) run_tests "${@:2}" ;;
  "build ") build_program ;;
  "build own") build_own ;;
  "packages ") install_everything ;;
  *) usage ;;
esac
