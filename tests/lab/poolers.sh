#!/usr/bin/env bash
# Brings the poolers and PostgreSQLs that the tests talk to, several releases side by side, into a
# cache folder; nothing on the system changes. Each server comes from the Debian release that has it and
# runs with that release's own loader and libraries. A second run needs no network.
#
#   tests/lab/poolers.sh [SERVER]...             fetch what is missing, then list
#   tests/lab/poolers.sh --offline [SERVER]...   list what is in the cache
#   tests/lab/poolers.sh --cache                 print the cache folder
#
# SERVER is a kind and a series, pgbouncer-1.26 or postgres-17; without any, it is all of them.
# One line a server, exit status 0 even where one is missing:
#
#   pgbouncer 1.18.0 /path/to/pgbouncer
#   postgres 17.10 /path/to/the/folder/of/initdb
#   missing pgbouncer 1.26 why
#
# The cache is $POOLPROBE_CACHE; else, for root, a folder that other users can enter as well, because the
# servers refuse to run as root. To have the newest again, remove it.

set -euo pipefail
umask 022

servers=(  # kind, series, Debian release, package
  "pgbouncer 1.18 bookworm pgbouncer"
  "pgbouncer 1.24 trixie pgbouncer"
  "pgbouncer 1.26 sid pgbouncer"
  "pgagroal 1.6 trixie pgagroal"
  "pgagroal 2.1 sid pgagroal"
  "pgpool 4.3 bookworm pgpool2"
  "pgpool 4.6 trixie pgpool2"
  "odyssey 1.5 sid odyssey"
  "haproxy 3.0 trixie haproxy"
  "stunnel 5 trixie stunnel4"
  "postgres 15 bookworm postgresql-15"
  "postgres 17 trixie postgresql-17"
  "postgres 18 sid postgresql-18"
)

cache_folder() {
  if [[ -n ${POOLPROBE_CACHE:-} ]]; then
    realpath -m -- "$POOLPROBE_CACHE"
  elif ((EUID == 0)); then
    echo /var/cache/poolprobe
  else
    echo "${XDG_CACHE_HOME:-$HOME/.cache}/poolprobe"
  fi
}

cache=$(cache_folder)
work=  # where this run downloads and unpacks: inside the cache, so that a rename completes a server

# The Debian archive that this machine itself uses, without its security and update suites.
archive() {
  # shellcheck disable=SC2016  # the dollars are apt's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(LABEL)' 'Created-By: Packages' | awk '
    $2 ~ /-/ { next }
    $3 == "Debian" && NF == 3 { uri = $1; exit }
    !uri { uri = $1 }
    END { print uri }'
}

# What the packages ask for and a throw-away server can do without. To apt it is installed already.
pretend_installed() {
  local name arch
  for name in adduser debconf locales lsb-base netbase openssl perl postgresql-common postgresql-client-common \
    ssl-cert tzdata libllvm{14..24}; do
    arch="Architecture: all"$'\n'"Multi-Arch: foreign"
    [[ $name != perl ]] || arch="Architecture: $(dpkg --print-architecture)"$'\n'"Multi-Arch: allowed"  # perl:any
    printf '%s\n' "Package: $name" "Status: install ok installed" "Version: 99:0" "$arch" \
      "Maintainer: nobody" "Description: pretended" "Provides: debconf-2.0" ""
  done
}

# An apt of its own for one release: the machine's proxy, credentials and keys, but none of its sources,
# pins, package states and hooks. Signatures are verified as ever: a new release of Debian is signed with
# the keys of the one before as well, so the machine's own keyring knows it.
set_up_apt() {  # RELEASE
  local apt=$work/$1 uri keyring=/usr/share/keyrings/debian-archive-keyring.gpg options
  [[ -d $apt ]] && { [[ -e $apt/apt.conf ]]; return; }
  mkdir -p "$apt"/{lists,cache}/partial
  uri=$(archive)
  [[ -n $uri ]] || { echo "E: apt has no sources on this machine" && return 1; }
  options="arch=$(dpkg --print-architecture) target=Packages"
  [[ -r $keyring ]] && options+=" signed-by=$keyring"
  echo "deb [$options] $uri $1 main" >"$apt/sources.list"
  pretend_installed >"$apt/status"
  cat >"$apt/apt.conf.new" <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
CONF
  apt-get -c "$apt/apt.conf.new" -q update && mv "$apt/apt.conf.new" "$apt/apt.conf"
}

# The package with every library it needs, and the patchelf of the same release.
unpack() {  # RELEASE PACKAGE ROOT
  local deb debs=$work/debs
  rm -rf "$debs" && mkdir -p "$debs/partial"
  apt-get -c "$work/$1/apt.conf" -q -y -o Dir::Cache::archives="$debs" install --download-only \
    "$2" patchelf || return
  for deb in "$debs"/*.deb; do
    dpkg -x "$deb" "$3" || return
  done
  # Where LLVM's library is missing PostgreSQL must not find its JIT either: then it does without.
  rm -rf "$3"/usr/share/{doc,info,locale,man} "$3"/usr/lib/postgresql/*/lib/{bitcode,llvmjit*}
  chmod -R u+w,a+rX,a-s "$3"
}

# Writes the release's own loader and libraries into its programs: no other release's are loaded, and a
# process is called what it is. They lie in ROOT now and in HOME after the rename.
settle() {  # ROOT HOME
  local loader triple start program
  loader=$(find "$1" -type f -name 'ld-linux*.so.*' -print -quit)
  triple=$(basename "$(dirname "$loader")")
  start=("$loader" --library-path "$1/lib/$triple:$1/usr/lib/$triple")
  for program in "$1"/usr/{bin,sbin}/{pgbouncer,pgagroal,pgpool,odyssey,haproxy,stunnel4} "$1"/usr/lib/postgresql/*/bin/*; do
    [[ -f $program && $(head -c 4 "$program") == $'\x7fELF' ]] || continue
    "${start[@]}" "$1/usr/bin/patchelf" --set-interpreter "$2${loader#"$1"}" \
      --force-rpath --set-rpath "$2/lib/$triple:$2/usr/lib/$triple" "$program" || return
    if "${start[@]}" --list "$program" | grep -F '=>' | grep -vF "=> $1/"; then
      echo "E: ${program##*/} needs a library that its packages do not bring" && return 1
    fi
  done
}

fetch() {  # SERVER RELEASE PACKAGE
  local root=$work/root home=$cache/$1
  rm -rf "$root"
  set_up_apt "$2" && unpack "$2" "$3" "$root" && settle "$root" "$home" && rm -rf "$home" && mv "$root" "$home"
}

# The version and the path of a cached server, proved by starting it; otherwise nothing.
proved() {  # SERVER
  local program text
  for program in "$cache/$1"/usr/{bin,sbin}/{pgbouncer,pgagroal,pgpool,odyssey,haproxy,stunnel4} \
    "$cache/$1"/usr/lib/postgresql/*/bin/postgres; do
    # pgagroal says its version and exits with 1, Pgpool-II says it on stderr.
    [[ -x $program ]] || continue
    text=$("$program" --version 2>&1 </dev/null) || true
    if [[ $text =~ [0-9]+(\.[0-9]+)+ ]]; then
      echo "${BASH_REMATCH[0]} ${program%/postgres}"
    fi
  done
}

# One run at a time; what an interrupted one left is removed.
begin_fetching() {
  why="there is no apt-get on this machine"
  command -v apt-get >/dev/null || return
  why="cannot write $cache"
  mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || return
  exec {lock}>"$cache/.lock" && flock "$lock"
  rm -rf "$cache"/.work.*
  work=$(mktemp -d "$cache/.work.XXXXXX") && chmod a+rx "$work"
}

# Fetches what is not cached (another run may just have brought it); where that fails, `why` tells.
bring() {  # SERVER RELEASE PACKAGE
  [[ -n $work ]] || begin_fetching || return
  [[ -z $(proved "$1") ]] || return 0
  fetch "$@" >>"$work/$2.log" 2>&1 && return
  why=$(grep -m 1 '^E: ' "$work/$2.log")
  why=${why#E: }
  return 1
}

report() {  # KIND SERIES RELEASE PACKAGE
  local server=$1-$2 found why="not in the cache"
  found=$(proved "$server")
  if [[ -z $found && -z $offline ]]; then
    echo "poolers: fetching $1 $2 from Debian $3" >&2
    if bring "$server" "$3" "$4"; then found=$(proved "$server"); fi
  fi
  [[ -z $found ]] || echo "$1 $found"
  [[ -z $found || $found == "$2."* ]] || why="Debian $3 has ${found% *} now"
  [[ $found == "$2."* ]] || echo "missing $1 $2 ${why:-does not start}"
}

usage() {
  sed -n 's|^#   tests|tests|p' "$0" >&2
  exit 2
}

offline=
wanted=" "
for argument; do
  case $argument in
    --cache) echo "$cache" && exit ;;
    --offline) offline=yes ;;
    *-[0-9]*) wanted+="$argument " ;;
    *) usage ;;
  esac
done
trap '[[ -z $work ]] || rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
for server in "${servers[@]}"; do
  read -r kind series release package <<<"$server"
  if [[ $wanted == " " || $wanted == *" $kind-$series "* ]]; then
    report "$kind" "$series" "$release" "$package"
  fi
done
