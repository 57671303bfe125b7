# Counts the test cases in the output of `ctest --verbose`: a line for each executable, the output of failures, a total.
# Catch2 2 and 3 print `All tests passed (9 assertions in 4 test cases)` or `test cases: 4 | 3 passed | 1 failed`; an
# executable without such a line is one case. One that failed without a failed case (crash, timeout) adds a failed case.

{ gsub(/\r/, "") }

/^[0-9]+: / {
  id = $1 + 0
  output[id] = output[id] "  " substr($0, length($1) + 2) "\n"
}

/^[0-9]+: All tests passed \(/ {
  match($0, /in [0-9]+ test case/)
  good[id] += substr($0, RSTART + 3) + 0
  counted[id] = 1
}

/^[0-9]+: test cases: / {
  if (match($0, /[0-9]+ passed/)) good[id] += substr($0, RSTART) + 0
  if (match($0, /[0-9]+ failed/) && $0 !~ /failed as expected/) bad[id] += substr($0, RSTART) + 0
  counted[id] = 1
}

/^[0-9]+: No test(s ran| cases matched)/ { empty[id] = 1 }

# 3/7 Test #3: unit_config ......   Passed    0.50 sec
/^ *[0-9]+\/[0-9]+ +Test +#[0-9]+: / {
  match($0, /#[0-9]+/)
  id = substr($0, RSTART + 1, RLENGTH - 1) + 0
  rest = substr($0, RSTART + RLENGTH + 2)
  split(rest, words, " ")
  if (rest ~ / Passed +[0-9.]+ sec/ && !empty[id]) {
    if (!counted[id]) good[id] = 1
  } else if (!bad[id])
    bad[id] = 1
  finish(words[1])
}

function finish(name) {
  printf "%s: %d passed, %d failed\n", name, good[id], bad[id]
  if (bad[id]) printf "%s", output[id]
  all_good += good[id]
  all_bad += bad[id]
  delete output[id]
}

END {
  if (all_good + all_bad == 0) {
    print "no test ran"
    all_bad = 1
  }
  printf "%d passed, %d failed\n", all_good, all_bad
  exit all_bad ? 1 : 0
}
