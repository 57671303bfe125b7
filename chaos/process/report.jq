# Makes the report of: $rounds (each run of a phase), $changes ({"us-east": […], "us-west": […]}), $heals, $checks,
# $about. `.broken` lists what failed.

def at($p): sort | if length == 0 then null else .[((length - 1) * $p + 0.5) | floor] end;
def rounded: if . == null then null else round end;

def times($cluster): . as $round | $changes[$cluster] | map(select(.began >= $round.began and .began < $round.ended));

def change_figures: {
    changes: length, unserved: map(select(.end != "served")) | length,
    median_ms: map(.took_ms) | at(0.5) | rounded, p90_ms: map(.took_ms) | at(0.9) | rounded,
    max_ms: map(.took_ms) | max | rounded };

def client_figures: {
    requests: map(.requests) | add, failed: map(.failed) | add,
    reasons: map(.reasons) | add };

def phase($name): [$rounds[] | select(.name == $name)] as $all | {
    name: $name, times: $all | length, seconds: $all | map(.ended - .began) | add | rounded, killed: $all | map(.killed) | add,
    healed_ms: [$heals[] | select(.name == $name) | .ms] | max,
    west: (([$all[].clients[] | select(.cluster == "us-west")] | client_figures)
           + ([$all[] | times("us-west")[]] | change_figures)),
    # One of its load balancers can be without a task while it gets another image.
    east: (([$all[].clients[] | select(.cluster == "us-east")] | client_figures)
           + ([$all[] | times("us-east")[]] | change_figures)
           + {failed_at_the_best: [$all[] | [.clients[] | select(.cluster == "us-east") | .failed] | min] | add}) };

# The phases with faults of us-east only. In the others core or its engine is down, and changes have to wait.
def us_east_only: ["actors", "image", "slow"];

[$rounds[].name] as $names
| (reduce $names[] as $n ([]; if index($n) then . else . + [$n] end) | map(phase(.))) as $phases
| ($phases | map(select(.name == "baseline")) | first | .west.median_ms) as $baseline
| ($phases | map(if $baseline and .west.median_ms then .ratio = (.west.median_ms / $baseline * 1000 | round / 1000) else . end)) as $phases
| { about: $about, phases: $phases, checks: $checks,
    broken: ([$phases[] | select(.west.failed > 0) | "\(.name): \(.west.failed) requests failed in us-west"]
      + [$phases[] | select((.west.requests // 0) == 0) | "\(.name): there were no requests to us-west"]
      + [$phases[] | select(.east.failed_at_the_best > 0) | "\(.name): no load balancer of us-east served on without a failure"]
      + [$phases[] | select(.west.unserved > 0) | "\(.name): \(.west.unserved) changes never reached us-west"]
      + [$phases[] | select(.name == "actors" and .killed == 0) | "actors: none was killed"]
      + (if $about.ratio_judged then
          [$phases[] | select(.name as $n | us_east_only | index($n))
            | if .ratio == null or .west.changes < 20 then "\(.name): too few changes to judge"
              elif .ratio > 1.25 then "\(.name): a change of us-west took \(.ratio) times as long as in the baseline" else empty end]
         else [] end)
      + [$checks[] | select(.held | not) | "\(.what): \(.seen)"]) }
