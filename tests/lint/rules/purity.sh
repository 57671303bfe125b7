#!/usr/bin/env bash
# Decisions (actors/ without the actors themselves and their supervision) and renderers are pure: they, and all project
# files that they include, do not use CAF, the clocks' now(), files, the environment, logs or random numbers.
. "$(dirname -- "${BASH_SOURCE[0]}")/../rules.sh"

roots='^(messages/|actors/(service|watcher|cluster|extension|proxy|janitor|plan|status)/|actors/.*_logic\.|adapters/proxy/(common|nginx|haproxy)/|adapters/longpoll/poll_queue\.).*(cpp|hpp)$'
impure='#include <(caf/|spdlog/|fstream|filesystem|iostream|thread|random|boost/asio)|caf::|spdlog::|(_clock|clock_type)::now|\bgetenv *\(|\btime *\((0|nullptr|NULL)\)|this_thread|random_device|\brand *\('

declare -A seen=()
# it includes CAF, and is for the actors only
mapfile -t queue < <(matching "$roots" | grep -vxE 'messages/actors\.hpp|actors/.*_actor\.cpp')
while (( ${#queue[@]} )); do
  file=${queue[0]}
  queue=("${queue[@]:1}")
  if [[ -n ${seen[$file]-} || ! -f $file ]]; then continue; fi
  seen[$file]=1
  while IFS= read -r line; do
    violation "$file:${line%%:*}: is part of a decision or a renderer, and those are pure: ${line#*:}"
  done < <(grep -nE -- "$impure" "$file" | grep -vE '^[0-9]+: *//' || true)
  while IFS= read -r header; do
    queue+=("$header" "${header%.hpp}.cpp")
  done < <(sed -nE 's/^ *# *include *"([^"]+)".*/\1/p' "$file")
done
verdict
