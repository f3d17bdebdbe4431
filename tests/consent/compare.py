"""compare.py SCENARIOS.json - `tandem policy decide` on standard input, held against the file.

Prints a line for every difference, and how many decisions were compared.
"""
import json
import sys


def differences(then, is_):
    if is_["effect"] != then["effect"]:
        yield "effect %s" % is_["effect"]
    if then.get("reason", is_["reason"]) != is_["reason"]:
        yield "reason %s" % is_["reason"]
    if sorted(then.get("consents", is_["rules"])) != sorted(is_["rules"]):
        yield "rules %s" % is_["rules"]
    if not set(then.get("obligations", [])) <= set(is_["obligations"]):
        yield "obligations %s" % is_["obligations"]
    if sorted(then.get("segments", is_["segments"])) != sorted(is_["segments"]):
        yield "segments %s" % is_["segments"]
    if is_["effect"] == "deny" and is_["segments"]:
        yield "a refusal shows %s" % is_["segments"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        scenarios = json.load(file)["scenarios"]
    answers = [json.loads(line) for line in sys.stdin]
    wrong = int([a["id"] for a in answers] != [s["id"] for s in scenarios])
    count = 0
    for scenario, answer in zip(scenarios, answers):
        steps = scenario.get("steps", [scenario])
        wrong += len(steps) != len(answer["decisions"])
        for step, is_ in zip(steps, answer["decisions"]):
            count += 1
            for difference in differences(step["then"], is_):
                wrong += 1
                print("%s: %s, expected %s" % (scenario["id"], difference, step["then"]))
    print("%d decisions, %d differences" % (count, wrong))
    return wrong > 0 or count != 100


sys.exit(main())
