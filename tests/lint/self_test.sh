#!/usr/bin/env bash
# shellcheck disable=SC2016  # the planted scripts are not to be expanded here
# Tests a rule: it passes for a small clean project, and fails for each planted violation, with the name of the file.
#
#   tests/lint/self_test.sh RULE
set -Eeuo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
rule=${1:?usage: $0 RULE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

put() {
  mkdir -p "$(dirname -- "$1")"
  printf '%b' "$2" >"$1"
}

clean_project() {
  rm -rf "${work:?}"/project
  mkdir "$work/project"
  cd "$work/project"
  cp "$here/../../.clang-format" .
  put README.md '# Top, `of` it\n\n[messages](messages/README.md#a-page) [out](https://example.com#x) [here](#top-of-it)\n\n```\n[no](link)\n```\n'
  local folder
  for folder in messages actors actors/proxy adapters adapters/proxy adapters/docker adapters/cli; do
    put "$folder/README.md" '# A page\n'
  done
  put messages/view.hpp '#include "messages/swarm.hpp"\n#include <chrono>\n'
  put messages/swarm.hpp '#include <string>\n'
  put actors/ports.hpp '#include "messages/view.hpp"\n'
  put actors/proxy/proxy_logic.hpp '#include "messages/labels/labels.hpp"\n// caf:: in words\n'
  put actors/proxy/proxy_actor.cpp '#include "actors/proxy/proxy_logic.hpp"\n\n#include <caf/all.hpp>\n'
  put messages/labels/labels.hpp '#include "messages/view.hpp"\n'
  put adapters/docker/engine.cpp '#include "actors/ports.hpp"\n\n#include <fstream>\n'
  put adapters/cli/main.cpp '#include "actors/proxy/proxy_logic.hpp"\n#include "messages/labels/labels.hpp"\n'
  put run.sh '#!/usr/bin/env bash\necho "$1"\n'
}

run_rule() { bash "$here/rules/$rule.sh" "$work/project" 2>&1; }

clean_is_green() {
  clean_project
  local said
  said=$(run_rule) || { printf 'a clean project is red: %s\n' "$said"; exit 1; }
}

# red FILE TEXT [NAME]: with this file in the project the rule fails and prints its name, or NAME
red() {
  clean_project
  put "$1" "$2"
  expect_red "${3-$1}"
}

# green FILE TEXT: with this file in the project the rule still passes
green() {
  clean_project
  put "$1" "$2"
  local said
  said=$(run_rule) || { printf 'red because of %s: %s\n' "$1" "$said"; exit 1; }
}

expect_red() {
  local said
  if said=$(run_rule); then
    if [[ $said == *"not checked"* ]]; then return; fi
    printf 'green in spite of %s\n' "$1"
    exit 1
  fi
  [[ $said == *"$1"* ]] || { printf 'red, but without naming %s: %s\n' "$1" "$said"; exit 1; }
}

plant() {
  case $rule in
    format) red messages/view.hpp 'int  x ;\n' ;;
    shell)
      red run.sh '#!/usr/bin/env bash\necho $1\n'
      red tool '#!/bin/sh\necho $1\n' ;;
    includes)
      red messages/view.hpp '#include "actors/ports.hpp"\n'
      red actors/proxy/proxy_actor.cpp '#include "adapters/docker/engine.hpp"\n'
      red adapters/docker/engine.cpp '#include "actors/proxy/proxy_logic.hpp"\n'
      red adapters/config/load.cpp '#include "actors/proxy/proxy_logic.hpp"\n'
      red adapters/cli/command_line/x.cpp '#include "actors/proxy/proxy_logic.hpp"\n'
      red adapters/cli/main.cpp '#include "tests/support/catch.hpp"\n' ;;
    purity)
      red messages/view.hpp '#include <caf/all.hpp>\n'
      red actors/proxy/proxy_logic.cpp 'auto t = std::chrono::steady_clock::now();\n'
      red actors/proxy/rollout_tracker.cpp 'auto t = std::chrono::steady_clock::now();\n'
      red actors/service/service_reconciler.hpp '#include <spdlog/spdlog.h>\n'
      red adapters/proxy/nginx/render.cpp '#include <spdlog/spdlog.h>\n'
      red adapters/proxy/nginx/render.cpp 'auto x = std::getenv("X");\n'
      red messages/labels/labels.cpp '#include <filesystem>\n'
      # an indirect include
      red messages/swarm.hpp '#include <fstream>\n' ;;
    readmes)
      red chaos/plan.txt 'x\n' chaos:
      red adapters/http/x.cpp 'x\n' adapters/http:
      red messages/README.md '' messages: ;;
    sizes)
      red messages/long.cpp "$(printf '//\\n%.0s' {1..301})" ;;
    promises)
      red messages/view.hpp '// TO''DO: later\n'
      red run.sh '# FIX''ME\n' ;;
    links)
      red README.md 'see [it](messages/missing.md)\n'
      red messages/README.md 'see [it](messages/view.hpp#part)\n'
      red messages/README.md 'see [it](view.hpp#part)\n'
      red actors/README.md 'see [it](../messages/README.md#another-page)\n'
      red README.md '# Top\n\n[here](#bottom)\n'
      red README.md '```\n# In code\n```\n[here](#in-code)\n' ;;
    front_page)
      red README.md "$(printf 'x%.0s' {1..10001})" ;;
    words)
      red messages/view.hpp 'struct proxy_wish {};\n'
      red actors/ports.hpp '// The Wish of a cluster.\n'
      red adapters/docker/engine.cpp 'class agent_desk;\n'
      red actors/README.md 'It hangs a picture on a board.\n'
      red messages/view.hpp 'struct proxy_spec {};\n'
      red actors/ports.hpp 'struct world;\n'
      red tests/unit/x_test.cpp 'status_board board;\n'
      red chaos/sim/x.cpp '// after each heartbeat\n'
      red run.sh '#!/bin/sh\necho "$SIGNALBOX_STAMP"\n'
      red deploy/alerts.yml 'expr: signalbox_cluster_proxy_tasks_wanted > 0\n'
      red messages/README.md 'The phone book.\n'
      green actors/ports.hpp '// wishbone, cornerstone, desired_proxy_spec\n'
      green deploy/CHANGELOG.md '| wish | desired spec |\n'
      green tests/golden/hosts/picture.txt 'picture\n' ;;
    *) printf 'the rule %s has no self-test\n' "$rule"; exit 1 ;;
  esac
}

clean_is_green
plant
