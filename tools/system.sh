#!/bin/sh
# What the tests need from the system beside Python: a PostgreSQL server and Chromium, as Debian packages.
# Installs what is missing where that needs no question (root and apt-get); elsewhere says in one sentence what to install.
# Never fails: a test whose program is missing skips with its reason.
set -eu

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
    command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium fonts-liberation"
[ -n "$missing" ] || exit 0

advice="cobalamin: the tests that need them will be skipped; install${missing} (Debian and Ubuntu: apt install${missing}) and run make test again."
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "$advice" >&2
    exit 0
fi
echo "cobalamin: installing${missing} for the tests" >&2
export DEBIAN_FRONTEND=noninteractive
# A mirror that cannot be read leaves the lists of before, which may do.
# shellcheck disable=SC2086  # a list of package names
{ apt-get update -q; apt-get install -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends $missing; } >/dev/null 2>&1 || echo "$advice" >&2
