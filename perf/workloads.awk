# Makes the tables of perf/workloads and perf/programs from their raw lines; systems, rounds and measure (wall or processor) are
# given.

function median(x,    i, j, t) { # sorts x, too
  for (i = 1; i <= rounds; i++) for (j = i + 1; j <= rounds; j++) if (x[j] < x[i]) { t = x[i]; x[i] = x[j]; x[j] = t }
  return (x[int((rounds + 1) / 2)] + x[int(rounds / 2) + 1]) / 2
}

# Seconds of one round: "full", or "steady" for the same amount of work. A "warm" run is a long one after the full one in the
# same process.
function of(name, which, mode, round,    steady) {
  if (mode == "full") return seconds[name, which, "full", round]
  if ((name, which, "warm", round) in seconds) return seconds[name, which, "warm", round] / 3
  steady = (seconds[name, which, "long", round] - seconds[name, which, "full", round]) / 2
  return steady > 0.001 ? steady : 0.001
}

function typical(name, which, mode,    x, i) {
  for (i = 1; i <= rounds; i++) x[i] = of(name, which, mode, i)
  return median(x)
}

function ratios(name, which, mode,    x, i, m, key) {
  for (i = 1; i <= rounds; i++) x[i] = of(name, which, mode, i) / of(name, "ebb", mode, i)
  m = median(x)
  key = group[name] SUBSEP which SUBSEP mode
  product[key] += log(m)
  if (!(key in least) || m < least[key]) least[key] = m
  return sprintf(" | %6.2f %6.2f %6.2f", x[1], m, x[rounds])
}

!($3 in group) {
  names[++count] = $3
  group[$3] = $2
}

$5 == "ticks" {
  ticks[$3] = $6
  next
}

{
  seconds[$3, $4, $5, $1] = measure == "wall" ? $6 : $7
  if (!(($3, $5) in said)) said[$3, $5] = $8
  if ($8 != said[$3, $5] || $8 !~ "^" $3 ":[0-9a-f]+$") {
    print "DIFFERENT: " $0
    failed = 1
  }
}

END {
  others = split(systems, list, " ")
  printf "seconds of %s, %d rounds; ratios (QEMU / Ebb: above 1 Ebb is faster) as minimum, median, maximum\n\n", \
    measure == "wall" ? "wall time" : "processors", rounds
  printf "%-15s", "full:"
  for (s = 1; s <= others; s++) printf " %7s", list[s]
  for (m = 0; m < 2; m++) {
    for (s = 1; s <= others; s++) if (list[s] != "ebb") printf " | %-20s", (m ? "steady " : "full ") list[s] "/ebb"
  }
  print " |  lost" (length(ticks) ? "  MIPS" : "")
  for (i = 1; i <= count; i++) {
    name = names[i]
    members[group[name]]++
    printf "%-15s", name
    for (s = 1; s <= others; s++) printf " %7.2f", typical(name, list[s], "full")
    for (m = 0; m < 2; m++) {
      for (s = 1; s <= others; s++) if (list[s] != "ebb") printf "%s", ratios(name, list[s], m ? "steady" : "full")
    }
    steady = typical(name, "ebb", "steady")
    printf " | %5.2f", typical(name, "ebb", "full") - steady
    if (name in ticks) printf " %5.0f", ticks[name] * 16 / 1e6 / steady
    print ""
  }
  print "\ngeometric mean of the medians, and the least of them"
  kinds = split("integer floating neon system debian", groups, " ")
  for (g = 1; g <= kinds; g++) {
    if (!(groups[g] in members)) continue
    printf "%-10s", groups[g]
    for (m = 0; m < 2; m++) {
      for (s = 1; s <= others; s++) {
        if (list[s] == "ebb") continue
        key = groups[g] SUBSEP list[s] SUBSEP (m ? "steady" : "full")
        printf "   %s %s/ebb %.2f (%.2f)", m ? "steady" : "full", list[s], exp(product[key] / members[groups[g]]), least[key]
      }
    }
    print ""
  }
  exit failed
}
