"""gdb's side of its remote protocol, and rows of measured times, for perf/timetravel.py and perf/timetravel_qemu.py."""
import os, select, socket, statistics, struct, time


class Stub:
    """Asks; the methods from seek on ask ebb."""

    def __init__(self, address):
        """A TCP port of this machine, or the path of a socket."""
        if isinstance(address, int):
            self.socket = socket.create_connection(("127.0.0.1", address))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(address)
        self.buffer = b""
        self.acknowledge = True
        self.ask("qSupported:swbreak+;hwbreak+")
        if self.ask("QStartNoAckMode") == "OK":
            self.socket.sendall(b"+")
            self.acknowledge = False

    def send(self, packet):
        data = packet.encode("latin-1")
        self.socket.sendall(b"$" + data + b"#%02x" % (sum(data) % 256))

    def ask(self, packet):
        self.send(packet)
        return self.answer()

    def answer(self, deadline=None):
        """The next packet; None if there is none until then."""
        while True:
            start = self.buffer.find(b"$")
            end = self.buffer.find(b"#", start) if start >= 0 else -1
            if end >= 0 and len(self.buffer) >= end + 3:
                packet = self.buffer[start + 1 : end].decode("latin-1")
                self.buffer = self.buffer[end + 3 :]
                if self.acknowledge:
                    self.socket.sendall(b"+")
                return packet
            left = deadline and max(0, deadline - time.monotonic())
            if not select.select([self.socket], [], [], left)[0]:
                return None
            try:
                some = self.socket.recv(1 << 16)
            except ConnectionResetError:
                some = b""
            if not some:
                raise SystemExit("the emulator has left")
            self.buffer += some

    def final(self, deadline=None):
        """The text before the packet that ends an answer, and that; None if it has not come until then."""
        text, packet = "", self.answer(deadline)
        while packet is not None and packet.startswith("O") and packet != "OK":
            text += bytes.fromhex(packet[1:]).decode()
            packet = self.answer(deadline)
        return text, packet

    def interrupt(self):
        """Ctrl-C, up to the end of what is under way."""
        self.socket.sendall(b"\x03")
        return self.final()

    def monitor(self, command):
        self.send("qRcmd," + command.encode().hex())
        text, packet = self.final()
        return text if packet == "OK" else text + bytes.fromhex(packet).decode()

    def seek(self, icount):
        self.monitor(f"seek {icount}")

    def icount(self):
        return int(self.monitor("when").split()[1].replace(",", ""))

    def pc(self):
        return struct.unpack("<I", bytes.fromhex(self.ask("pf")))[0]

    def memory(self, address, length, step=4096):
        data = b""
        for at in range(address, address + length, step):
            text = self.ask(f"m{at:x},{step:x}")
            data += bytes.fromhex(text) if not text.startswith("E") else bytes(step)
        return data


def processor(process):
    """Seconds of processors that a process has taken, for ebb with HotSpot's compilers."""
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(process, action, *arguments):
    """Wall time of an action, and the processor time that a process takes meanwhile."""
    start, before = time.monotonic(), processor(process)
    action(*arguments)
    return time.monotonic() - start, processor(process) - before


def row(name, times, note=""):
    walls, processors = sorted(t[0] for t in times), sorted(t[1] for t in times)
    p99 = walls[min(len(walls) - 1, int(len(walls) * 0.99))]
    print(
        f"{name:48} wall median {statistics.median(walls):7.4f} p99 {p99:7.4f} max {walls[-1]:7.4f} s,"
        f"  processors median {statistics.median(processors):5.2f} max {processors[-1]:5.2f} s  {note}",
        flush=True,
    )
