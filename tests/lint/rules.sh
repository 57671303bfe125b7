# shellcheck shell=bash
# What every rule starts with. A rule is called with the folder to look at, prints one line a violation, and fails if
# there is one. It is silent about what it does not look at.
set -Eeuo pipefail
cd -- "${1:?usage: $0 FOLDER}"

# Everything that belongs to the project, also what is not committed yet; in a folder without git, everything.
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
