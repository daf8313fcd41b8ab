# bash completion for cairn
_cairn() {
    local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
    case "${COMP_WORDS[COMP_CWORD-1]}" in
        -f|--filename|--kubeconfig|--token-file|--certificate-authority|--user-data-file)
            COMPREPLY=($(compgen -f -- "$word")); return ;;
    esac
    COMPREPLY=($(compgen -W "$(cairn __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$word"))
    [ "${#COMPREPLY[@]}" -eq 1 ] && [ "${COMPREPLY[0]}" != "${COMPREPLY[0]%/}" ] && compopt -o nospace
}
complete -F _cairn cairn
