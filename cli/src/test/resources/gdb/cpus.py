# Eight CPUs, each a thread, in both directions.
CPUS = 8
COUNTING = "smp.c:%d" % line_of("counting", "smp/smp.c")


def thread():
    return gdb.selected_thread().num


def total():
    return value("total")


def stopped():
    return icount(), thread(), pc()


go(END // 2)
said = run("info threads")
for cpu in range(CPUS):
    check('Thread %d "CPU%d"' % (cpu + 1, cpu) in said, "CPU%d is a thread" % cpu)
check("(running)" in said, "some of them run")

# Steps of a CPU whose turn it is not: the others go with it as they did.
here = icount()
run("thread 3")
way = [(icount(), pc())]
for _ in range(12):
    run("reverse-stepi")
    check(thread() == 3 and icount() < way[-1][0], "a step back of thread 3")
    way.append((icount(), pc()))
for _, there in reversed(way[:-1]):
    run("stepi")
    check(thread() == 3 and pc() == there, "the same way forward")
check(icount() <= here, "not beyond the last tick of thread 3")

# A breakpoint that all of them hit, in turn backwards and forwards.
go(END)
run("break " + COUNTING + " if total % 500 == 100")
places = []
for _ in range(27):
    run("reverse-continue")
    check(functions()[0] == "work", "the breakpoint")
    places.append(stopped())
check(len({where[1] for where in places}) == CPUS, "hit by all threads")
run("reverse-continue")
check(icount() == 0, "no more of them")
for place in reversed(places):
    run("continue")
    check(stopped() == place, "the same hit forward, by thread %d" % place[1])
run("delete")

# Conditions: on memory and on registers of the CPU that hits, and gdb's own on the thread.
go(END)
run("break " + COUNTING + " if total == 5000")
run("reverse-continue")
hit = stopped()
stack = value("(unsigned) $sp")
check(total() == 5000 and functions()[0] == "work", "five thousand")
run("delete")
run("break " + COUNTING + " if total == 5000 && $sp != %d" % stack)
run("reverse-continue")
check(icount() == 0, "no other CPU holds the lock then")
run("delete")
go(hit[0] + 1)
run("break " + COUNTING + " if $sp == %d" % stack)
run("thread %d" % (hit[1] % CPUS + 1))
run("reverse-continue")
check(stopped() == hit, "by its stack")
run("reverse-continue")
check(thread() == hit[1] and icount() < hit[0], "it holds it once more, before")
run("delete")
go(END)
run("break " + COUNTING + " thread 5")
for _ in range(3):
    run("reverse-continue")
    check(thread() == 5 and functions()[0] == "work", "thread 5")
run("delete")

# What another CPU writes.
go(hit[0])
run("thread %d" % (hit[1] % CPUS + 1))
run("watch total")
writers = []
for expected in range(4999, 4979, -1):
    run("reverse-continue")
    check(total() == expected and functions()[0] == "work", "back to %d" % expected)
    writers.append(stopped())
for place in reversed(writers):
    run("continue")
    check(total() == 5000 - writers.index(place) and thread() == place[1], "forward again")
run("delete")
run("watch total if total == 3000")
run("reverse-continue")
check(total() == 3000, "a condition on what is watched")
run("delete")
print("passed")
run("kill")
