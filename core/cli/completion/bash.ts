import { COMPLETE_ARGUMENT } from "./complete_argument.ts";
import { TOKEN_GLOB } from "./token_pattern.ts";

/**
 * For bash 3.2 and later, with or without the package bash-completion. The words are those of COMP_LINE:
 * COMP_WORDS is cut at `=` and `:`, and what is cut off must not be answered again.
 */
export const BASH = `# Completion of kubeworker for bash

_kubeworker() {
  local IFS=$' \\t\\n'
  local line="\${COMP_LINE:0:COMP_POINT}" program="$1" typed tail before lead="" kind word mark
  local -a words
  COMPREPLY=()
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  while ((\${#words[@]} > 1)) && [[ "\${words[0]}" != "$program" ]]; do
    words=("\${words[@]:1}")
  done
  words=("\${words[@]:1}")
  ((\${#words[@]} > 0)) || return 0
  typed="\${words[\${#words[@]}-1]}"
  # A token must not be among the arguments of a program.
  words=("\${words[@]//${TOKEN_GLOB}/-}")
  [[ "$program" == "~/"* ]] && program="$HOME/\${program:2}"

  # bash replaces only what is behind the last of these.
  tail="$typed"
  for mark in = : @; do
    [[ "$COMP_WORDBREAKS" == *"$mark"* ]] && tail="\${tail##*"$mark"}"
  done
  before="\${typed%"$tail"}"

  {
    IFS= read -r kind
    case "$kind" in
      words | open)
        [[ "$kind" == open ]] && compopt -o nospace 2> /dev/null
        while IFS= read -r word; do
          word="\${word%%$'\\t'*}"
          COMPREPLY+=("\${word#"$before"}")
        done
        ;;
      files | directories)
        [[ "$typed" == --*=* ]] && lead="\${typed%%=*}="
        mark=-f
        [[ "$kind" == directories ]] && mark=-d
        compopt -o filenames 2> /dev/null
        while IFS= read -r word; do
          word="$lead$word"
          COMPREPLY+=("\${word#"$before"}")
        done < <(compgen "$mark" -- "\${typed#"$lead"}")
        ;;
    esac
  } < <("$program" ${COMPLETE_ARGUMENT} "\${words[@]}" 2> /dev/null)
}

complete -F _kubeworker kubeworker
`;
