/** An executable plugin that works; `NAME` stands for its name. */
export const EXECUTABLE_SKELETON = `#!/bin/sh
# A discovery plugin of kubeworker: it proposes API servers, kubeworker decides whether to believe it.
#
# One JSON object comes on standard input, one goes to standard output; standard error is the log.
# An exit code other than 0 means that it failed, with {apiVersion, code, message, hint} as the answer.
# It may be in any language: this one has no need of a JSON parser, since it takes one plain text.
set -eu

api=discovery.kubeworker.dev/v1
question=$(cat)

case $question in
*'"operation":"version"'*)
  printf '{"apiVersion":"%s","versions":["%s"]}\\n' "$api" "$api"
  ;;
*'"operation":"status"'*)
  cat <<EOF
{
  "apiVersion": "$api",
  "name": "NAME",
  "version": "0.1.0",
  "summary": "Proposes the server of its options",
  "permissions": {},
  "schema": {
    "type": "object",
    "properties": { "server": { "type": "string" } },
    "required": ["server"],
    "additionalProperties": false
  }
}
EOF
  ;;
*'"operation":"discover"'*)
  server=$(printf '%s\\n' "$question" | sed -n 's/.*"server":"\\([^"\\\\]*\\)".*/\\1/p')
  if [ -z "$server" ]; then
    printf '{"apiVersion":"%s","code":"no-server","message":"%s","hint":"%s"}\\n' \\
      "$api" "The server is empty" "name it as HOST:PORT"
    exit 1
  fi
  echo "proposing $server" >&2
  printf '{"apiVersion":"%s","servers":["%s"]}\\n' "$api" "$server"
  ;;
*)
  printf '{"apiVersion":"%s","code":"unknown-operation","message":"Unknown operation"}\\n' "$api"
  exit 1
  ;;
esac
`;

/** Its tests. */
export const EXECUTABLE_CASES =
  `# Run by \`kubeworker plugin test\`. \`error\` is a code of kubeworker's or the plugin's own.
cases:
  - name: proposes the server of its options
    section: { server: "10.0.0.1:6443" }
    proposal: { servers: ["10.0.0.1:6443"] }
  - name: says that the server is empty
    section: { server: "" }
    error: no-server
  - name: takes no option that it does not know
    section: { servers: ["10.0.0.1:6443"] }
    error: plugin-section-invalid
`;
