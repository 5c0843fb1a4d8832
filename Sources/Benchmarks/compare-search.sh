#!/bin/bash
# Measures Mailcask side by side with notmuch and mu: storing and indexing a Maildir, the size of
# the index, and queries as whole processes.
#
# Usage: compare-search.sh MAILDIR SCRATCH [PHASE…]
#   MAILDIR  has cur/ and new/; it is only read (notmuch and mu get links to its files)
#   SCRATCH  a directory for the archives, made if need be
#   PHASE    mailcask, notmuch, mu: make the archive or index anew; sizes; queries. All in this
#            order unless given, so that each can be run alone on a machine that is quiet for it.
# MAILCASK names the program (.build/release/mailcask), RUNS how often each query is asked (11).
# Needs notmuch, maildir-utils and GNU time.
set -euo pipefail
maildir=$(realpath "$1")
mkdir -p "$2"
scratch=$(realpath "$2")
shift 2
mailcask=$(realpath "${MAILCASK:-.build/release/mailcask}")
runs=${RUNS:-11}

export HOME=$scratch MAILCASK_ARCHIVE=$scratch/archive
export NOTMUCH_CONFIG=$scratch/notmuch-config XDG_STATE_HOME=$scratch/state

# Wall and processor seconds, greatest memory in MB.
measure() {
  local name=$1
  shift
  /usr/bin/time -f "%e %U %S %M" -o "$scratch/time" "$@" >"$scratch/$name.log" 2>&1 || true
  awk -v name="$name" '{ printf "%-24s %7.1f s wall %7.1f s processor %6d MB\n", name, $1, $2 + $3, $4 / 1024 }' \
    "$scratch/time"
}

make_mailcask() {
  rm -rf "$MAILCASK_ARCHIVE"
  "$mailcask" init "$MAILCASK_ARCHIVE" >/dev/null
  measure mailcask-import "$mailcask" import "$maildir"
  measure mailcask-reindex "$mailcask" reindex
}

link_mail() {
  if [[ ! -d $scratch/mail ]]; then
    mkdir "$scratch/mail"
    cp -rs "$maildir" "$scratch/mail/"
  fi
}

make_notmuch() {
  link_mail
  rm -rf "$scratch/mail/.notmuch"
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
}

make_mu() {
  link_mail
  rm -rf "$scratch/.cache/mu"
  mu init --maildir="$scratch/mail" >/dev/null
  measure mu-index mu index --quiet
}

sizes() {
  local name path
  while read -r name path; do
    du -sm --apparent-size "$path" | awk -v name="$name" '{ printf "%-24s %7d MB\n", name, $1 }'
  done <<SIZES
messages $maildir
mailcask-store $MAILCASK_ARCHIVE/mail.sqlite
mailcask-index $MAILCASK_ARCHIVE/index
notmuch-index $scratch/mail/.notmuch/xapian
mu-index $scratch/.cache/mu
SIZES
}

# The median of some runs in milliseconds, each with 50 results, as Mailcask gives unless told; a program that cannot ask this has "-" for a query.
median() {
  if [[ ${*: -1} == - ]]; then
    printf '%8s' -
    return
  fi
  local begin end
  for _ in $(seq "$runs"); do
    begin=$(date +%s%N)
    "$@" >/dev/null 2>&1 || true
    end=$(date +%s%N)
    echo $((end - begin))
  done | sort -n | awk '{ took[NR] = $1 } END { printf "%8.1f", took[int((NR + 1) / 2)] / 1000000 }'
}

# Messages found, to see that the programs do the same work. They differ where they cut words or
# join word forms otherwise; notmuch counts copies with one Message-ID once.
counts() {
  local ours=$1 notmuch=$2 mu=$3
  printf '%6s %6s %6s' \
    "$("$mailcask" search --limit 100000 --format ids -- "$ours" 2>/dev/null | wc -l)" \
    "$([[ $notmuch == - ]] && echo - || notmuch count --output=messages -- "$notmuch")" \
    "$([[ $mu == - ]] && echo - || { mu find --fields=i -- "$mu" 2>/dev/null || true; } | wc -l)"
}

queries() {
  printf '%-34s %26s   %s\n' "" "milliseconds, median of $runs" "messages found"
  printf '%-34s %8s %8s %8s   %6s %6s %6s\n' query mailcask notmuch mu mailcask notmuch mu
  # Query of Mailcask, of notmuch, of mu.
  local ours notmuch mu
  while IFS='|' read -r ours notmuch mu; do
    local options=() notmuch_options=(--output=messages) mu_options=(--sortfield=date --reverse)
    if [[ $ours == threads:* ]]; then
      options=(--threads) notmuch_options=(--output=summary) mu_options=(--threads)
    fi
    printf '%-34s %s %s %s   %s\n' "$ours" \
      "$(median "$mailcask" search "${options[@]}" "${ours#threads: }")" \
      "$(median notmuch search "${notmuch_options[@]}" --limit=50 -- "$notmuch")" \
      "$(median mu find "${mu_options[@]}" --maxnum=50 -- "$mu")" \
      "$(counts "${ours#threads: }" "$notmuch" "$mu")"
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
date:2019..2021|date:2019..2021|date:20190101..20211231
date:2020-03|date:2020-03..2020-03|date:20200301..20200331
from:alejandro patch|from:alejandro patch|from:alejandro patch
from:alejandro date:2022..2023|from:alejandro date:2022..2023|from:alejandro date:20220101..20231231
memory -leak|memory NOT leak|memory NOT leak
config OR setup|config OR setup|config OR setup
has:attachment|tag:attachment|flag:attach
size:>100k|-|size:100k..1G
to:debian|to:debian|to:debian
debian release|debian release|debian release
1.2.3|1.2.3|1.2.3
example.com|example.com|example.com
threads: patch|patch|patch
threads: from:alejandro|from:alejandro|from:alejandro
QUERIES
  printf '%-34s %s ms\n' "mailcask --version" "$(median "$mailcask" --version)"
}

echo "load average $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores"
for phase in "${@:-all}"; do
  case $phase in
    mailcask | notmuch | mu) "make_$phase" ;;
    sizes | queries) "$phase" ;;
    all)
      make_mailcask
      make_notmuch
      make_mu
      sizes
      queries
      ;;
    *)
      echo "compare-search.sh: unknown phase $phase" >&2
      exit 2
      ;;
  esac
done
