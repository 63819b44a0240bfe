#!/bin/sh
# Joins, and gives one line for a log collector: the node's name, or the error's code and hint.
# usage: join-and-report.sh HOST:PORT TOKEN PIN
set -u
last=$(kubeworker join "$1" --token "$2" --discovery-token-ca-cert-hash "$3" --output json | tail -n 1)
case $last in
  *'"ok":true'*) echo "joined: $(printf '%s' "$last" | sed 's/.*"nodeName":"\([^"]*\)".*/\1/')" ;;
  *)
    echo "failed: $(printf '%s' "$last" | sed 's/.*"code":"\([^"]*\)".*/\1/')" >&2
    exit 1
    ;;
esac
