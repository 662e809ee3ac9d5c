# Finds a Python that is new enough and hands over to bin/door.py. Sourced by the doors with
# the door's name and its arguments.

bin=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

# A version manager's shim may be on the PATH without standing for anything: each is tried.
find_python() {
    local name candidate
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        while read -r candidate; do
            if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
                printf '%s\n' "$candidate"
                return
            fi
        done < <(type -aP "$name" || true)
    done
    return 1
}

if ! python=$(find_python); then
    printf 'bin/%s: Python 3.11 or newer is needed and none was found on the PATH.\n' "$1" >&2
    printf 'Install one (Debian and Ubuntu: apt install python3 python3-venv) and try again.\n' >&2
    exit 1
fi
exec "$python" "$bin/door.py" "$@"
