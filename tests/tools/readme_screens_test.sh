#!/usr/bin/env bash
# That tools/readme-screens finds a stale screen, writes it anew, and refuses what it does not understand: in a
# copy of the pages.
#
#   readme_screens_test.sh BUILD_DIR
#
# Exit status 77, which CTest reports as skipped, where the servers are missing.

set -euo pipefail
build=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

fail() { echo "failed: $*" >&2 && exit 1; }

# Runs the copied script; sets `status` and `said`.
screens() {
  status=0
  said=$("$copy/tools/readme-screens" "$@" "$build" 2>&1) || status=$?
  ((status != 77)) || { echo "$said"; exit 77; }
}

mkdir -p "$copy/docs" "$copy/tests/lab" "$copy/tools"
cp "$root/tools/readme-screens" "$copy/tools"
cp "$root/tests/lab/poolers.sh" "$copy/tests/lab"
cp "$root/docs/drivers.md" "$copy/docs"
sed 's/a statement is gone/a sentence is gone/' "$root/README.md" >"$copy/README.md"
! cmp -s "$root/README.md" "$copy/README.md" || fail "the README has no line to spoil"

screens --check
[[ $status == 1 && $said == *"a sentence is gone"* && $said == *"README.md:"* ]] ||
  fail "a spoiled screen was not found: $status $said"

spoiled=$(cat "$copy/README.md")
screens
[[ $status == 0 ]] || fail "it was not written anew: $status $said"
[[ $(cat "$copy/README.md") != "$spoiled" ]] || fail "nothing was written"
cmp -s "$root/docs/drivers.md" "$copy/docs/drivers.md" || fail "a page was written that was not stale"
screens --check
[[ $status == 0 ]] || fail "what was just written is stale: $said"

printf '\n<!-- screen: poolprobe version\n     kept: 1 -->\n```console\n```\n' >>"$copy/README.md"
screens --check
[[ $status == 1 && $said == *"not 'kept'"* ]] || fail "a misspelt key was not refused: $status $said"
echo "as expected"
