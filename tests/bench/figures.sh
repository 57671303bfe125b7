# shellcheck shell=bash
# Evaluation of the measurements of the scripts in this folder.

# percentile FRACTION: of the numbers on standard input, one a line
percentile() { sort -n | awk -v p="$1" '{a[NR] = $1} END {i = int((NR - 1) * p + 0.5) + 1; print a[i]}'; }

# User and system time of a process so far, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# cpu_of TICKS SECONDS: milliseconds of CPU a second
cpu_of() { echo $(( $1 * 1000 / $(getconf CLK_TCK) / $2 )); }
