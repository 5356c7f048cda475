#!/usr/bin/env bash
# Types the steps that come on standard input, one a line, into a psql; python/reference_program.py says which
# steps, and what the answers are.
#
#   psql_program.sh PSQL [CONFIG]

set -euo pipefail

psql=$1
config=${2:-}
version=$("$psql" --version | grep -oE '[0-9]+' | head -n 1)
case $config in
  bind) needed=16 ;;
  parse) needed=18 ;;
  *) needed=0 ;;
esac
((version >= needed)) || { echo "error - psql $version is older than $needed" && exit 1; }

# psql sets these with the first query. What it says on the standard error is said at once.
at_first=(-v ERROR=false -v SQLSTATE=00000 -v LAST_ERROR_MESSAGE=)

open() {
  coproc terminal { exec "$psql" -X -q -A -t "${at_first[@]}" "$DATABASE_URL" 2>&1; }
  typed=${terminal[1]} printed=${terminal[0]}
  declare -gA kept=()
}

# psql's own quit closes the connection.
close() {
  local process=$terminal_PID
  printf '\\q\n' >&"$typed" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
}

lost() { answer="error - psql has ended" && return 1; }

# Types the lines, and keeps the last row of their answers, or the error of the last.
enter() {  # LINE...
  local line value=done says='\warn says :ERROR :SQLSTATE :LAST_ERROR_MESSAGE'
  printf '%s\n' "$@" "$says" 2>/dev/null >&"$typed" || lost || return
  while read -r line <&"$printed"; do
    case $line in
      "says false "*) answer="ok $value" && return ;;
      "says true "*) answer="error ${line#says true }" && return 1 ;;
      ?*) value=$line ;;
    esac
  done 2>/dev/null
  lost
}

# A query of one parameter, as this configuration asks it.
ask() {  # TEXT N
  case $config in
    bind) enter "$1 \\bind $2 \\g" ;;
    parse)
      if [[ -z ${kept[$1]:-} ]]; then
        enter "$1 \\parse query_${#kept[@]}" || return
        kept[$1]=query_${#kept[@]}
      fi
      enter "\\bind_named ${kept[$1]} $2 \\g"
      ;;
    *) enter "${1/\$1/$2};" ;;
  esac
}

let_go() {  # TEXT
  enter "\\close_prepared ${kept[$1]}" || return
  kept[$1]=
}

# Keeps the answer while something else is done.
aside() {
  local before=$answer
  "$@" && answer=$before
}

finish() {  # STATUS HOW
  if (($1 == 0)); then aside enter "$2;"; else
    local before=$answer
    enter "rollback;" || true
    answer=$before
  fi
}

block() {  # HOW COMMAND...
  local how=$1 status=0
  shift
  enter "begin;" || return
  "$@" || status=$?
  finish "$status" "$how"
}

sum() { echo "select cast(\$1 as int4) + $1"; }

division="select 1 / cast(\$1 as int4)"
missing="select n from poolprobe_missing_table where n = \$1"

sum_and_division() { ask "$(sum "$1")" "$2" && ask "$division" 0; }

drop() { ask "$(sum "$1")" "$2" && aside let_go "$(sum "$1")"; }

drop_and_next() { drop "$1" "$2" && ask "$(sum $(($1 + 1)))" "$2"; }

# psql before 17 reads by a cursor where FETCH_COUNT is set, which asks for simple queries.
cursor() {  # K N
  answer="ok none"
  [[ -z $config ]] && ((version < 17)) || return 0
  enter '\set FETCH_COUNT 2' \
    "select cast($2 as int4) + $1 + i from generate_series(0, 4) as i;" || return
  aside enter '\set FETCH_COUNT 0'
}

batch() {  # K N
  local i lines=('\startpipeline')
  answer="ok none"
  [[ -n $config ]] && ((version >= 18)) || return 0
  if [[ $config == parse ]]; then ask "$(sum "$1")" "$2" || return; fi
  for i in 0 1 2; do
    if [[ $config == parse ]]; then lines+=("\\bind_named ${kept[$(sum "$1")]} $(($2 + i)) \\sendpipeline")
    else lines+=("$(sum "$1") \\bind $(($2 + i)) \\sendpipeline"); fi
  done
  enter "${lines[@]}" '\endpipeline'
}

run_step() {  # STEP K N
  answer="ok none"
  case $1 in
    autocommit) ask "$(sum "$2")" "$3" ;;
    transaction) block commit ask "$(sum "$2")" "$3" ;;
    fail) ask "$division" 0 ;;
    missing) ask "$missing" 1 ;;
    missing_inside) block rollback ask "$missing" 1 ;;
    fail_inside) block rollback sum_and_division "$2" "$3" ;;
    rollback) block rollback ask "$(sum "$2")" "$3" ;;
    drop) [[ $config != parse ]] || drop "$2" "$3" ;;
    drop_last) [[ $config != parse ]] || block commit drop "$2" "$3" ;;
    drop_inside) [[ $config != parse ]] || block commit drop_and_next "$2" "$3" ;;
    cursor) cursor "$2" "$3" ;;
    batch) batch "$2" "$3" ;;
    reconnect) close && open && enter && answer=ok ;;
    fill | cursor_early | give_back) ;;
    *) answer="error - no such step: $1" ;;
  esac
}

trap '' PIPE
open
enter || { echo "$answer" && exit 1; }
echo ready
while IFS= read -r line; do
  if [[ $line == "sql "* ]]; then
    enter "${line#sql };" || true
  else
    read -r step k n <<<"$line"
    run_step "$step" "${k:-0}" "${n:-0}" || true
  fi
  echo "$answer"
done
close
