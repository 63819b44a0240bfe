#!/bin/sh
# kubeworker (@COMMIT@) for @TARGET@, a self-extracting program.
#
# What follows this text is the Deno runtime and the program, compressed. The first start unpacks
# them into a runtime directory, after that they run from there. Rules of this file:
#  - nothing runs from the runtime directory before its owners and modes have been checked;
#  - it is filled under another name and renamed when complete, so that starts do not disturb each
#    other and a broken start leaves nothing behind that looks complete;
#  - the arguments, the standard streams and the exit code are the program's; failures here exit 9.
{
set -u

ID=@ID@
MACHINE='@MACHINE@'
FILES='@FILES@'
SIZES='@SIZES@'

fail() { # reason, hint
  trap - EXIT
  [ -z "${new-}" ] || rm -rf "$new"
  printf 'kubeworker: %s; %s\n' "$1" "$2" >&2
  exit 9
}

elsewhere='set KUBEWORKER_RUNTIME_DIR to a directory of yours that allows programs, with 150 MB free'

# What alters a Deno program from outside does not belong to this one. Other variables pass.
clean_environment() {
  while IFS= read -r line; do
    name=${line#export }
    name=${name#declare -x }
    name=${name%%=*}
    case $name in
      *[!A-Za-z0-9_]*) ;;
      DENO_* | OTEL_DENO* | NODE_OPTIONS | NODE_CHANNEL_* | NODE_UNIQUE_ID | NODE_V8_COVERAGE | \
        NODE_DEBUG | NODE_DEBUG_NATIVE | NODE_TLS_REJECT_UNAUTHORIZED | NODE_ICU_DATA) unset "$name" ;;
    esac
  done <<EOF
$(export -p)
EOF
}

find_root() {
  uid=$(id -u) || fail 'cannot read the user id' 'check that "id" is in PATH'
  if [ -n "${KUBEWORKER_RUNTIME_DIR-}" ]; then root=$KUBEWORKER_RUNTIME_DIR
  elif [ "$uid" = 0 ]; then root=/var/lib/kubeworker/runtime
  elif [ -n "${XDG_CACHE_HOME-}" ]; then root=$XDG_CACHE_HOME/kubeworker/runtime
  elif [ -n "${HOME-}" ]; then root=$HOME/.cache/kubeworker/runtime
  else fail 'cannot choose a runtime directory without HOME' "$elsewhere"
  fi
  case $root in
    /*) ;;
    *) fail "cannot use \"$root\" as the runtime directory" 'give an absolute path' ;;
  esac
  if ! [ -d "$root" ]; then
    why=$(umask 022 && LC_ALL=C mkdir -p "$root" 2>&1) ||
      fail "cannot create the runtime directory: ${why##*mkdir: }" "$elsewhere"
  fi
  root=$(cd -P "$root" && pwd -P) || fail "cannot enter \"$root\"" "$elsewhere"
  dir=${root%/}/$ID
}

unpack() {
  [ "$(uname -s) $(uname -m)" = "$MACHINE" ] ||
    fail "this program is for $MACHINE, not for $(uname -s) $(uname -m)" 'take the one for your machine'
  new=${root%/}/.new-$$
  mask=$(umask)
  umask 077
  rm -rf "$new" # of a killed start that had our process id
  why=$(LC_ALL=C mkdir -m 700 "$new" 2>&1) ||
    fail "cannot write the runtime directory: ${why##*mkdir: }" "$elsewhere"
  trap 'rm -rf "$new"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM

  # from: bytes from the end of this file; packed: compressed length
  while read -r file from packed sum; do
    why=$( (tail -c "$from" "$0" | head -c "$packed" | LC_ALL=C gzip -dc >"$new/$file") 2>&1) ||
      case $why in
        *space* | *uota* | *'write error'*) fail "cannot unpack into \"$root\": no space left" "$elsewhere" ;;
        *) fail "cannot unpack \"$0\": the file is damaged" 'download it again' ;;
      esac
    found=$(sha256sum <"$new/$file")
    [ "${found%% *}" = "$sum" ] ||
      fail "cannot unpack \"$0\": the checksum of $file is wrong" 'download it again'
    chmod 644 "$new/$file"
  done <<EOF
@MEMBERS@
EOF

  # The code cache of the runtime: as trusted as the program, so under the same roof.
  mkdir -m 700 "$new/cache" && chmod 755 "$new/deno" "$new" ||
    fail "cannot write the runtime directory \"$root\"" "$elsewhere"
  "$new/deno" --version >/dev/null 2>&1 || case $? in
    126) fail "cannot execute programs in \"$root\" (mounted noexec?)" "$elsewhere" ;;
    *) fail 'cannot start the runtime on this machine' 'it needs glibc 2.27 or newer' ;;
  esac

  # mv into a directory that another start has just put there would nest ours: then drop it.
  [ -e "$dir" ] || mv "$new" "$dir" 2>/dev/null
  rm -rf "$new" "$dir/.new-$$"
  trap - EXIT HUP INT TERM
  umask "$mask"
  new=
  [ -d "$dir" ] || fail "cannot rename into \"$dir\"" "$elsewhere"
}

refuse() { # path, what is wrong with it
  case $1 in
    "$dir"*) fail "refusing to run: \"$1\" $2" "remove \"$dir\" and start again" ;;
    *) fail "refusing to run: \"$1\" $2" "correct that, remove \"$dir\" and start again" ;;
  esac
}

# The given files of the runtime directory and every folder above them, in one look.
check() {
  up=$dir
  while [ -n "$up" ]; do
    up=${up%/*}
    set -- "$@" "${up:-/}"
  done
  listing=$(LC_ALL=C stat -c '%u %A %s %n' "$@" 2>/dev/null) || refuse "$dir" 'is incomplete'

  while read -r owner mode size path; do
    [ "$owner" = "$uid" ] || [ "$owner" = 0 ] || refuse "$path" "belongs to user $owner"
    case $path in
      "$dir" | "$dir/cache" | "$root")
        case $mode in
          d????w* | d???????w*) refuse "$path" 'is writable by others' ;;
          d*) ;;
          *) refuse "$path" 'is not a directory' ;;
        esac ;;
      "$dir"/*)
        case $mode in
          -????w* | -???????w*) refuse "$path" 'is writable by others' ;;
          -*) ;;
          *) refuse "$path" 'is not a file' ;;
        esac
        case " $SIZES " in
          *" ${path##*/}=$size "*) ;;
          *) refuse "$path" 'has been changed' ;;
        esac ;;
      *) # a folder above: a sticky one lets nobody rename what is another's
        case $uid:$mode in
          *[tT]) ;;
          *:d???????w* | 0:d????w*) refuse "$path" 'is writable by others' ;;
        esac ;;
    esac
  done <<EOF
$listing
EOF
}

check_runtime() { # its folders
  for file in $FILES; do set -- "$@" "$dir/$file"; done
  check "$@"
}

clean_environment
find_root
[ -d "$dir" ] || {
  check # where others may write, nothing is safe to unpack
  unpack
}
check_runtime "$dir" "$dir/cache"
export DENO_DIR="$dir/cache" DENO_NO_UPDATE_CHECK=1
[ -x "$dir/deno" ] || fail "cannot execute \"$dir/deno\" (mounted noexec?)" "$elsewhere"
exec "$dir/deno" run @RUN_FLAGS@ "$dir/@ENTRY@" "$@"
exit 9
}
