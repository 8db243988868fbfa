#!/bin/sh
# Says what a build is doing. `dotnet run` shows nothing of a build that succeeds, so under it the lines go to the
# terminal itself; elsewhere they go to standard output, where the build shows or hides them.
#   tell.sh WHAT                      one line
#   tell.sh WHAT COMMAND [ARG …]      runs a command and says how long it takes; its own output is shown when it fails
what=$1
shift

parent_of() {
  if [ -r "/proc/$1/status" ]; then sed -n 's/^PPid:[[:space:]]*//p' "/proc/$1/status"; else ps -o ppid= -p "$1"; fi
}
command_of() {
  if [ -r "/proc/$1/cmdline" ]; then tr '\0' ' ' <"/proc/$1/cmdline"; else ps -o args= -p "$1"; fi
}
is_under_dotnet_run() {
  pid=$$
  while [ "${pid:-0}" -gt 1 ]; do
    pid=$(parent_of "$pid" 2>/dev/null | tr -d ' ')
    case " $(command_of "${pid:-0}" 2>/dev/null) " in *dotnet*" run "*) return 0 ;; esac
  done
  return 1
}

exec 3>&1
if is_under_dotnet_run && (: >/dev/tty) 2>/dev/null; then exec 3>/dev/tty; fi
say() { echo "$1" >&3; }

if [ $# = 0 ]; then
  say "正在$what……"
  exit 0
fi

say "正在$what……"
began=$(date +%s)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
"$@" >"$log" 2>&1 </dev/null &
child=$!
# The pauses grow, so that a slow machine shows few lines, too.
next=10
while kill -0 "$child" 2>/dev/null; do
  sleep 1
  seconds=$(($(date +%s) - began))
  if [ "$seconds" -ge "$next" ]; then
    say "  仍在$what，已用 $seconds 秒"
    pause=$((seconds / 3))
    next=$((seconds + (pause > 10 ? pause : 10)))
  fi
done
wait "$child"
code=$?
if [ "$code" = 0 ]; then
  say "  $what完成，用时 $(($(date +%s) - began)) 秒"
else
  cat "$log"
  echo "$what失败：$*"
fi
exit "$code"
