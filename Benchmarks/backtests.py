#!/usr/bin/env python3
"""Backtests outlooks on real public counts and writes Documentation/backtests.md.

The data lies beside the package, in ../shared/data, and is never part of it. Each target's past years are judged period
by period with what was known of the years before; "linear" is the plain gamma-Poisson law with a share in proportion to
the days, "seasonal-naive" adds what came in the rest of the year before.

    Benchmarks/backtests.py [--onpace PATH] [--out FILE]
"""
import argparse, collections, csv, gzip, json, os, subprocess, sys, tempfile, textwrap

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(ROOT, "..", "shared", "data")


def rows(name):
    with gzip.open(os.path.join(DATA, name), "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def rio():
    metrics = ["theft_total", "robbery_total", "vehicle_theft", "assault", "street_robbery", "arrest_warrants_served"]
    values = collections.Counter()
    for row in rows("rio_cisp_monthly_2003_2017.csv.gz"):
        if row["metric"] in metrics: values[row["date"], row["unit"], row["metric"]] += float(row["value"])
    return dict(title="Rio de Janeiro, 138 areas, months", values=values, every="month", years="2012..2017",
        next_year=2018, reach=["arrest_warrants_served"])


def chicago():
    values = collections.Counter()
    for row in rows("chicago_weekly_2001_2026.csv.gz"):
        if row["metric"] == "reported_all_types" and row["date"] < "2026": values[row["date"], row["unit"], row["metric"]] += float(row["value"])
    return dict(title="Chicago, 22 districts, weeks", values=values, every="week", years="2010..2025", next_year=2026, reach=[])


def st_louis():
    values = collections.Counter()
    wanted = {"larceny", "burglary", "aggravated_assault", "vehicle_theft", "robbery"}
    for row in rows("stlouis_daily_2015_2019.csv.gz"):
        if row["metric"] != "reported" or not "2015" <= row["date"] < "2020": continue
        values[row["date"], row["unit"], "all_reported"] += float(row["value"])
        if row["category"] in wanted: values[row["date"], row["unit"], row["category"]] += float(row["value"])
    return dict(title="St. Louis, 89 neighbourhoods, days", values=values, every="day", years="2016..2019", next_year=2020, reach=[])


def backtest(onpace, folder, data):
    """The scores of every metric of one city."""
    os.makedirs(os.path.join(folder, "Targets"))
    units = sorted({unit for _, unit, _ in data["values"]})
    metrics = sorted({metric for _, _, metric in data["values"]})
    with open(os.path.join(folder, "Targets/units.csv"), "w") as file:
        file.write("code,parent,level\nall,,city\n" + "".join(f"{unit},all,area\n" for unit in units))
    with open(os.path.join(folder, "values.csv"), "w") as file:
        file.write("date,unit,metric,value\n")
        for (date, unit, metric), value in sorted(data["values"].items()): file.write(f"{date},{unit},{metric},{value:g}\n")
    lines = ["organisation: Backtest", "metrics:"]
    for metric in metrics:
        better = "higher" if metric in data["reach"] else "lower"
        lines.append(f"  - {{metric: {metric}, better: {better}, every: {data['every']}, zeros: omitted}}")
    lines.append("targets:")
    last = str(data["next_year"] - 1)
    for metric in metrics:
        aim, share = "{reduce_by: 5 %}", ""
        if metric in data["reach"]:
            total = sum(value for (date, _, name), value in data["values"].items() if name == metric and date[:4] == last)
            aim, share = f"{{reach: {round(total * 1.05)}}}", ", share: history"
        lines.append(f"  - {{target: {metric}, metric: {metric}, aim: {aim}, period: {data['next_year']}, "
            f"units: {{of: all, cascade: area{share}}}}}")
    with open(os.path.join(folder, "onpace.yaml"), "w") as file: file.write("\n".join(lines) + "\n")
    call(onpace, "ingest", os.path.join(folder, "values.csv"), "--workspace", folder)
    for metric in metrics:
        for unit in ([], ["--unit", "all"]):
            out = call(onpace, "backtest", metric, "--years", data["years"], "--format", "json", "--workspace", folder, *unit)
            yield metric, bool(unit), json.loads(out)


def call(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0: sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def number(value, decimals=3):
    return "–" if value is None else f"{value:.{decimals}f}"


NAMED = (("outlook", "outlook"), ("linear, learnt", "linear_learnt"), ("linear", "linear"), ("naive", "naive"))
METHODS = tuple(key for _, key in NAMED)


def percent(score, key):
    return number(100 * score[key], 1) + " %" if score else "–"


def table(results):
    text = ["| metric | forecasts | Brier: outlook | linear, learnt | linear | naive | error: outlook | linear | naive | in 80 %: outlook | linear, learnt | linear | naive | in 50 % |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for metric, result in results:
        whole = result["stages"][0]
        methods = [whole[name] or {} for name in METHODS]
        cells = [f"{methods[0].get('count', 0):,}"] + [number(m.get("brier")) for m in methods]
        cells += [percent(whole[name] or {}, "error") for name in ("outlook", "linear", "naive")]
        cells += [percent(m, "inside_80") for m in methods] + [percent(methods[0], "inside_50")]
        text.append(f"| {metric} | " + " | ".join(cells) + " |")
    return text


def pooled(results, start):
    """Scores of all metrics together, from one stage on, weighted by forecasts."""
    sums = collections.Counter()
    for _, result in results:
        for stage in result["stages"][1:]:
            if stage["from"] < start: continue
            for name in METHODS:
                score = stage[name]
                if not score: continue
                sums[name, "count"] += score["count"]
                for key in ("brier", "inside_80", "inside_50"): sums[name, key] += score[key] * score["count"]
    return lambda name, key: sums[name, key] / sums[name, "count"] if sums[name, "count"] else None


def calibration(results):
    rows = collections.defaultdict(lambda: [0, 0.0, 0.0])
    for _, result in results:
        for row in result["calibration"]:
            cell = rows[round(row["low"], 1)]
            cell[0] += row["count"]; cell[1] += row["stated"] * row["count"]; cell[2] += row["happened"] * row["count"]
    text = ["| promised | forecasts | on average | came true |", "|---|--:|--:|--:|"]
    for low, (count, stated, happened) in sorted(rows.items()):
        text.append(f"| {100 * low:.0f}–{100 * low + 10:.0f} % | {count:,} | {100 * stated / count:.1f} % | {100 * happened / count:.1f} % |")
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--onpace", default=os.path.join(ROOT, ".build/release/onpace"))
    parser.add_argument("--out", default=os.path.join(ROOT, "Documentation/backtests.md"))
    parser.add_argument("--only", help="one city: rio, chicago or st_louis")
    arguments = parser.parse_args()
    if not os.path.isdir(DATA): sys.exit("skipped: the real data is not beside the package (../shared/data)")
    text = ["# Backtests of the outlook", "",
        "How often outlooks would have been right on real public counts. Written by `Benchmarks/backtests.py`; the data lies",
        "beside the package and is not part of it. Every year is judged at every end of a reporting period (of a week, where",
        "days are reported) after its first tenth, with nothing learnt from later than that day. The aim is a fall of 5 % against",
        "the year before (arrests: 5 % more).", "",
        "**Brier** is the mean squared distance of the stated probability from what came: 0 is perfect, 0.25 a coin. **linear** is",
        "the plain gamma-Poisson law with a share in proportion to the days, as a linear pace foretells; **linear, learnt** has the",
        "same share with the ranges that the errors of earlier years teach; seasonal-**naive** adds what came in the rest of the year",
        "before, with the noise of two Poisson counts. **error** is the mean size of the miss of the final value. **in 80 %** is the",
        "share of final values inside the 80 % range; honest ranges hold about as many as they promise.", ""]
    for make in (rio, chicago, st_louis):
        if arguments.only and make.__name__ != arguments.only: continue
        data = make()
        with tempfile.TemporaryDirectory() as folder:
            results = list(backtest(os.path.abspath(arguments.onpace), folder, data))
        units = [(metric, result) for metric, top, result in results if not top]
        tops = [(metric + ", total", result) for metric, top, result in results if top]
        score = pooled(units, 0)
        summary = "All metrics, unit by unit: Brier " + ", ".join(f"{name} {number(score(key, 'brier'))}" for name, key in NAMED)
        summary += "; final values inside the 80 % range: " + ", ".join(f"{name} {100 * score(key, 'inside_80'):.1f} %" for name, key in NAMED)
        summary += f"; inside the outlook's 50 % range {100 * score('outlook', 'inside_50'):.1f} %."
        print(f"{data['title']}: {summary}", file=sys.stderr)
        text += [f"## {data['title']}, {data['years'].replace('..', '–')}", "", *textwrap.wrap(summary, 120), ""] + table(units + tops)
        text += ["", "What was promised, and what came of it:", ""] + calibration(units) + [""]
    with open(arguments.out, "w", encoding="utf-8") as file: file.write("\n".join(text).rstrip() + "\n")


if __name__ == "__main__":
    main()
