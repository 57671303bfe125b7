# shellcheck shell=bash disable=SC2154  # here, top, logs and images are run.sh's
# The stages of the gate: the first ones run in order (ctest's agents use real clocks and need the CPU; beside `fuzz` or
# `chaos`, a container of the Swarms takes up to 50 s to start), then the checks and the Swarms in parallel. A stage ends
# with the line `N passed, N failed`; a stage without that line counts as one test.

# shellcheck disable=SC2034  # read by run.sh
first_stages=(packages build ctest images fuzz chaos)
# shellcheck disable=SC2034
check_stages=(lint nginx haproxy http deploy process)
# shellcheck disable=SC2034
swarm_stages=(lab swarm)
# shellcheck disable=SC2034
stages=("${first_stages[@]}" "${check_stages[@]}" "${swarm_stages[@]}")
# shellcheck disable=SC2034
slow_stages=(images lab process swarm)

# needs STAGE: the stages that must succeed before it
needs() {
  case $1 in
    build|lint|lab|fuzz) echo packages ;;
    ctest|nginx|haproxy|http|chaos|deploy|images) echo packages build ;;
    process|swarm) echo packages build images ;;
  esac
}

as_root() {
  if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

# A stage whose script is missing has failed.
script() {
  [[ -r $1 ]] || { echo "there is no ${1#"$top"/}"; return 1; }
  bash "$@"
}

stage_packages() { script "$top/deploy/packages.sh" all; }

# Lists all errors, and repeats them at the end, which the gate shows.
stage_build() {
  # ccache then finds objects that were compiled in another checkout.
  export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1
  cmake --preset ci || return 1
  cmake --build --preset ci --parallel "$(nproc)" -- -k 0 && return
  echo "the errors:"
  grep -E '(error|undefined reference):? ' "$logs/build.log" | sort -u
  return 1
}

stage_lint() { script "$here/lint/run.sh"; }

# A test executable counts as the number of its cases.
stage_ctest() {
  # The sample contains failures, so counting it exits with 1.
  { awk -f "$here/gate/count_cases.awk" "$here/gate/samples/ctest.txt" || true; } | diff - "$here/gate/samples/counted.txt" || return 1
  ctest --test-dir build/ci --verbose --parallel "$(nproc)" >"$logs/ctest-output.log" 2>&1 || true
  awk -f "$here/gate/count_cases.awk" "$logs/ctest-output.log"
}

stage_nginx() { script "$here/golden/nginx-check.sh" "$top/build/ci/tests/golden/golden"; }

stage_haproxy() {
  script "$here/golden/haproxy-check.sh" "$top/build/ci/tests/golden/golden" "$top/build/ci/deploy/demo/signalbox-demo"
}

stage_http() { script "$here/http/run.sh" "$top/build/ci"; }

stage_fuzz() { script "$here/fuzz/run.sh"; }

# 2,014 runs. Fixed seeds, so that a failure depends on the change and not on chance. `chaos/run.sh --for` runs other
# seeds.
stage_chaos() { script "$top/chaos/run.sh" --seed 1 --runs 106 --build-dir "$top/build/ci"; }

stage_deploy() { script "$here/deploy/run.sh" "$top/build/ci"; }

# Uses the output of the stage `build`, so that nothing is compiled twice.
stage_images() {
  script "$top/deploy/images.sh" --save "$images" --build-dir "$top/build/ci" --only signalbox,demo,proxy,haproxy || return 1
  script "$top/deploy/images.sh" --save "$images/newest" --only proxy --proxy-suite forky
}

stage_lab() { as_root bash "$here/swarm/lab-test.sh"; }

# Two Swarms in parallel, each with half of the tests, which mostly wait. In one of them SwarmKit pushes tasks to core.
stage_swarm() {
  local pids=() pid status=0
  swarm_shard 1 10.88.78 &
  pids=($!)
  swarm_shard 2 10.88.83 --pushed &
  pids+=($!)
  for pid in "${pids[@]}"; do wait "$pid" || status=1; done
  cat "$logs"/swarm-[12].log
  # Failures of both, at the end, which the gate shows.
  (( status == 0 )) || sed -n '/^what failed:$/,/^[0-9]* passed, [0-9]* failed$/p' "$logs"/swarm-[12].log
  awk '/^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 } END { print p + 0 " passed, " f + 0 " failed" }' "$logs"/swarm-[12].log
  return "$status"
}

swarm_shard() { # NUMBER SUBNET OPTIONS…
  as_root env SWARM_LAB="testgate$1" SWARM_SUBNET="$2" SWARM_PATIENCE=2 \
    bash "$here/swarm/run.sh" --images "$images" --shard "$1/2" "${@:3}" >"$logs/swarm-$1.log" 2>&1
}

# Only checks that do not depend on the machine's load; the checks are self-tested first.
stage_process() {
  script "$top/chaos/process/self_test.sh" || return 1
  as_root env SWARM_LAB="${SWARM_LAB:-testchaos}" SIGNALBOX_BUILD="$top/build/ci" \
    bash "$top/chaos/process/run.sh" --short --images "$images" --report "$logs/process-report"
}

# Only labs of the gate's own stages; a lab of the quickstart stays.
remove_test_labs() {
  local lab=$top/deploy/lab/lab.sh name
  [[ -x $lab ]] || return 0
  for name in $("$lab" list); do
    if [[ $name == test* || $name == labtest* ]]; then
      as_root "$lab" down --name "$name" >>"$logs/clean-up.log" 2>&1 || echo "the lab $name could not be removed"
    fi
  done
}
