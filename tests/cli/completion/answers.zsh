# usage: zsh -f answers.zsh SCRIPT FOLDER LINE...: for each line what TAB offers at its end in an interactive zsh.
zmodload zsh/zpty zsh/zselect
script=$1 folder=$2
shift 2
zpty -b shell zsh -f -i
say() { zpty -w shell "$1" }
say "PROMPT=; bindkey '^I' complete-word; autoload -Uz compinit; compinit -u -d $folder/dump; source $script"
# What the completion adds is also written into a file.
say 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -A hits "$@"; (( $#hits )) && print -rl -- $hits >> $answers; builtin compadd "$@" }'
place=0
for line in "$@"; do
  answers=$folder/answers.$((++place))
  say "answers=$answers"
  zpty -w -n shell "$line"$'\t'
  for ((tries = 0; tries < 100; tries++)); do
    [[ -s $answers ]] && break
    zselect -t 5
  done
  zselect -t 5
  zpty -w -n shell $'\x15'
  print -r -- "$line => $(sort -u $answers 2>/dev/null | tr '\n' ' ')"
done
zpty -d shell
