# Ctrl-C in a long search backwards, with steps afterwards.
import os
import signal
import threading

go(END)
run("break *0x40010000")
threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
run("reverse-continue")
here = icount()
check(0 < here < END, "on the way")
run("delete")
run("stepi")
check(icount() == here + 1, "a step forward")
run("reverse-stepi")
check(icount() == here, "and back")
run("backtrace 3")
run("monitor info jumps 4")
print("passed")
run("kill")
