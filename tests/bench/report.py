"""What was measured, as a table for a terminal and as Markdown for docs/benchmarks.md."""

import datetime
import os
import platform
import re

MARKS = "<!-- measured -->", "<!-- end of what was measured -->"
HEAD = ["workload", "polls", "CPU us/poll", "supervisor", "workers", "wall s", "polls/s", "peak MB", "answered",
        "/ raw_loop"]


def machine(bin_dir):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory = round(int(file.readline().split()[1]) / 2**20)
    return {"cpu": models[0] if models else platform.machine(), "cores": os.cpu_count(), "memory_gb": memory,
            "kernel": platform.release(), "load": os.getloadavg()[0], "build": build_type(bin_dir),
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}


def build_type(bin_dir):
    try:
        with open(os.path.join(bin_dir, "..", "CMakeCache.txt"), encoding="utf-8") as file:
            return re.search(r"^CMAKE_BUILD_TYPE:\w+=(\w+)", file.read(), re.MULTILINE)[1]
    except (OSError, TypeError):
        return "unknown"


def number(value):
    if isinstance(value, str):
        return value
    if value >= 1000 or float(value).is_integer():
        return f"{value:.0f}"
    return f"{value:.2f}" if value < 100 else f"{value:.1f}"


def with_raw_loops(results):
    """Every raw_loop behind the workload that it was run beside."""
    for name, result in results.items():
        yield name, result
        if "raw_loop" in result:
            yield f"  raw_loop for {name}", result["raw_loop"]


def rows(results):
    for name, result in with_raw_loops(results):
        if "polls" not in result:
            continue
        figures = [result.get(key, "") for key in ("cpu_us", "supervisor_us", "workers_us", "wall_s")]
        yield [name, number(result["polls"]), *map(number, figures), number(result["polls"] / result["wall_s"]),
               number(round(result["peak_mb"])) if result.get("peak_mb") else "",
               f"{result['answered']}/{result['expected']}", number(result["ratio"]) if "ratio" in result else ""]


def checks(results):
    """[workload, what, measured, must, met, reach for, reached]"""
    for name, result in results.items():
        for check in result.get("checks", ()):
            reach = ("yes" if check["reached"] else "no") if check["reach"] else ""
            yield [name, check["what"], number(check["is"]), check["must"], "yes" if check["met"] else "NO",
                   check["reach"], reach]


def unmet(results):
    return [row for row in checks(results) if row[4] == "NO"]


def rate_of(result, key):
    return round(result["objects"] / (result[key] * result["polls"]) * 1e6)


def sentences(results):
    for name, result in with_raw_loops(results):
        if "objects" in result:
            split = [f"{word} {rate_of(result, key)}" for word, key in
                     (("supervisor", "supervisor_us"), ("workers", "workers_us")) if key in result]
            detail = f" ({', '.join(split)})" if split else ""
            yield f"{name}: {rate_of(result, 'cpu_us')} varbinds a CPU second{detail}"
        if "median_ms" in result:
            yield f"{name}: first answer after a kill: median {result['median_ms']:.0f} ms, longest {result['max_ms']:.0f} ms"
        if "late_ms" in result:
            late = ", ".join(f"p{percent} {ms}" for percent, ms in result["late_ms"].items())
            yield f"{name}: polls of live hosts late by ms: {late}; not begun {result['not_begun']}"
        if "reload_s" in result:
            yield f"{name}: a reload takes {result['reload_s']:.2f} s"
        if "floor_s" in result:
            yield f"{name}: {result['wall_s']:.2f} s, floor {result['floor_s']:.2f} s"
        if "worker_private_kb_max" in result:
            yield (f"{name}: private kB: worker {result['worker_private_kb_max']} at most, "
                   f"{result['worker_private_kb_median']} median; supervisor {result['supervisor_private_kb']}")
        if "largest" in result:
            yield (f"{name}: peak MB on {result['largest']} objects: supervisor {result['supervisor_peak_mb']:.1f}, "
                   f"worker {result['worker_peak_mb']:.1f}")
        if result.get("fleet", {}).get("dropped"):
            yield f"{name}: the fleet itself lost {result['fleet']['dropped']} requests: its receive buffer was full"


def machine_sentence(box):
    return (f"{box['cpu']}, {box['cores']} cores, {box['memory_gb']} GB, Linux {box['kernel']}, {box['build']} build, load "
            f"{box['load']:.1f} at the start, {box['date']}")


def aligned(table):
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return [" ".join(cell.ljust(width + 1) for cell, width in zip(row, widths)).rstrip() for row in table]


CHECK_HEAD = ["workload", "what", "measured", "must", "met", "reach for", "reached"]


def text(results, box, left_out):
    parts = aligned([HEAD, *rows(results)]) + [""]
    parts += aligned([CHECK_HEAD, *checks(results)]) + [""] if any(checks(results)) else []
    parts += [*sentences(results), *(f"left out: {name}: {why}" for name, why in left_out.items())]
    return "\n".join([*parts, f"machine: {machine_sentence(box)}"])


def markdown_table(head, body):
    lines = [head, ["---"] * len(head), *body]
    return ["| " + " | ".join(cell.strip() for cell in line) + " |" for line in lines]


def markdown(results, box, left_out):
    parts = [f"Measured on {machine_sentence(box)}.", ""]
    parts += markdown_table(CHECK_HEAD, checks(results)) + [""]
    parts += markdown_table(HEAD, rows(results)) + [""]
    parts += [f"- {line}" for line in sentences(results)]
    parts += [f"- left out: {name}: {why}" for name, why in left_out.items()]
    return "\n".join(parts).rstrip() + "\n"


def write_markdown(path, words):
    """Between the marks, if the file has them; else it is the whole file."""
    old = ""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            old = file.read()
    before, begin, rest = old.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    new = f"{before}{begin}\n{words}\n{end}{after}" if begin and end else words
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)
