# Shared by the scripts beside it; sourced, not run.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
state=${CAIRN_STATE:-$root/.cairn}
base=${CAIRN_BASE_PORT:-7400}
# The address at which other hosts reach this one; it stands in the certificates.
advertise=${CAIRN_ADVERTISE:-127.0.0.1}
[ "$advertise" = 127.0.0.1 ] && listen=${CAIRN_LISTEN:-127.0.0.1} || listen=${CAIRN_LISTEN:-0.0.0.0}
node=${CAIRN_NODE:-$(hostname)}
agent_data=${CAIRN_AGENT_DATA:-/var/lib/cairn/agent}
version=0.1.0-SNAPSHOT

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' dim=$'\033[2m' red=$'\033[31m' off=$'\033[0m'; else bold='' dim='' red='' off=''; fi

say() { printf '%s==>%s %s\n' "$bold" "$off" "$*"; }
note() { printf '    %s%s%s\n' "$dim" "$*" "$off"; }
die() {
    printf '%serror:%s %s\n' "$red" "$off" "$*" >&2
    exit 1
}

# Prints the home of a JDK 25, or nothing.
find_jdk() {
    local home
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ -n "$home" ] && [ -x "$home/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$home/release" 2>/dev/null; then
            printf '%s\n' "$home"
            return
        fi
    done
}

require_jdk() {
    jdk=$(find_jdk)
    [ -n "$jdk" ] || die "Cairn needs a JDK 25 and found none in JAVA_HOME or /usr/lib/jvm.
       Get Eclipse Temurin 25: add the Adoptium package repository (https://adoptium.net/installation/linux)
       and run: apt-get install temurin-25-jdk
       or unpack any JDK 25 below /usr/lib/jvm. Maven itself may run on JDK 17; it finds the JDK 25 by itself."
}

# True if the process of a pid file lives and is ours.
alive() {
    local file=$state/run/$1.pid pid
    [ -s "$file" ] || return 1
    pid=$(<"$file")
    [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "cairn.process=$1"
}

# Ends a process by its pid file: SIGTERM, then SIGKILL after 30 s.
stop() {
    local file=$state/run/$1.pid pid
    alive "$1" || { rm -f "$file"; return 0; }
    pid=$(<"$file")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 300); do
        [ -d "/proc/$pid" ] || { rm -f "$file"; return 0; }
        sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$file"
}

# Processes that these scripts started beside the cloud itself, a line each: PID and the time of its start in ticks since
# boot, so that another process of the same PID is not taken for it.
started=${CAIRN_STARTED:-/run/cairn-started}

# When a process started; nothing if there is none.
began() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

remember_started() { [ -n "${1:-}" ] && printf '%s %s\n' "$1" "$(began "$1")" >>"$started"; }

# Ends what is remembered and still runs.
stop_started() {
    local pid at
    [ -f "$started" ] || return 0
    while read -r pid at; do
        [ -n "$at" ] && [ "$(began "$pid")" = "$at" ] || continue
        note "stopping $(cat "/proc/$pid/comm" 2>/dev/null) ($pid), which was started for the cloud"
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 100); do [ "$(began "$pid")" = "$at" ] || break; sleep 0.1; done
    done <"$started"
    rm -f "$started"
}
