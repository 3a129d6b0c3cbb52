"""Commands of gdb about a Linux kernel, as it is at the present moment: ebb tasks, ebb current, ebb dmesg.

They need vmlinux with debugging information. Everything is read from guest memory.
"""

import gdb

CHUNK = 0x3000


def memory(address, length):
    """Guest memory in one piece, read in packets of a size that goes through."""
    inferior = gdb.selected_inferior()
    parts = []
    while length > 0:
        part = min(length, CHUNK)
        parts.append(inferior.read_memory(address, part).tobytes())
        address += part
        length -= part
    return b"".join(parts)


def number(data, at, size):
    return int.from_bytes(data[at : at + size], "little")


class Record:
    """A structure in a piece of memory, its fields by name; a.b is field b of field a."""

    def __init__(self, name):
        self.type = gdb.lookup_type("struct " + name)
        self.size = self.type.sizeof

    def field(self, path):
        offset, kind = 0, self.type
        for name in path.split("."):
            field = next(f for f in kind.fields() if f.name == name)
            offset += field.bitpos // 8
            kind = field.type.strip_typedefs()
        return offset, kind.sizeof

    def read(self, data, at, path):
        offset, size = self.field(path)
        return number(data, at + offset, size)

    def bits(self, data, at, name):
        field = next(f for f in self.type.fields() if f.name == name)
        word = number(data, at + field.bitpos // 8, 4)
        return word >> field.bitpos % 8 & (1 << field.bitsize) - 1


def text(data):
    return data.split(b"\0")[0].decode("utf-8", "replace")


def address_of(symbol):
    return int(gdb.parse_and_eval("(unsigned long)&" + symbol))


class Tasks:
    STATES = {0: "R", 1: "S", 2: "D", 4: "T", 8: "t", 0x10: "X", 0x20: "Z", 0x40: "P"}
    NO_LOAD = 0x400

    def __init__(self):
        self.task = Record("task_struct")

    def at(self, address):
        return memory(address, self.task.size)

    def line(self, address, data):
        comm, size = self.task.field("comm")
        state = self.task.read(data, 0, "__state")
        kernel = self.task.read(data, 0, "mm") == 0
        name = text(data[comm : comm + size])
        return "%5d  %s  0x%08x  %s" % (
            self.task.read(data, 0, "pid"),
            "I" if state & self.NO_LOAD else self.STATES.get(state & 0x7F, "%x" % state),
            address,
            "[" + name + "]" if kernel else name,
        )

    def all(self):
        first = address_of("init_task")
        link = self.task.field("tasks")[0]
        address, seen = first, set()
        while address not in seen:
            seen.add(address)
            data = self.at(address)
            yield address, data
            address = self.task.read(data, 0, "tasks.next") - link

    def current(self, cpu):
        """The task on a CPU, from its run queue."""
        offset = int(gdb.parse_and_eval("__per_cpu_offset[%d]" % cpu))
        queue = Record("rq")
        where, size = queue.field("curr")
        curr = number(memory(address_of("runqueues") + offset + where & 0xFFFFFFFF, size), 0, size)
        return curr, self.at(curr)


def messages():
    """The records of the kernel's log that are complete: (ns, level, text), the oldest first."""
    ring = Record("printk_ringbuffer")
    base = int(gdb.parse_and_eval("(unsigned long)prb"))
    head = memory(base, ring.size)

    def get(path):
        return ring.read(head, 0, path)

    count = 1 << get("desc_ring.count_bits")
    size = 1 << get("text_data_ring.size_bits")
    desc, info, block = Record("prb_desc"), Record("printk_info"), Record("prb_data_block")
    data = memory(get("text_data_ring.data"), size)
    first, last = get("desc_ring.tail_id.counter"), get("desc_ring.head_id.counter")
    skip = block.field("data")[0]
    ids = (1 << 30) - 1
    # Only those that are in use: most of the ring may be.
    used = min((last - first & ids) + 1, count)
    for n in range(used):
        number_ = first + n
        at = number_ % count
        entry = memory(get("desc_ring.descs") + at * desc.size, desc.size)
        state = desc.read(entry, 0, "state_var.counter")
        if state & ids != number_ & ids or state >> 30 not in (1, 2):
            continue
        about = memory(get("desc_ring.infos") + at * info.size, info.size)
        length = info.read(about, 0, "text_len")
        begin = desc.read(entry, 0, "text_blk_lpos.begin")
        following = desc.read(entry, 0, "text_blk_lpos.next")
        if begin & 1:
            said = ""
        else:
            # A block that would not fit before the end of the ring is at its start.
            wrapped = begin // size != following // size and following % size != 0
            start = 0 if wrapped else begin % size
            said = data[start + skip : start + skip + length].decode("utf-8", "replace")
        yield info.read(about, 0, "ts_nsec"), info.bits(about, 0, "level"), said


class Ebb(gdb.Command):
    """What Ebb adds to gdb for a Linux guest, as it is at this moment of its history."""

    def __init__(self):
        super().__init__("ebb", gdb.COMMAND_STATUS, prefix=True)


class Command(gdb.Command):
    def __init__(self):
        super().__init__("ebb " + self.name, gdb.COMMAND_STATUS)

    def invoke(self, arguments, from_tty):
        try:
            self.show(arguments)
        except gdb.MemoryError as e:
            raise gdb.GdbError("not readable now (is the kernel up yet?): %s" % e)
        except (StopIteration, gdb.error) as e:
            raise gdb.GdbError("not a kernel that this understands: %s" % e)


class TasksCommand(Command):
    """All tasks: pid, state, address of the task_struct, name; kernel threads in brackets."""

    name = "tasks"

    def show(self, arguments):
        tasks = Tasks()
        for address, data in tasks.all():
            print(tasks.line(address, data))


class CurrentCommand(Command):
    """The task on each CPU that is up, and what it is: as ebb tasks has it."""

    name = "current"

    def show(self, arguments):
        tasks = Tasks()
        for thread in sorted(gdb.selected_inferior().threads(), key=lambda t: t.num):
            address, data = tasks.current(thread.num - 1)
            print("CPU%d: %s" % (thread.num - 1, tasks.line(address, data)))


class DmesgCommand(Command):
    """The kernel's log at this moment, or its last N messages: ebb dmesg [N]"""

    name = "dmesg"

    def show(self, arguments):
        lines = []
        for nanos, level, said in messages():
            stamp = "[%5d.%06d] " % (nanos // 10**9, nanos // 1000 % 10**6)
            lines += [stamp + part for part in said.split("\n")]
        last = int(arguments) if arguments else len(lines)
        print("\n".join(lines[-last:] if last else []))


Ebb()
TasksCommand()
CurrentCommand()
DmesgCommand()
