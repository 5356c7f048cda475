#!/usr/bin/env bash
# Brings the real drivers that the tests run, in the versions that the manifests beside this file pin, from
# each language's own registry into a cache folder outside the repository, and builds their programs. A second
# run needs no network.
#
#   tests/drivers/install.sh [SET]...   install what is missing, then list
#
# SET is python, python-newest, node, go, java, rust, perl, php, ruby or c; without any, it is all of them.
# One line a program:
#
#   python asyncpg 0.30.0 COMMAND...
#   missing rust why
#
# What a language that is not here, or a registry that does not answer, would have brought is missing, and
# the exit status is 0. A program of ours that does not compile is a defect: status 1, and what was said.

set -euo pipefail
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=$("$here/../lab/poolers.sh" --cache)/drivers
sets=(python python-newest node go java rust perl php ruby c)

# A folder of the cache whose name changes with what went into it.
home_of() {  # SET FILE...
  local name=$1
  shift
  echo "$cache/$name-$(cat "$@" | sha256sum | cut -c1-12)"
}

# Whether version $1 is at least $2.
at_least() { [[ $(printf '%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

missing() { echo "missing $1 $2" >"$list" && exit 0; }

# The last line that a failed download left, in short.
cannot_get() { missing "$1" "cannot get it: $(grep -v '^ *$' "$log" | tail -n 1 | cut -c1-200)"; }

defect() { cat "$log" >&2 && exit 1; }

# Each makes its home in full or not at all: what it builds in $new is renamed when it is complete. Then it
# lists: a program's name in the catalogue, its version, its command.

bring_python() {  # SET REQUIREMENTS
  local requirements=$here/python/$2 version
  command -v python3 >/dev/null || missing "$1" "there is no python3"
  version=$(python3 -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
  at_least "$version" 3.10 || missing "$1" "Python $version is older than 3.10"
  python3 -c 'import ensurepip' 2>/dev/null || missing "$1" "python3 has no ensurepip (python3-venv)"
  home=$(home_of "$1-$version" "$requirements")
  if [[ ! -d $home ]]; then
    python3 -m venv "$new" && "$new/bin/pip" install --quiet --requirement "$requirements" || cannot_get "$1"
    mv "$new" "$home"
  fi
  local program pinned
  for program in "$here"/python/*_program.py; do
    program=$(basename "$program" _program.py)
    pinned=$(python_package "$program")
    pinned=$(sed -nE "s/^$pinned(\[.*\])?==//p" "$requirements")
    [[ -z $pinned ]] || echo "$1 ${program//_/-} $pinned $home/bin/python -B $here/python/${program}_program.py"
  done
}

python_package() {
  case $1 in
    psycopg3) echo psycopg ;;
    psycopg2) echo psycopg2-binary ;;
    sqlalchemy_* | story) echo sqlalchemy ;;
    *) echo "$1" ;;
  esac
}

bring_node() {
  command -v node >/dev/null || missing node "there is no node"
  command -v npm >/dev/null || missing node "there is no npm"
  home=$(home_of node "$here"/node/*)
  if [[ ! -d $home ]]; then
    cp -R "$here/node" "$new"
    npm --prefix "$new" install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
      >&2 || cannot_get node
    mv "$new" "$home"
  fi
  local program
  for program in "$here"/node/*.js; do
    program=$(basename "$program" .js)
    [[ $program == reference_program ]] ||
      echo "node ${program//_/-} $(pinned_in node/package.json "\"$(node_package "$program")\": \"")" \
        "node $home/$program.js"
  done
}

node_package() {
  case $1 in
    drizzle) echo drizzle-orm ;;
    mikro_orm) echo @mikro-orm/core ;;
    node_postgres) echo pg ;;
    postgres_js) echo postgres ;;
    prisma_7) echo @prisma/client ;;
    pg_promise) echo pg-promise ;;
    *) echo "$1" ;;
  esac
}

bring_go() {
  command -v go >/dev/null || missing go "there is no go"
  local version
  version=$(go env GOVERSION) && version=${version#go}
  at_least "$version" 1.21 || missing go "Go $version is older than 1.21"
  home=$(home_of "go-$version" "$here"/go/go.* "$here"/go/*/*.go)
  if [[ ! -d $home ]]; then
    # A Go that is older than go.mod asks for gets the one it needs like any module.
    (cd "$here/go" && go mod download) || cannot_get go
    (cd "$here/go" && go build -o "$new/" ./...) || defect
    mv "$new" "$home"
  fi
  echo "go pgx $(pinned_in go/go.mod 'jackc/pgx/v5 v') $home/pgx"
  echo "go pgx-v4 $(pinned_in go/go.mod 'jackc/pgx/v4 v') $home/pgxv4"
  echo "go lib-pq $(pinned_in go/go.mod 'lib/pq v') $home/libpq"
  echo "go gorm $(pinned_in go/go.mod 'gorm.io/gorm v') $home/gorm"
  echo "go go-pg $(pinned_in go/go.mod 'go-pg/pg/v10 v') $home/gopg"
  echo "go bun-pgdriver $(pinned_in go/go.mod 'driver/pgdriver v') $home/bun"
}

bring_java() {
  command -v javac >/dev/null || missing java "there is no javac"
  command -v mvn >/dev/null || missing java "there is no mvn"
  local version
  version=$(javac -version 2>&1) && version=${version#javac }
  at_least "$version" 17 || missing java "Java $version is older than 17"
  home=$(home_of "java-$version" "$here"/java/*)
  local quick='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto'
  if [[ ! -d $home ]]; then
    mvn --quiet --batch-mode --file "$here/java/pom.xml" dependency:copy-dependencies \
      -DoutputDirectory="$new" >&2 || cannot_get java
    javac -d "$new" -cp "$new/*" "$here"/java/*.java || defect
    mv "$new" "$home"
  fi
  local run="java $quick -cp $home:$home/*"
  echo "java pgjdbc $(pinned_in java/pom.xml '<version>42') $run Pgjdbc"
  echo "java vertx $(pinned_in java/pom.xml '<version>5') $run Vertx"
  echo "java r2dbc $(pinned_in java/pom.xml '<version>1\.') $run R2dbc"
}

# Built outside the repository, where Cargo may write its lock file; what is built is kept between versions.
bring_rust() {
  command -v cargo >/dev/null || missing rust "there is no cargo"
  local version sources=$cache/rust-sources
  version=$(cargo --version | cut -d' ' -f2)
  at_least "$version" 1.85 || missing rust "Cargo $version is older than 1.85"
  home=$(home_of "rust-$version" "$here"/rust/Cargo.toml "$here"/rust/src/{*.rs,bin/*.rs})
  if [[ ! -d $home ]]; then
    mkdir -p "$sources" "$new"
    cp -R "$here"/rust/* "$sources"
    (cd "$sources" && cargo fetch --quiet) || cannot_get rust
    (cd "$sources" && CARGO_TARGET_DIR=$cache/rust-target cargo build --quiet --offline) || defect
    cp "$cache"/rust-target/debug/{tokio_postgres,sqlx,diesel,diesel_async} "$new"
    mv "$new" "$home"
  fi
  echo "rust tokio-postgres $(pinned_in rust/Cargo.toml 'tokio-postgres = .*"=') $home/tokio_postgres"
  echo "rust sqlx $(pinned_in rust/Cargo.toml 'sqlx = .*"=') $home/sqlx"
  echo "rust diesel $(pinned_in rust/Cargo.toml 'diesel = .*"=') $home/diesel"
  echo "rust diesel-async $(pinned_in rust/Cargo.toml 'diesel-async = .*"=') $home/diesel_async"
}

# What these three need comes from the distribution, in the version that it has.

bring_perl() {
  command -v perl >/dev/null || missing perl "there is no perl"
  local version
  version=$(perl -MDBD::Pg -e 'print DBD::Pg->VERSION') || missing perl "perl has no DBD::Pg (libdbd-pg-perl)"
  echo "perl dbd-pg $version perl $here/perl/dbd_pg_program.pl"
}

bring_php() {
  command -v php >/dev/null || missing php "there is no php"
  local version
  version=$(php -r 'in_array("pgsql", PDO::getAvailableDrivers()) || exit(1);
    echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION, ".", PHP_RELEASE_VERSION;') ||
    missing php "php has no PDO driver for PostgreSQL (php-pgsql)"
  at_least "$version" 8.1 || missing php "PHP $version is older than 8.1"
  echo "php php-pdo $version php $here/php/php_pdo_program.php"
}

bring_ruby() {
  command -v ruby >/dev/null || missing ruby "there is no ruby"
  local version
  ruby -e 'require "pg"' || missing ruby "ruby has no pg (ruby-pg)"
  version=$(ruby -e 'require "active_record"; puts ActiveRecord::VERSION::STRING') ||
    missing ruby "ruby has no Active Record (ruby-activerecord)"
  echo "ruby rails $version ruby $here/ruby/rails_program.rb"
}

# Each PostgreSQL of the lab has brought its own libpq, and psql. The program is linked to that libpq, and
# runs with the loader and the libraries that it came with, as the servers do.
bring_c() {
  command -v gcc >/dev/null || missing c "there is no gcc"
  local headers kind version bin root loader triple flags found=
  headers=$(pkg-config --variable=includedir libpq) || missing c "there is no libpq-fe.h (libpq-dev)"
  while read -r kind version bin; do
    [[ $kind == postgres ]] || continue
    root=${bin%/usr/lib/postgresql/*}
    loader=$(find "$root" -name 'ld-linux*.so.*' -print -quit)
    triple=$(basename "$(dirname "$loader")")
    home=$(home_of "c-$version" "$here/c/libpq_program.c")
    if [[ ! -d $home ]]; then
      mkdir -p "$new"
      flags="-Wl,--allow-shlib-undefined,--disable-new-dtags,--dynamic-linker=$loader"
      flags+=",-rpath,$root/lib/$triple:$root/usr/lib/$triple"
      gcc -std=gnu11 -Wall -Wextra -I"$headers" "$here/c/libpq_program.c" -o "$new/libpq" \
        -L"$root/usr/lib/$triple" -l:libpq.so.5 "$flags" || defect
      mv "$new" "$home"
    fi
    echo "c libpq $version $home/libpq"
    echo "c psql $version $here/c/psql_program.sh $bin/psql"
    found=yes
  done < <("$here/../lab/poolers.sh" postgres-18 postgres-17 postgres-15 | sort -k 2 -V -r)
  [[ -n $found ]] || missing c "no PostgreSQL of the lab could be had"
}

# The version that follows these words in a manifest; what the words say of it belongs to it.
pinned_in() {  # FILE WORDS
  grep -oE "$2[0-9.]+" "$here/$1" | head -n 1 | grep -oE '[0-9]+(\.[0-9]+)+'
}

# One language: its list goes to $list, all else to $log.
bring() {  # SET
  list=$work/$1.list log=$work/$1.log new=$work/$1.new
  case $1 in
    python) bring_python python requirements.txt ;;
    python-newest) bring_python python-newest requirements-newest.txt ;;
    *) "bring_$1" ;;
  esac >"$list.part" 2>"$log" || exit
  mv "$list.part" "$list"
}

wanted=("$@")
((${#wanted[@]})) || wanted=("${sets[@]}")
for set in "${wanted[@]}"; do
  [[ " ${sets[*]} " == *" $set "* ]] || { sed -n 's|^#   tests|tests|p' "$0" >&2 && exit 2; }
done
mkdir -p "$cache"
exec {lock}>"$cache/.lock" && flock "$lock"
rm -rf "$cache"/.work.*
work=$(mktemp -d "$cache/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
# Side by side: most of it is waiting for a registry.
running=()
for set in "${wanted[@]}"; do
  (bring "$set") &
  running+=($!)
done
status=0
for process in "${running[@]}"; do
  wait "$process" || status=1
done
for set in "${wanted[@]}"; do
  [[ ! -e $work/$set.list ]] || cat "$work/$set.list"
done
exit "$status"
