#!/bin/bash
# guard.sh RECIPE OUTPUT_DIR: runs a recipe, and ends it with all that it started when standard input closes, so that a
# service that is killed leaves no build behind. Must be the leader of a process group: setsid bash guard.sh ...
exec 3<&0 </dev/null
{
  read -r _ <&3
  kill -KILL -- "-$$"
} >/dev/null 2>&1 &
watch=$!
bash "$1" "$2" 3<&-
status=$?
kill "$watch"
exit "$status"
