#!/bin/bash
# Measures Mailcask side by side with notmuch and mu: storing and indexing a Maildir, the size of
# the index, and queries as whole processes.
#
# Usage: compare-search.sh MAILDIR SCRATCH [MAILCASK]
#   MAILDIR   has cur/ and new/; it is only read (mu and notmuch get links to its files)
#   SCRATCH   a directory to make for the archives
#   MAILCASK  the program; .build/release/mailcask unless given
# Needs notmuch, maildir-utils and GNU time.
set -euo pipefail
maildir=$(realpath "$1")
mkdir -p "$2"
scratch=$(realpath "$2")
mailcask=$(realpath "${3:-.build/release/mailcask}")
runs=${RUNS:-5}

export HOME=$scratch MAILCASK_ARCHIVE=$scratch/archive
export NOTMUCH_CONFIG=$scratch/notmuch-config MU_HOME=$scratch/mu XDG_STATE_HOME=$scratch/state
mkdir -p "$scratch/mail"
cp -rs "$maildir" "$scratch/mail/" 2>/dev/null || true

echo "load average $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores"

# Wall and processor seconds, greatest memory in MB.
measure() {
  local name=$1
  shift
  /usr/bin/time -f "%e %U %S %M" -o "$scratch/time" "$@" >"$scratch/$name.log" 2>&1 || true
  awk -v name="$name" '{ printf "%-24s %7.1f s wall %7.1f s processor %6d MB\n", name, $1, $2 + $3, $4 / 1024 }' \
    "$scratch/time"
}

size() { du -sm --apparent-size "$2" | awk -v name="$1" '{ printf "%-24s %7d MB\n", name, $1 }'; }

"$mailcask" init "$MAILCASK_ARCHIVE" >/dev/null
measure mailcask-import "$mailcask" import "$maildir"
measure mailcask-reindex "$mailcask" reindex
cat >"$NOTMUCH_CONFIG" <<CONFIG
[database]
path=$scratch/mail
[user]
name=Somebody
primary_email=somebody@example.org
[new]
tags=
CONFIG
measure notmuch-new notmuch new --quiet
mu init --maildir="$scratch/mail" >/dev/null
measure mu-index mu --quiet index

size mailcask-store "$MAILCASK_ARCHIVE/mail.sqlite"
size mailcask-index "$MAILCASK_ARCHIVE/index"
size notmuch-index "$scratch/mail/.notmuch/xapian"
size mu-index "$scratch/mu"

# The fastest of some runs in milliseconds; the exit status does not matter.
fastest() {
  local best=999999999 begin end took
  for _ in $(seq "$runs"); do
    begin=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    end=$(date +%s%N)
    took=$((end - begin))
    if ((took < best)); then best=$took; fi
  done
  awk -v n="$best" 'BEGIN { printf "%8.1f", n / 1000000 }'
}

printf '\n%-34s %8s %8s %8s   milliseconds, fastest of %d\n' query mailcask notmuch mu "$runs"
# Query of Mailcask, of notmuch, of mu.
while IFS='|' read -r ours notmuch mu; do
  printf '%-34s ' "$ours"
  options=()
  if [[ $ours == threads:* ]]; then options=(--threads); fi
  printf '%s ' "$(fastest "$mailcask" search --limit 50 "${options[@]}" -- "${ours#threads: }")"
  if [[ $ours == threads:* ]]; then
    printf '%s ' "$(fastest notmuch search --limit=50 "$notmuch")"
    printf '%s\n' "$(fastest mu find --threads --maxnum=50 "$mu")"
  else
    printf '%s ' "$(fastest notmuch search --output=messages --limit=50 "$notmuch")"
    printf '%s\n' "$(fastest mu find --sortfield=date --reverse --maxnum=50 "$mu")"
  fi
done <<'QUERIES'
lighthouse|lighthouse|lighthouse
patch|patch|patch
the|the|the
linux kernel|linux kernel|linux kernel
"bug fix"|"bug fix"|"bug fix"
"in the"|"in the"|"in the"
inv*|inv*|inv*
comp*|comp*|comp*
from:torvalds|from:torvalds|from:torvalds
subject:bug|subject:bug|subject:bug
subject:"man page"|subject:"man page"|subject:"man page"
date:2019..2021|date:2019..2021|date:2019..2021
date:2020-03|date:2020-03..2020-03|date:20200301..20200331
from:alejandro patch|from:alejandro patch|from:alejandro patch
from:alejandro date:2022..2023|from:alejandro date:2022..2023|from:alejandro date:2022..2023
memory NOT leak|memory NOT leak|memory NOT leak
config OR setup|config OR setup|config OR setup
has:attachment|tag:attachment|flag:attach
size:>100k|attachment:pdf|size:100k..100M
to:debian|to:debian|to:debian
debian release|debian release|debian release
1.2.3|1.2.3|1.2.3
example.com|example.com|example.com
threads: patch|patch|patch
threads: from:alejandro|from:alejandro|from:alejandro
QUERIES

printf '\n%-34s %s ms\n' "mailcask --version" "$(fastest "$mailcask" --version)"
