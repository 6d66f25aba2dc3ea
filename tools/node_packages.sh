#!/bin/sh
# node_packages.sh FOLDER: install the Node packages of the folder's lock file, once for each state of that file.
# Without Node, or without a registry, the tests that need them skip with their reason: this says it in one sentence.
set -eu
folder="$1"
installed="$folder/node_modules/.installed"
if [ -f "$installed" ] && cmp -s "$folder/package-lock.json" "$installed"; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "Node.js and npm are not installed, so the tests in $folder are skipped; install Node.js 20 or newer (Debian: apt-get install nodejs npm) to run them." >&2
  exit 0
fi
if (cd "$folder" && npm ci --silent --no-audit --no-fund --ignore-scripts >/dev/null 2>&1); then
  cp "$folder/package-lock.json" "$installed"
else
  echo "The Node packages of $folder could not be installed, so the tests there are skipped; run 'npm ci' in that folder to see why." >&2
fi
