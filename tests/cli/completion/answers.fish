# usage: fish --no-config answers.fish SCRIPT LINE...: for each line what TAB offers at its end.
source $argv[1]
for line in $argv[2..-1]
    echo "$line => "(complete -C $line | string replace -r '\t.*' '')
end
