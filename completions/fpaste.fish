# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_fpaste_global_optspecs
    string join \n s/server= profile= config= json q/quiet v/verbose color= no-input y/yes no-progress timeout= max-time= retries= max-wait= proxy= ca-cert= client-cert= client-key= cert-sha1= token= header= k/insecure h/help V/version
end

function __fish_fpaste_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_fpaste_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_fpaste_using_subcommand
    set -l cmd (__fish_fpaste_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c fpaste -n "__fish_fpaste_needs_command" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_needs_command" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_needs_command" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_needs_command" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_needs_command" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_needs_command" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_needs_command" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_needs_command" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_needs_command" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_needs_command" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_needs_command" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_needs_command" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_needs_command" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "create" -d 'Paste files or stdin; print a link for each (the default command)'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "get" -d 'Fetch a paste and open it'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "show" -d 'Fetch a paste and open it'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "cat" -d 'Fetch a paste and open it'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "list" -d 'List your pastes on the server'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "ls" -d 'List your pastes on the server'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "delete" -d 'Delete pastes'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "rm" -d 'Delete pastes'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "update" -d 'Replace the content of a paste, or its expiry, password or label'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "info" -d 'Show what the server allows, and who you are to it'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "cert" -d 'Make a self-signed client certificate'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "register" -d 'Get a client certificate from the server'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "pki" -d 'The server\'s certificate authority'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "token" -d 'API tokens: make, list and revoke them'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "audit" -d 'Read the server\'s audit log'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "history" -d 'What this machine created'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "config" -d 'Show and change the configuration'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "run" -d 'Run a command and paste its output'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "seal" -d 'Encrypt a file, offline'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "open" -d 'Decrypt a sealed file, offline'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "serve" -d 'Run the server'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "doctor" -d 'Try the whole round trip, step by step'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "man" -d 'Write the manual pages into a directory'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "help" -d 'Explain a command or a topic'
complete -c fpaste -n "__fish_fpaste_needs_command" -f -a "__complete-ids" -d 'Print the ids in the local history, for the shells'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s x -l expiry -d 'How long it lives: seconds, or 30m, 12h, 7d, 2w' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s n -l name -d 'The file name, sealed inside (default: the file\'s own)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l label -d 'A name for the server\'s listing: clear text, only with a certificate' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s t -l type -d 'The media type, such as text/x-rust' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l tail -d 'Keep only the last part of what is too large, such as 500k or 2M' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l threads -d 'Threads for the proof of work (default: all cores)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s E -l no-encrypt -d 'Do not encrypt: the server, and everyone with the link, can read it'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s b -l burn -d 'Delete the paste with its first reading'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l no-name -d 'Leave the file name out'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l no-compress -d 'Do not compress before sealing'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l compat -d 'Seal in the format that the Python fpaste reads'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s c -l copy -d 'Copy the link to the clipboard'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l qr -d 'Show the link as a QR code, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l raw-url -d 'Print the address of the raw bytes (with -E)'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l strip-ansi -d 'Remove terminal control sequences from the text'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l dry-run -d 'Do all but the upload, and say what would be sent'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l no-history -d 'Leave no trace of it in the local history'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l edit -d 'Write the paste in an editor ($VISUAL or $EDITOR) first'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l tee -d 'Pass stdin through to stdout; the link goes to stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand create" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s o -l output -d 'Write to this file, which must not exist; into a directory, under the stored name' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l key -d 'The key, if it is not in the link' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l key-file -d 'Read the key from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l max-size -d 'Refuse a paste that unpacks to more than this (1G)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s m -l meta -d 'Show what the server knows of the paste; never reads or burns it'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s O -l remote-name -d 'Write to a file of the stored name'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s f -l force -d 'Replace an existing file'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l no-decrypt -d 'Write the sealed bytes as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l raw -d 'On a terminal, show control sequences as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand get" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s o -l output -d 'Write to this file, which must not exist; into a directory, under the stored name' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l key -d 'The key, if it is not in the link' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l key-file -d 'Read the key from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l max-size -d 'Refuse a paste that unpacks to more than this (1G)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s m -l meta -d 'Show what the server knows of the paste; never reads or burns it'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s O -l remote-name -d 'Write to a file of the stored name'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s f -l force -d 'Replace an existing file'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l no-decrypt -d 'Write the sealed bytes as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l raw -d 'On a terminal, show control sequences as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand show" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s o -l output -d 'Write to this file, which must not exist; into a directory, under the stored name' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l key -d 'The key, if it is not in the link' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l key-file -d 'Read the key from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l max-size -d 'Refuse a paste that unpacks to more than this (1G)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s m -l meta -d 'Show what the server knows of the paste; never reads or burns it'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s O -l remote-name -d 'Write to a file of the stored name'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s f -l force -d 'Replace an existing file'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l no-decrypt -d 'Write the sealed bytes as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l raw -d 'On a terminal, show control sequences as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand cat" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l limit -d 'At most so many' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l offset -d 'Skip so many' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l type -d 'Only types that begin so, such as image/' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l after -d 'Only what was made after this: Unix seconds, a date, or how long ago (7d)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l before -d 'Only what was made before this' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l owner -d 'Only this owner\'s (admin, with --all)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s a -l all -d 'Everyone\'s pastes (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l local -d 'The local history alone, without asking the server'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand list" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l limit -d 'At most so many' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l offset -d 'Skip so many' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l type -d 'Only types that begin so, such as image/' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l after -d 'Only what was made after this: Unix seconds, a date, or how long ago (7d)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l before -d 'Only what was made before this' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l owner -d 'Only this owner\'s (admin, with --all)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s a -l all -d 'Everyone\'s pastes (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l local -d 'The local history alone, without asking the server'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand ls" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l confirm -d 'With --all: how many there are' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l delete-token -d 'The delete token, if the history does not know it' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l delete-token-file -d 'Read the delete token from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s a -l all -d 'Every paste on the server (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l ignore-missing -d 'What is gone already is no error'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand delete" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l confirm -d 'With --all: how many there are' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l delete-token -d 'The delete token, if the history does not know it' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l delete-token-file -d 'Read the delete token from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s a -l all -d 'Every paste on the server (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l ignore-missing -d 'What is gone already is no error'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand rm" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s x -l expiry -d 'How long it lives from now: seconds, or 30m, 12h, 7d, 2w' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l key -d 'The key, if it is not in the link' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l key-file -d 'Read the key from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s n -l name -d 'The file name, sealed inside (default: the file\'s own)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l label -d 'A name for the server\'s listing: clear text' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s t -l type -d 'The media type, such as text/x-rust' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s E -l no-encrypt -d 'Do not encrypt the new content'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l remove-password -d 'Take the password away'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l no-name -d 'Leave the file name out'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l no-compress -d 'Do not compress before sealing'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand update" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l check -d 'Print nothing: the exit status says whether the server answers'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand info" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s a -l algorithm -d 'The kind of key' -r -f -a "ec\t'An elliptic curve'
rsa\t'RSA'"
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s b -l bits -d 'Bits of an RSA key: 2048, 3072 or 4096 (with -a rsa)' -r -f -a "2048\t''
3072\t''
4096\t''"
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s c -l curve -d 'Curve of an EC key (with -a ec; secp384r1)' -r -f -a "secp256r1\t'P-256'
secp384r1\t'P-384'
secp521r1\t'P-521'"
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s d -l days -d 'Days it is valid' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s n -l name -d 'The name in it' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s o -l output -d 'Write the files into this directory' -r -f -a "(__fish_complete_directories)"
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l pkcs12 -d 'Write a PKCS#12 bundle too, for a browser' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l force -d 'Replace an existing key; the old one is kept as .bak-DATE'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l configure -d 'Write the certificate into the configuration'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand cert" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s n -l name -d 'The name to ask for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s o -l output -d 'Write the files into this directory' -r -f -a "(__fish_complete_directories)"
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l setup-code -d 'The code in the log of the server until it is used: makes you its admin' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l configure -d 'Write the certificate into the configuration'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l renew -d 'Replace the certificate you have; pastes and tokens stay yours'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l force -d 'Replace an existing key; the old one is kept as .bak-DATE'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand register" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -f -a "status" -d 'Show the server\'s certificate authority'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -f -a "download" -d 'Fetch the authority\'s certificate, after checking that the connection chains to it'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -f -a "issue" -d 'Issue a certificate (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -f -a "list" -d 'List the certificates issued (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and not __fish_seen_subcommand_from status download issue list revoke" -f -a "revoke" -d 'Revoke a certificate (admin)'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s o -l output -d 'Write it to this file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l fingerprint -d 'Its SHA-256, as the server\'s owner told you; needed without a terminal' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l configure -d 'Trust it from now on: write it into the configuration'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l force -d 'Replace an existing file'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from download" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s n -l name -d 'The name in the certificate' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s o -l output -d 'Write the files into this directory' -r -f -a "(__fish_complete_directories)"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l force -d 'Replace an existing key; the old one is kept as .bak-DATE'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from issue" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l valid -d 'Only those that are valid now'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand pki; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "create" -d 'Make a token; it is shown once'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "list" -d 'List your tokens'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and not __fish_seen_subcommand_from create list revoke" -f -a "revoke" -d 'End a token'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l scopes -d 'What it may do' -r -f -a "create\t''
read\t''
list\t''
update\t''
delete\t''"
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s x -l expiry -d 'How long it lives: seconds, or 30m, 12h, 7d, 2w' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from create" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand token; and __fish_seen_subcommand_from revoke" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l after -d 'Only events after this number' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l limit -d 'At most so many' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l verify -d 'Check the chain of hashes from its beginning'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand audit" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -f -a "list" -d 'List what this machine created'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -f -a "show" -d 'Show everything known about one paste'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -f -a "clear" -d 'Forget everything'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and not __fish_seen_subcommand_from list show clear path" -f -a "path" -d 'Print where the history is kept'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from clear" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand history; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -f -a "path" -d 'Print where the configuration is'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -f -a "show" -d 'Print every value and where it comes from'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -f -a "get" -d 'Print one value'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -f -a "set" -d 'Set a value in config.toml; comments stay'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and not __fish_seen_subcommand_from path show get set migrate" -f -a "migrate" -d 'Write the old configuration file as config.toml, and keep it'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l unset -d 'Remove the key'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand config; and __fish_seen_subcommand_from migrate" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s x -l expiry -d 'How long it lives: seconds, or 30m, 12h, 7d, 2w' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s p -l password -d 'A password that the server checks; asked for, twice where it is new' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l password-file -d 'Read the password from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s n -l name -d 'The file name, sealed inside (default: the file\'s own)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l label -d 'A name for the server\'s listing: clear text, only with a certificate' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s t -l type -d 'The media type, such as text/x-rust' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l tail -d 'Keep only the last part of what is too large, such as 500k or 2M' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l threads -d 'Threads for the proof of work (default: all cores)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s E -l no-encrypt -d 'Do not encrypt: the server, and everyone with the link, can read it'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s b -l burn -d 'Delete the paste with its first reading'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l no-name -d 'Leave the file name out'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l no-compress -d 'Do not compress before sealing'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l compat -d 'Seal in the format that the Python fpaste reads'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s c -l copy -d 'Copy the link to the clipboard'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l qr -d 'Show the link as a QR code, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l raw-url -d 'Print the address of the raw bytes (with -E)'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l strip-ansi -d 'Remove terminal control sequences from the text'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l dry-run -d 'Do all but the upload, and say what would be sent'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l no-history -d 'Leave no trace of it in the local history'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand run" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s o -l output -d 'Write the sealed bytes here, instead of to stdout' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l key-out -d 'Write the key here, instead of to stderr' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s n -l name -d 'The file name, sealed inside (default: the file\'s own)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s t -l type -d 'The media type' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s f -l force -d 'Replace existing files'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l no-name -d 'Leave the file name out'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l no-compress -d 'Do not compress before sealing'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l compat -d 'Seal in the format that the Python fpaste reads'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand seal" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l key -d 'The key, if it is not in the link' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l key-file -d 'Read the key from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s o -l output -d 'Write the content here, instead of to stdout; into a directory, under the stored name' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l passphrase -d 'A passphrase that opening needs besides the link; asked for' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l passphrase-file -d 'Read the passphrase from a file, - or /dev/fd/N' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l max-size -d 'Refuse what unpacks to more than this (1G)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s O -l remote-name -d 'Write to a file of the stored name'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s f -l force -d 'Replace an existing file'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l raw -d 'On a terminal, show control sequences as they are'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand open" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l bind -d 'Listen here: ADDR:PORT, or unix:PATH (127.0.0.1:5000)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l storage-key-file -d 'A file with the key that bodies are sealed under in the database' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l public-url -d 'How people reach this server, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l url-prefix -d 'The path below which a reverse proxy shows this server' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l create -d 'Who may create pastes: anyone, untrusted, trusted or admin' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l trusted-proxies -d 'Networks of reverse proxies whose headers are believed (127.0.0.0/8, ::1)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l proxy-secret-file -d 'A file with the secret such a proxy must send' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l pow-difficulty -d 'Leading zero bits asked of a creation; 0 asks for no proof of work' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l tls-cert -d 'Answer https with this certificate chain, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l tls-key -d 'The key of that certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l tls-name -d 'A name or address to put into the own certificate; may be given several times' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l ca-password-file -d 'A file with the password of the certificate authority\'s key' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l log-format -d 'The form of a log line: text or json' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l metrics-bind -d 'An address of its own for the metrics' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l tls -d 'Answer https with a certificate of the server\'s own authority'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l pki -d 'Issue client certificates'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "admin" -d 'Say who is an admin, who is blocked, and take pastes away'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "lockdown" -d 'Refuse everything new until it is lifted, or say whether that is so'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "backup" -d 'Copy the database into one file, while a server runs on it; burn pastes stay out'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "verify" -d 'Read a whole backup and say what is in it'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "restore" -d 'Make the database of a backup, locked down'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "import" -d 'Move in: from a FlaskPaste database, or a folder of files; tells what would happen, and does it with -y'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "check" -d 'Look over what the server stands on: database, clock, permissions, disk, certificate, proxies, burning'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "move" -d 'Move all of the database into another, SQLite or PostgreSQL, while a server still reads from it'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "rekey" -d 'Seal bodies in the database under another storage key, or the first, and what lies in the clear'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "unit" -d 'Print a systemd unit for this machine'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and not __fish_seen_subcommand_from admin lockdown backup verify restore import check move rekey unit ca" -f -a "ca" -d 'Make the certificate authority before the first start, or show it'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "grant" -d 'Make the account of a certificate an admin'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "revoke" -d 'Take the admin mark away'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "list" -d 'List admins and blocked accounts'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "rm" -d 'Delete pastes: by id or link, or all of an account by its fingerprint'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "block" -d 'Refuse an account everywhere'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from admin" -f -a "unblock" -d 'Let an account in again'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from lockdown" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from backup" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s x -l expiry -d 'How long the files of a folder live (`expiry_trusted`)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l owner -d 'Whose the files of a folder are: the SHA-1 of a certificate' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l from -d 'What to move: a file, or postgres://… (the configured database)' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l to -d 'Where to: a file that is not there, or an empty postgres://… (the configured database)' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l cancel -d 'Give a move up that is not finished: the old database takes pastes again'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from move" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l new -d 'The key to change to; made, readable by you alone, where there is no such file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from rekey" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from unit" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l db -d 'The database: a file ($XDG_DATA_HOME/fpaste/pastes.db), or postgres://…' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -f -a "init" -d 'Make it; prints its SHA-256'
complete -c fpaste -n "__fish_fpaste_using_subcommand serve; and __fish_seen_subcommand_from ca" -f -a "show" -d 'Show its name, fingerprints and dates'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l embedded -d 'Start a server of its own, with a temporary database, and try everything against it'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand completions" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand man" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand help" -s V -l version -d 'Print version'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s s -l server -d 'The server\'s address, such as https://paste.example.com' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l profile -d 'Use this profile of the configuration' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l config -d 'Read this configuration file' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has not asked for none'
always\t'Always'
never\t'Never'"
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l timeout -d 'Give up connecting, or waiting for the next byte, after this long (30s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l max-time -d 'Give up a whole request after this long' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l retries -d 'Try again this often when a server cannot be reached or asks to wait (2)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l max-wait -d 'Wait at most this long when a server asks to (60s)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l proxy -d 'Send requests through this proxy: http://, https:// or socks5h://' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l ca-cert -d 'Trust this certificate authority, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l client-cert -d 'Show this client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l client-key -d 'The key of the client certificate, PEM' -r -F
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l cert-sha1 -d 'Send this certificate fingerprint as X-SSL-Client-SHA1 (40 hex digits)' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l token -d 'Authenticate with this API token' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l header -d 'Send this header with every request, such as Name: value' -r
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l json -d 'Answer in JSON Lines; errors too, on stderr'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s v -l verbose -d 'Say what is going on; twice for every request'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l no-input -d 'Never ask; where an answer is needed, fail'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s y -l yes -d 'Answer yes to every question'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -l no-progress -d 'Show no progress'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s k -l insecure -d 'Do not check the server\'s certificate'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c fpaste -n "__fish_fpaste_using_subcommand __complete-ids" -s V -l version -d 'Print version'

# Pastes are completed from the local history, without the network.
complete -c fpaste -n "__fish_seen_subcommand_from get show cat delete rm" -f -a "(fpaste __complete-ids 2>/dev/null)"
complete -c fpaste -n "__fish_seen_subcommand_from update" -a "(fpaste __complete-ids 2>/dev/null)"
