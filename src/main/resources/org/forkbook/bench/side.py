"""Python's side of `forkbook bench`: small programs of multiprocessing, each timed by itself.

One program is named on the command line, with a start method and a size. Then every line "run" on standard input is
answered by one number; the end of input ends it. The same programs in Java are beside it, in the package
org.forkbook.bench.side.
"""

import multiprocessing
import os
import sys
import time


def add_one(x):
    return x + 1


def nothing():
    return None


def same(x):
    return x


def say():
    print("x", flush=True)


def burn(rounds):
    total = 0.0
    for i in range(1, rounds):
        total += 1.0 / i
    return total


def echo(connection):
    while True:
        connection.send(connection.recv())


def fill(go, items):
    while True:
        for i in range(go.get()):
            items.put(i)


def keep(value):
    global shared
    shared = value


def increment(times):
    for _ in range(times):
        with shared.get_lock():
            shared.value += 1


class Program:
    """A program that has nothing to open and nothing to close."""

    def __init__(self, context, size):
        self.context = context
        self.size = size
        self.open()

    def open(self):
        pass

    def run(self):
        begin = time.perf_counter()
        self.work()
        return time.perf_counter() - begin

    def close(self):
        pass


class Start(Program):
    """So many processes at once, from start() to the first byte of each on the screen, which is a pipe here."""

    def open(self):
        self.screen, end = os.pipe()
        os.dup2(end, 1)
        os.close(end)

    def run(self):
        processes = [self.context.Process(target=say) for _ in range(self.size)]
        begin = time.perf_counter()
        for process in processes:
            process.start()
        seen = 0
        while seen < self.size:
            seen += os.read(self.screen, 1000).count(b"x")
        seconds = time.perf_counter() - begin
        for process in processes:
            process.join()
        return seconds


class InPool(Program):
    """A program with a pool of two."""

    workers = 2

    def open(self):
        self.pool = self.context.Pool(self.workers)
        self.prepare()

    def prepare(self):
        pass

    def close(self):
        self.pool.terminate()


class Map(InPool):
    def prepare(self):
        self.values = list(range(self.size))

    def work(self):
        self.pool.map(add_one, self.values)


class MapSingle(Map):
    def work(self):
        self.pool.map(add_one, self.values, 1)


class FirstMap(Program):
    def run(self):
        values = list(range(self.size))
        begin = time.perf_counter()
        pool = self.context.Pool(2)
        pool.map(add_one, values)
        seconds = time.perf_counter() - begin
        pool.terminate()
        pool.join()
        return seconds


class Apply(InPool):
    def work(self):
        for _ in range(self.size):
            self.pool.apply(nothing)


class Pipe(Program):
    def open(self):
        self.here, there = self.context.Pipe()
        self.process = self.context.Process(target=echo, args=(there,), daemon=True)
        self.process.start()

    def work(self):
        for i in range(self.size):
            self.here.send(i)
            self.here.recv()

    def close(self):
        self.process.kill()


class Queue(Program):
    def open(self):
        self.go = self.context.Queue()
        self.items = self.context.Queue()
        self.process = self.context.Process(target=fill, args=(self.go, self.items), daemon=True)
        self.process.start()

    def work(self):
        self.go.put(self.size)
        for _ in range(self.size):
            self.items.get()

    def close(self):
        self.process.kill()


class Lock(Program):
    def open(self):
        self.value = self.context.Value("q", 0)
        self.pool = self.context.Pool(2, keep, (self.value,))

    def work(self):
        self.pool.map(increment, [self.size // 2, self.size // 2], 1)

    def close(self):
        self.pool.terminate()


class Array(InPool):
    """An array of doubles of NumPy's where it is there, else of the standard library's."""

    workers = 1

    def prepare(self):
        try:
            import numpy

            self.array = numpy.ones(self.size // 8)
        except ImportError:
            import array

            self.array = array.array("d", [1.0]) * (self.size // 8)

    def work(self):
        if len(self.pool.apply(same, (self.array,))) != self.size // 8:
            raise ValueError("not the array that was sent")


class Payload(InPool):
    workers = 1

    def prepare(self):
        self.payload = bytes(self.size)

    def work(self):
        if len(self.pool.apply(same, (self.payload,))) != self.size:
            raise ValueError("not the bytes that were sent")


class TwoWorkers(InPool):
    """How many times the work of one worker two workers do."""

    def run(self):
        begin = time.perf_counter()
        self.pool.map(burn, [self.size], 1)
        middle = time.perf_counter()
        self.pool.map(burn, [self.size, self.size], 1)
        end = time.perf_counter()
        return 2 * (middle - begin) / (end - middle)


class Memory(InPool):
    """The private memory of a worker that has run one task, in bytes."""

    workers = 1

    def run(self):
        pid = self.pool.apply(os.getpid)
        time.sleep(1)
        with open(f"/proc/{pid}/smaps_rollup") as lines:
            return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024


class OpenPool(Program):
    """A pool of so many workers: opened, one task for each, closed."""

    def work(self):
        with self.context.Pool(self.size) as pool:
            pool.map(same, range(self.size), 1)
            pool.close()
            pool.join()


class Share(Program):
    """Sixteen tasks that compute, in a pool of so many workers."""

    def open(self):
        self.pool = self.context.Pool(self.size)

    def work(self):
        self.pool.map(burn, [200_000] * 16, 1)

    def close(self):
        self.pool.terminate()


PROGRAMS = {
    "start": Start,
    "map": Map,
    "map-single": MapSingle,
    "first-map": FirstMap,
    "apply": Apply,
    "pipe": Pipe,
    "queue": Queue,
    "lock": Lock,
    "array": Array,
    "payload": Payload,
    "two-workers": TwoWorkers,
    "memory": Memory,
    "open-pool": OpenPool,
    "share": Share,
}


def main():
    name, method, size = sys.argv[1:]
    # A program may put something else in standard output's place.
    answers = os.fdopen(os.dup(1), "w")
    program = PROGRAMS[name](multiprocessing.get_context(method), int(size))
    print("ready", file=answers, flush=True)
    for _ in sys.stdin:
        print(repr(float(program.run())), file=answers, flush=True)
    program.close()


if __name__ == "__main__":
    main()
