# fish completion for cairn
function __cairn_complete
    set -l words (commandline -opc) (commandline -ct)
    cairn __complete -- $words[2..-1] 2>/dev/null
end
complete -c cairn -f -n 'not __fish_seen_argument -s f -l filename' -a '(__cairn_complete)'
complete -c cairn -r -s f -l filename
