# Functions of the kernel called in its past, with the MMU on and interrupts coming: its history stays as it was.
def untouched(here):
    check(icount() == here, "the time")
    check("in a diversion" not in run("monitor when"), "the history")


# Under the kernel's own code, at several of its times, just before an interrupt too.
go(END // 10 * 8)
run("hbreak __irq_svc")
run("continue")
run("delete")
for here in [icount() - 1, icount(), END // 10 * 6, END // 10 * 9]:
    go(here)
    before = pc(), value("$sp"), value("$cpsr"), value("jiffies_64")
    check(value("int_sqrt(1000)") == 31, "a root")
    untouched(here)
    check(value("gcd(84, 36)") == 12, "a common divisor")
    check(value("(int) int_pow(3, 4)") == 81, "a power")
    untouched(here)
    check((pc(), value("$sp"), value("$cpsr"), value("jiffies_64")) == before, "the state")
    run("stepi")
    run("reverse-stepi")
    check((icount(), pc()) == (here, before[0]), "and its motions")

# One that sleeps: interrupts come, another task runs, and it returns all the same.
go(END // 10 * 8)
run("hbreak ksys_write")
run("continue")
run("delete")
here = icount()
run("call msleep(20)")
untouched(here)
run("hbreak __irq_svc")
try:
    run("call msleep(20)")
    check(False, "it was not interrupted")
except gdb.error as e:
    check("while in a function called from GDB" in str(e), "gdb says so")
check(functions()[0] == "__irq_svc", "the interrupt")
check("in a diversion" in run("monitor when"), "beside the history")
run("delete")
run("reverse-continue")
untouched(here)
check(functions()[0] == "ksys_write", "back again")
print("passed")
run("kill")
