import { COMPLETE_ARGUMENT } from "./complete_argument.ts";
import { TOKEN_REGEX } from "./token_pattern.ts";

/** For fish 3 and later. */
export const FISH = `# Completion of kubeworker for fish

function __kubeworker_answer
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l current (commandline -ct)
    # A token must not be among the arguments of a program.
    set words (string replace -r -- '${TOKEN_REGEX}' '-' $words)
    set -l safe (string replace -r -- '${TOKEN_REGEX}' '-' "$current")
    set -l answer ($program ${COMPLETE_ARGUMENT} $words "$safe" 2> /dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    set -l lead (string match -r -- '^--[^=]*=' "$current")
    set -l path (string replace -r -- '^--[^=]*=' '' "$current")
    switch "$kind"
        case words open
            printf '%s\\n' $answer
        case files
            for file in (__fish_complete_path "$path")
                echo "$lead$file"
            end
        case directories
            for directory in (__fish_complete_directories "$path" '')
                echo "$lead$directory"
            end
    end
end

complete -c kubeworker -f -a '(__kubeworker_answer)'
`;
