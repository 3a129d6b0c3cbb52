"""Work for Python: work.py dicts|strings|floats ROUNDS. Needs no modules but those that are built in."""

import sys


def random(state):
    while True:
        state = state * 16807 % 2147483647
        yield state


def dicts(rounds):
    total = 0
    for seed in range(1, rounds + 1):
        numbers = random(seed)
        counts = {}
        for _ in range(20000):
            key = next(numbers) % 5000
            counts[key] = counts.get(key, 0) + 1
        by_name = {f"key{key}": [count] for key, count in counts.items()}
        for name, group in sorted(by_name.items(), key=lambda item: (item[1], item[0]))[:500]:
            del by_name[name]
            total = (total * 31 + group[0] + len(name)) % 1000000007
        total += len(by_name)
    return total


def strings(rounds):
    total = 0
    for seed in range(1, rounds + 1):
        numbers = random(seed)
        words = [chr(97 + number % 26) * (number % 7 + 1) for number, _ in zip(numbers, range(4000))]
        text = " ".join(words)
        lines = [line.strip().title() for line in text.replace("aa", "b\n").split("\n")]
        joined = "\n".join(reversed(lines)).encode()
        total = (total * 31 + joined.count(b"B") + len(lines) + joined.find(b"Zz") + sum(joined[::7])) % 1000000007
        total += sum(1 for word in text.split() if word[0] in "aeiou" and not word.endswith("ee"))
    return total


class Body:
    def __init__(self, n):
        self.x, self.y, self.vx, self.vy = n * 1.5, 3.0 - n * n * 0.5, 0.1 * n, 0.3 - 0.05 * n
        self.mass = 1.0 + 0.5 * n

    def move(self, step):
        self.x += step * self.vx
        self.y += step * self.vy


def floats(rounds):
    bodies = [Body(n) for n in range(5)]
    for _ in range(rounds * 200):
        for i, a in enumerate(bodies):
            for b in bodies[i + 1 :]:
                dx, dy = a.x - b.x, a.y - b.y
                square = dx * dx + dy * dy + 0.01
                pull = 0.001 / (square * square**0.5)
                a.vx -= dx * b.mass * pull
                a.vy -= dy * b.mass * pull
                b.vx += dx * a.mass * pull
                b.vy += dy * a.mass * pull
        for body in bodies:
            body.move(0.001)
    return [(body.x.hex(), body.y.hex()) for body in bodies]


print({"dicts": dicts, "strings": strings, "floats": floats}[sys.argv[1]](int(sys.argv[2])))
