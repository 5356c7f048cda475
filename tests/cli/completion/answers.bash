# usage: bash answers.bash SCRIPT LINE...: for each line what TAB would offer at its end, as readline calls it.
source "$1"
shift
for line in "$@"; do
  COMP_LINE=$line COMP_POINT=${#line}
  # bash splits the line into these words; the script reads the line itself, as bash splits at : and = as well.
  read -ra COMP_WORDS <<<"$line"
  [[ $line == *' ' ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _poolprobe
  echo "$line => ${COMPREPLY[*]}"
done
# Without the line, as a test of another program may call it.
unset COMP_LINE COMP_POINT
COMP_WORDS=(poolprobe check --driver asyncp) COMP_CWORD=3
_poolprobe
echo "words alone => ${COMPREPLY[0]}"
complete -p poolprobe
