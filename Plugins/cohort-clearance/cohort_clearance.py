"""Clearance by cohort: of the cases recorded in a month, how many are cleared by now?

A case recorded last week is rarely cleared yet, so a plain rate falls whenever more is recorded. Here every reporting
period (a month, a week) is a cohort of recorded cases, and only cohorts that had `maturity` months are judged, all
together. Younger ones are told, and not judged.

The metric is a ratio by the period of recording: its numerator is revised as cases are cleared.
"""
import datetime
import json
import math
import sys

PLUGIN = "cohort-clearance/v1"


def months_later(day, months):
    """The same day of the month `months` later; the month's last day where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


def wilson(part, whole, z=1.959963984540054):
    """The 95 % interval of a proportion (Wilson 1927)."""
    share = part / whole
    scale = 1 + z * z / whole
    middle = (share + z * z / (2 * whole)) / scale
    width = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / scale
    return middle - width, middle + width


def count(value, language):
    return f"{value:,.0f}".replace(",", "." if language == "vi" else ",")


def percent(value, language):
    text = f"{value * 100:.1f} %"
    return text.replace(".", ",") if language == "vi" else text


def choose(periods, as_of, maturity, wanted):
    """Indices of the cohorts to judge, and of the younger ones."""
    ripe, young = [], []
    for index, (_, last) in enumerate(periods):
        day = datetime.date.fromisoformat(last)
        if months_later(day, maturity) > as_of:
            young.append(index)
        elif months_later(day, maturity + wanted) > as_of:
            ripe.append(index)
    return ripe, young


def total(row, indices):
    """The sum over the cohorts that were reported."""
    return sum(row[index] for index in indices if row[index] is not None)


def judge(unit, parts, wholes, ripe, young, question):
    parameters = question["aim"]["parameters"]
    wanted = parameters["at_least"]
    judgement = question["judgement"]
    reported = [index for index in ripe if parts[index] is not None and wholes[index] is not None]
    part, whole = total(parts, reported), total(wholes, reported)
    answer = {"unit": unit, "expected": wanted, "goal": wanted}
    if not ripe:
        return answer | {
            "status": "measuring", "actual": None, "numerator": None, "denominator": None,
            "because": {"en": f"no cohort is {parameters['maturity']:.0f} months old yet",
                        "vi": f"chưa có kỳ thụ lý nào đủ {parameters['maturity']:.0f} tháng"}}
    if len(reported) < judgement["minimum_coverage"] * len(ripe):
        return answer | {
            "status": "no_data", "data": "missing", "actual": None, "numerator": None, "denominator": None,
            "because": {"en": f"only {len(reported)} of {len(ripe)} cohorts were reported",
                        "vi": f"mới có số liệu của {len(reported)} trên {len(ripe)} kỳ thụ lý"}}
    answer |= {"actual": part / whole if whole > 0 else None, "numerator": part, "denominator": whole}
    if whole < judgement["minimum_base"] or part > whole:
        few = whole < judgement["minimum_base"]
        return answer | {
            "status": "measuring",
            "because": {
                "en": f"{count(whole, 'en')} cases recorded, too few to judge" if few else "more cleared than recorded",
                "vi": f"mới thụ lý {count(whole, 'vi')} vụ, quá ít để đánh giá" if few else "số khám phá lớn hơn số thụ lý"}}
    share = part / whole
    low, high = wilson(part, whole)
    if question["period"]["closed"]:
        status = "exceeded" if share >= wanted * (1 + judgement["exceed"]) else "achieved" if share >= wanted else "missed"
    elif share >= wanted:
        status = "ahead" if low >= wanted else "on_track"
    else:
        status = "at_risk" if high >= wanted else "off_track"
    words = {}
    for language in ("en", "vi"):
        mature = (percent(share, language), count(part, language), count(whole, language), len(ripe))
        aim = percent(wanted, language)
        if language == "en":
            text = "%s of the cases of mature cohorts are cleared (%s of %s, %d cohorts)" % mature
            text += f"; {aim} is wanted"
        else:
            text = "đã khám phá %s số vụ của các kỳ thụ lý đủ thời gian (%s trên %s, %d kỳ)" % mature
            text += f"; yêu cầu {aim}"
        told = [index for index in young if parts[index] is not None and wholes[index] is not None]
        if total(wholes, told) > 0:
            so_far = percent(total(parts, told) / total(wholes, told), language)
            text += f"; younger ones so far {so_far}" if language == "en" else f"; các kỳ mới hơn đến nay {so_far}"
        words[language] = text
    return answer | {
        "status": status, "pace": share / wanted if wanted > 0 else None, "low": low, "high": high, "because": words}


def evaluate(question):
    metric = question["metric"]
    if metric["periods"] is None or metric["numerators"] is None:
        raise ValueError("its two counts are not reported in the same periods")
    parameters = question["aim"]["parameters"]
    ripe, young = choose(
        metric["periods"], datetime.date.fromisoformat(question["as_of"]), int(parameters["maturity"]),
        int(parameters["cohorts"]))
    rows = zip(question["units"], metric["numerators"], metric["denominators"])
    return {"assessments": [judge(unit, parts, wholes, ripe, young, question) for unit, parts, wholes in rows]}


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
                answer["error"] = {"code": 1, "message": str(error)}
        elif method == "shutdown":
            answer["result"] = None
        else:
            answer["error"] = {"code": -32601, "message": "unknown method"}
        print(json.dumps(answer, allow_nan=False), flush=True)
        if method == "shutdown":
            return


if __name__ == "__main__":
    main()
