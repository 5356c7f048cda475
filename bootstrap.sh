#!/usr/bin/env bash
# From a fresh Debian 12 or 13 to a running poolprobe. Compilers and libraries come from apt; the servers
# of the demo and of the tests are unpacked into a cache folder (tests/lab/poolers.sh), so that no service
# is installed and none is started.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=(
  cmake ninja-build g++ pkg-config
  libpq-dev libssl-dev libfmt-dev nlohmann-json3-dev
  libboost-dev libboost-program-options-dev libboost-filesystem-dev
  libpg-query-dev
  doctest-dev libbenchmark-dev python3 python3-jsonschema
)

# What runs the real drivers of the tests: a command, the package that brings it, and the first Debian whose
# version is new enough. What is missing all the same is skipped by name.
toolchains=(
  "node nodejs 12" "npm npm 12" "javac default-jdk-headless 12" "mvn maven 12"
  "go golang-go 13" "cargo cargo 13"
  "php php-cli 12" "ruby ruby 12"
)

# What they need beside it: a line that succeeds where it is there, and the package.
modules=(
  "perl -MDBD::Pg -e 1|libdbd-pg-perl"
  "php -r exit(!extension_loaded('pdo_pgsql'));|php-pgsql"
  "ruby -rpg -e 1|ruby-pg"
  "ruby -ractive_record -e 1|ruby-activerecord"
)

usage() {
  cat >&2 <<'TEXT'
usage: ./bootstrap.sh demo                see a failing and a passing pooler
       ./bootstrap.sh test [CTEST-ARG]... run every test
       ./bootstrap.sh build               build build/release/poolprobe

Each installs what is missing first, through apt.
TEXT
  exit 2
}

say() { echo "bootstrap: $*" >&2; }

missing_packages() {
  local installed name
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
  for name in "${packages[@]}"; do
    grep -qx "installed $name" <<<"$installed" || echo "$name"
  done
}

# A toolchain that is here already, from wherever, is good enough.
add_toolchains() {
  local line program package since release command
  release=$(. /etc/os-release 2>/dev/null; echo "${VERSION_ID:-99}")
  for line in "${toolchains[@]}"; do
    read -r program package since <<<"$line"
    if ! command -v "$program" >/dev/null && ((${release%%.*} >= since)); then packages+=("$package"); fi
  done
  python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
  for line in "${modules[@]}"; do
    read -ra command <<<"${line%|*}"
    "${command[@]}" >/dev/null 2>&1 || packages+=("${line##*|}")
  done
}

# Runs a command whose output matters only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  ((status == 0)) || cat "$log" >&2
  rm -f "$log"
  return "$status"
}

install_packages() {
  local missing as_root=()
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    say "this machine has no apt-get; Debian's names for what is missing: ${missing[*]}"
    exit 1
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      say "some packages are missing; as root, run:"
      say "  apt-get update && apt-get install --no-install-recommends ${missing[*]}"
      exit 1
    fi
    as_root=(sudo)
    sudo true  # asks for the password here, where the question can be seen
  fi
  say "installing ${missing[*]}"
  # A third party's broken source need not matter: where it does, the installation says so.
  quietly "${as_root[@]}" apt-get update || say "apt-get update failed; going on"
  quietly "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
}

build() {  # PRESET [TARGET]
  install_packages
  say "building ($1)"
  cmake --preset "$1" >&2
  cmake --build --preset "$1" ${2:+--target "$2"} >&2
}

# Where a server cannot be fetched, the lab looks for an installed one and tells what it needs.
demo() {
  local kind version path options=()
  build release poolprobe
  while read -r kind version path; do
    case $kind in
      missing) say "cannot have $version $path" ;;
      *) options+=("--$kind" "$path") ;;
    esac
  done < <(tests/lab/poolers.sh pgbouncer-1.18 pgbouncer-1.24 postgres-17)
  exec build/release/poolprobe lab demo "${options[@]}"
}

run_tests() {
  add_toolchains
  build dev
  tests/lab/poolers.sh >&2
  exec ctest --preset dev "$@"
}

command=${1:-}
case $command in
  demo) demo ;;
  test) run_tests "${@:2}" ;;
  build) build release ;;
  *) usage ;;
esac
