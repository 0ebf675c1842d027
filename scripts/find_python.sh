#!/bin/sh
# Prints the first interpreter that is Python 3.11 or later and can make virtual environments; else exit 1.
for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
  path=$(command -v "$name") || continue
  if "$path" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    echo "$path"
    exit 0
  fi
done
echo "dateline needs Python 3.11 or later with its venv module; none was found on the PATH." >&2
exit 1
