#compdef cairn
# zsh completion for cairn
_cairn() {
    case "${words[CURRENT-1]}" in
        -f|--filename|--kubeconfig|--token-file|--certificate-authority|--user-data-file) _files; return ;;
    esac
    local -a found
    found=("${(@f)$(cairn __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    compadd -- $found
}
if [ "$funcstack[1]" = "_cairn" ]; then _cairn "$@"; else compdef _cairn cairn; fi
