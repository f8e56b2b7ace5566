#!/usr/bin/env python3
"""Times the five benchmark expressions of `make bench-cel` with a Rust implementation of the language.

    python3 -m pip install common-expression-language
    python3 Benchmarks/cel-peers.py [--with-onpace]

Compiled once, evaluated often, variables prepared before the loop; the best of fifteen batches, in nanoseconds for one
evaluation, one JSON line a case. The peer meters nothing. With --with-onpace the release build's own figures
(metering on) are printed beside it, in the same run on the same machine.
"""

import json
import pathlib
import subprocess
import sys
import time

try:
    import cel
except ImportError:
    sys.exit("cel-peers: install the package first: python3 -m pip install common-expression-language")

EXPRESSIONS = {
    "a": "progress >= 0.9 && days_left < 60",
    "b": "(actual - baseline) / baseline * 100.0 <= -26.0",
    "c": 'status in ["lagging","at_risk"] && owner != "" && !(unit in muted)',
    "d": "values.filter(v, v > mean).size() >= 7",
    "e": 'history.all(h, h.status == "lagging") && history.size() >= 3',
}

VALUES = {
    "progress": 0.93, "days_left": 41, "actual": 640.0, "baseline": 930.0, "status": "at_risk",
    "owner": "Nguyen Van A", "unit": "ward-017", "muted": [f"ward-1{n:02}" for n in range(1, 11)],
    "values": [(n * 37) % 24 + 0.5 for n in range(24)], "mean": 12.0,
    "history": [{"week": n, "pace": 0.7, "status": "lagging"} for n in range(4)],
}


def nanoseconds(program, context):
    """The time of one evaluation."""
    repetitions = 1
    best = float("inf")
    while True:
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            program.execute(context)
        if time.perf_counter_ns() - start > 20_000_000:
            break
        repetitions *= 2
    for _ in range(15):
        start = time.perf_counter_ns()
        for _ in range(repetitions):
            program.execute(context)
        best = min(best, (time.perf_counter_ns() - start) / repetitions)
    return best


def compile_nanoseconds(source):
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter_ns()
        for _ in range(1000):
            cel.compile(source)
        best = min(best, (time.perf_counter_ns() - start) / 1000)
    return best


def onpace():
    """The figures of the release build, by case."""
    binary = pathlib.Path(__file__).resolve().parent.parent / ".build/release/cel-bench"
    if not binary.exists():
        sys.exit("cel-peers: build first: swift build -c release --product cel-bench")
    lines = subprocess.run([binary], capture_output=True, text=True, check=True).stdout.splitlines()
    return {case["bench"]: case["ns"] for case in map(json.loads, lines)}


def main():
    own = onpace() if "--with-onpace" in sys.argv[1:] else {}
    context = cel.Context(variables=VALUES)
    for name, source in EXPRESSIONS.items():
        program = cel.compile(source)
        if program.execute(context) is not True:
            sys.exit(f"cel-peers: {source} is not true")
        for bench, ns in [(f"cel/{name}", nanoseconds(program, context)),
                          (f"cel/compile/{name}", compile_nanoseconds(source))]:
            line = {"bench": bench, "peer": "common-expression-language", "ns": round(ns, 1)}
            if bench in own:
                line["onpace_ns"] = own[bench]
            print(json.dumps(line))


if __name__ == "__main__":
    main()
