# Pastes are completed from the local history, without the network.
complete -c fpaste -n "__fish_seen_subcommand_from get show cat delete rm" -f -a "(fpaste __complete-ids 2>/dev/null)"
complete -c fpaste -n "__fish_seen_subcommand_from update" -a "(fpaste __complete-ids 2>/dev/null)"
