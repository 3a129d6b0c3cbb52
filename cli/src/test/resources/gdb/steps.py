# QEMU's test of reverse debugging at the end, in the middle and at the start of a boot: ten steps, the same back, then
# breakpoints on all of them, which a reverse-continue from the end must meet at the last of them.


def steps(start):
    go(start)
    pcs = [pc()]
    for i in range(10):
        run("stepi")
        pcs.append(pc())
        check(icount() == start + i + 1, "a step is a tick")
    for i in reversed(range(10)):
        run("reverse-stepi")
        check(pc() == pcs[i] and icount() == start + i, "step %d back" % i)
    return pcs[:-1]


def breakpoints(pcs):
    for address in sorted(set(pcs)):
        run("hbreak *0x%x" % address)


def back_from_end(pcs):
    go(END)
    run("reverse-continue")
    check(pc() in pcs, "a breakpoint")
    last = icount()
    run("stepi")
    run("reverse-continue")
    check(icount() == last, "the same one again")
    return last


def in_hot_code(start):
    pcs = steps(start)
    breakpoints(pcs)
    last = back_from_end(pcs)
    check(last >= start + 9, "not before what was stepped over")
    run("continue")
    check(icount() == END, "none after the last")
    run("delete")


def in_code_that_runs_once(start):
    pcs = steps(start)
    breakpoints(pcs)
    go(END)
    run("reverse-continue")
    check(icount() == start + 9 and pc() == pcs[9], "the last of them")
    run("delete")


in_hot_code(END - 11)
in_hot_code(END // 10 * 6)
in_code_that_runs_once(0)
print("passed")
run("kill")
