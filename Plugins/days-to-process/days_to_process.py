"""Days to process: median and 90th percentile of a service's days against a limit, from counts of files alone."""
import json
import sys

PLUGIN = "days-to-process/v1"


def percentile(steps, total, share):
    """The days within which `share` of the files were finished; None when that is beyond the last step.

    `steps` are (days, files finished within them), ascending in both; files are spread evenly between steps.
    """
    wanted = share * total
    days_before, files_before = 0, 0
    for days, files in steps:
        if files >= wanted:
            if files == files_before:
                return days
            return days_before + (days - days_before) * (wanted - files_before) / (files - files_before)
        days_before, files_before = days, files
    return None


def number(value, language, decimals=1):
    text = f"{value:,.{decimals}f}"
    if decimals and text.endswith("0"):
        text = text[:-2]
    if language == "vi":
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return text


def judge(unit, total, steps, limits, judgement, closed):
    if total is None or any(files is None for _, files in steps):
        return {"unit": unit, "status": "no_data", "data": "missing",
                "because": {"en": "not all counts were reported", "vi": "chưa đủ số liệu của các mức thời gian"}}
    if total < judgement["minimum_base"]:
        return {"unit": unit, "status": "measuring",
                "because": {"en": f"{number(total, 'en', 0)} files, too few to judge",
                            "vi": f"mới có {number(total, 'vi', 0)} hồ sơ, quá ít để đánh giá"}}
    if any(after < before for (_, before), (_, after) in zip(steps, steps[1:] + [(0, total)])):
        return {"unit": unit, "status": "measuring",
                "because": {"en": "a longer time has fewer files than a shorter one",
                            "vi": "mức thời gian dài hơn lại có ít hồ sơ hơn"}}
    longest = steps[-1][0]
    pace = None
    words = {"en": [], "vi": []}
    for share, limit, english, vietnamese in limits:
        days = percentile(steps, total, share)
        # Beyond the last step only "longer than it" is known: the pace is at best this.
        ratio = limit / max(days if days is not None else longest, 1e-9)
        if days is None:
            ratio = min(ratio, 1 - judgement["amber"] * 1.001)
        pace = ratio if pace is None else min(pace, ratio)
        for language, name in (("en", english), ("vi", vietnamese)):
            shown = number(days, language) if days is not None else (
                f"more than {number(longest, 'en')}" if language == "en" else f"hơn {number(longest, 'vi')}")
            word = "at most" if language == "en" else "không quá"
            unit_word = "ngày" if language == "vi" else "day" if shown == "1" else "days"
            words[language].append(f"{name} {shown} {unit_word} ({word} {number(limit, language)})")
    if closed:
        status = "exceeded" if pace >= 1 + judgement["exceed"] else "achieved" if pace >= 1 else "missed"
    elif pace >= 1 + judgement["tolerance"]:
        status = "ahead"
    elif pace >= 1:
        status = "on_track"
    else:
        status = "at_risk" if pace >= 1 - judgement["amber"] else "off_track"
    files = {"en": f"of {number(total, 'en', 0)} files", "vi": f"trên {number(total, 'vi', 0)} hồ sơ"}
    return {"unit": unit, "status": status, "pace": min(pace, 1000),
            "because": {language: ", ".join(parts) + ", " + files[language] for language, parts in words.items()}}


def evaluate(question):
    parameters = question["aim"]["parameters"]
    columns = sorted(
        ((values["days"], question["metrics"][metric]["to_date"]) for metric, values in parameters["within"].items()),
        key=lambda column: column[0])
    limits = [(0.5, parameters["median_at_most"], "median", "trung vị")]
    if "p90_at_most" in parameters:
        limits.append((0.9, parameters["p90_at_most"], "90th percentile", "phân vị 90"))
    totals = question["metric"]["to_date"]
    return {"assessments": [
        judge(unit, totals[index], [(days, column[index]) for days, column in columns], limits,
              question["judgement"], question["period"]["closed"])
        for index, unit in enumerate(question["units"])]}


def main():
    for line in sys.stdin:
        message = json.loads(line)
        answer = {"jsonrpc": "2.0", "id": message.get("id")}
        method = message.get("method")
        if method == "initialize":
            answer["result"] = {"protocol": 1, "plugin": PLUGIN, "capabilities": ["evaluate"]}
        elif method == "evaluate":
            try:
                answer["result"] = evaluate(message["params"])
            except (KeyError, TypeError, ValueError) as error:
                answer["error"] = {"code": 1, "message": f"unusable parameters: {error!r}"}
        elif method == "shutdown":
            answer["result"] = None
        else:
            answer["error"] = {"code": -32601, "message": "unknown method"}
        print(json.dumps(answer, allow_nan=False), flush=True)
        if method == "shutdown":
            return


if __name__ == "__main__":
    main()
