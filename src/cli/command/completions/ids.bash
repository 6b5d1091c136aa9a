# Pastes are completed from the local history, without the network; everything else as generated above.
_fpaste_with_ids() {
    local current=${COMP_WORDS[COMP_CWORD]} word command=""
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in
            -*) ;;
            get | show | cat | delete | rm | update)
                command=$word
                break
                ;;
            *) break ;;
        esac
    done
    if [[ -n $command && $current != -* ]]; then
        case ${COMP_WORDS[COMP_CWORD-1]} in
            -o | --output | --key-file | --password-file | --passphrase-file | --delete-token-file)
                COMPREPLY=($(compgen -f -- "$current"))
                return
                ;;
        esac
        COMPREPLY=($(compgen -W "$(fpaste __complete-ids 2>/dev/null | cut -f1)" -- "$current"))
        return
    fi
    _fpaste fpaste "$current" "${COMP_WORDS[COMP_CWORD-1]}"
}

complete -F _fpaste_with_ids -o bashdefault -o default fpaste
