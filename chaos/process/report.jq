# Makes the report out of: $rounds (each phase, each time), $changes ({"us-east": […], "us-west": […]}), $heals, $checks,
# $about. What does not hold is in `.broken`.

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
    # One of its load balancers may be without a task while it gets another image.
    east: (([$all[].clients[] | select(.cluster == "us-east")] | client_figures)
           + ([$all[] | times("us-east")[]] | change_figures)
           + {failed_at_the_best: [$all[] | [.clients[] | select(.cluster == "us-east") | .failed] | min] | add}) };

# What us-east alone suffers from. Elsewhere core or its engine is away, and changes have to wait.
def flames: ["actors", "image", "slow"];

[$rounds[].name] as $names
| (reduce $names[] as $n ([]; if index($n) then . else . + [$n] end) | map(phase(.))) as $phases
| ($phases | map(select(.name == "calm")) | first | .west.median_ms) as $calm
| ($phases | map(if $calm and .west.median_ms then .ratio = (.west.median_ms / $calm * 1000 | round / 1000) else . end)) as $phases
| { about: $about, phases: $phases, checks: $checks,
    broken: ([$phases[] | select(.west.failed > 0) | "\(.name): \(.west.failed) requests failed in us-west"]
      + [$phases[] | select((.west.requests // 0) == 0) | "\(.name): nobody asked us-west anything"]
      + [$phases[] | select(.east.failed_at_the_best > 0) | "\(.name): no load balancer of us-east served on without a failure"]
      + [$phases[] | select(.west.unserved > 0) | "\(.name): \(.west.unserved) changes never reached us-west"]
      + [$phases[] | select(.name == "actors" and .killed == 0) | "actors: none was killed"]
      + (if $about.ratio_judged then
          [$phases[] | select(.name as $n | flames | index($n))
            | if .ratio == null or .west.changes < 20 then "\(.name): too few changes to judge"
              elif .ratio > 1.25 then "\(.name): a change of us-west took \(.ratio) times as long as in calm" else empty end]
         else [] end)
      + [$checks[] | select(.held | not) | "\(.what): \(.seen)"]) }
