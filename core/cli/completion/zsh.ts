import { COMPLETE_ARGUMENT } from "./complete_argument.ts";
import { TOKEN_GLOB } from "./token_pattern.ts";

/** For zsh: to be sourced, or to lie as `_kubeworker` in a directory of fpath. */
export const ZSH = `#compdef kubeworker
# Completion of kubeworker for zsh

_kubeworker() {
  local program=\${(Q)words[1]} kind line word
  local -a typed answer entries
  program=\${~program}
  typed=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  # A token must not be among the arguments of a program.
  typed=("\${(@)typed//${TOKEN_GLOB}/-}")
  answer=("\${(@f)$("$program" ${COMPLETE_ARGUMENT} "\${typed[@]}" 2> /dev/null)}")
  kind=$answer[1]
  shift answer
  case "$kind" in
    words | open)
      for line in "\${answer[@]}"; do
        word=\${line%%$'\\t'*}
        entries+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
      done
      if [[ "$kind" == open ]]; then
        _describe -t values value entries -S ''
      else
        _describe -t values value entries
      fi
      ;;
    files)
      [[ "$PREFIX" == --*=* ]] && compset -P 1 '*='
      _files
      ;;
    directories)
      [[ "$PREFIX" == --*=* ]] && compset -P 1 '*='
      _files -/
      ;;
  esac
}

if [[ "\${funcstack[1]}" == _kubeworker ]]; then
  _kubeworker "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _kubeworker kubeworker
fi
`;
