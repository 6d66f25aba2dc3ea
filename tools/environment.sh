#!/bin/sh
# Makes the environment $1 from requirements.lock, exactly: with uv where it is installed, else with pip, which fetches uv.
# PYTHON names the interpreter; without it python3 if it is new enough, else the newest python3.N there is.
set -eu
venv=$1

stop() {
    echo "cobalamin: $1" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

python=${PYTHON:-}
if [ -n "$python" ]; then
    new_enough "$python" || stop "PYTHON=$python is not a Python 3.11 or newer; name one that is."
else
    for minor in '' .16 .15 .14 .13 .12 .11; do
        if new_enough "python3$minor"; then
            python=python3$minor
            break
        fi
    done
    [ -n "$python" ] || stop "no Python 3.11 or newer was found; install one, or name it: make run PYTHON=/path/to/python3."
fi

if uv --version >/dev/null 2>&1; then
    uv venv --quiet --clear --python "$python" "$venv"
    uv=uv
else
    "$python" -m venv --clear "$venv" >/dev/null 2>&1 ||
        stop "$python cannot make environments; install its venv package (Debian and Ubuntu: apt install python3-venv)."
    "$venv/bin/python" -m pip install --quiet uv ||
        stop "pip could not install uv; check the network and pip's index, or install uv and run make again."
    uv="$venv/bin/uv"
fi

VIRTUAL_ENV=$(cd "$venv" && pwd)
export VIRTUAL_ENV
"$uv" pip sync --quiet --require-hashes requirements.lock ||
    stop "the packages of requirements.lock could not be installed; check the network and the index, then run make again."
# The build tools are in the lock file, so this step needs no network.
"$uv" pip install --quiet --no-deps --no-build-isolation --offline --editable .
