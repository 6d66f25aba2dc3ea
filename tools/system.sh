#!/bin/sh
# What the tests need from the system beside Python: a PostgreSQL server and Chromium, as Debian packages.
# Installs what is missing where that needs no question (root and apt-get); elsewhere says in one sentence what to install.
# Never fails: a test whose program is missing skips with its reason.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

missing=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || has initdb || missing="$missing postgresql"
has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome ||
    missing="$missing chromium fonts-liberation"
[ -n "$missing" ] || exit 0

advice="cobalamin: the tests that need them will be skipped; install${missing} (Debian and Ubuntu: apt install${missing}) and run make test again."
if [ "$(id -u)" != 0 ] || ! has apt-get; then
    echo "$advice" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null 2>&1 || true # a mirror that cannot be read leaves the lists of before, which may do
# The browser without its windows does the same work in two thirds of the time; not every Debian has it.
! apt-cache show chromium-headless-shell >/dev/null 2>&1 ||
    missing=$(echo "$missing" | sed 's/ chromium / chromium-headless-shell /')
echo "cobalamin: installing${missing} for the tests" >&2
# shellcheck disable=SC2086  # a list of package names
apt-get install -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends $missing >/dev/null 2>&1 || echo "$advice" >&2
