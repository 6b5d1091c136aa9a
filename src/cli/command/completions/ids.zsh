# Pastes are completed from the local history, without the network.
_fpaste_ids() {
    local -a ids
    local id name
    while IFS=$'\t' read -r id name; do
        ids+=("$id:$name")
    done < <(fpaste __complete-ids 2>/dev/null)
    _describe -t pastes 'paste' ids
}
