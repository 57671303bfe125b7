# shellcheck shell=bash
# Common part of all rules. A rule is called with the folder to check, prints one line for each violation, and fails if
# there is one. It prints nothing about files that it does not check.
set -Eeuo pipefail
cd -- "${1:?usage: $0 FOLDER}"

# All files of the project, including files that are not committed; in a folder without git, all files.
files() {
  if git rev-parse --show-toplevel >/dev/null 2>&1 && [[ $(git rev-parse --show-toplevel) == "$PWD" ]]; then
    git ls-files --cached --others --exclude-standard
  else
    find . -type f -not -path './.git/*' -not -path './build*/*' -printf '%P\n'
  fi | while IFS= read -r file; do
    [[ ! -f $file ]] || printf '%s\n' "$file"
  done | sort -u
}

# matching REGEX: the files whose path matches
matching() { files | grep -E -- "$1" || true; }

# shellcheck disable=SC2034  # rules set it, too
found=0
violation() {
  found=1
  printf '%s\n' "$*"
}

verdict() { exit "$found"; }
