#!/usr/bin/env python3
"""An outside agent in Python: bets that the last move goes on. Needs redis-py: apt install python3-redis.

    outside_agent.py redis://127.0.0.1:6379 momentum [prefix]"""
import json
import sys
import redis

url, name = sys.argv[1], sys.argv[2]
prefix = sys.argv[3] if len(sys.argv) > 3 else "conclave"
rounds, votes, group = f"{prefix}:rounds", f"{prefix}:votes", f"agent-{name}"
bus = redis.Redis.from_url(url, decode_responses=True)
try:
    bus.xgroup_create(rounds, group, id="$", mkstream=True)
except redis.ResponseError as answer:
    if "BUSYGROUP" not in str(answer):  # it is there already: go on where we were
        raise
last_close = {}


def opinion(question):
    close, before = float(question["close"]), last_close.get(question["symbol"])
    last_close[question["symbol"]] = close
    if before is None:
        return {"abstain": "the first close that I see"}
    up = 0.5 if close > before else 0.3
    return {"down": round(0.8 - up, 6), "flat": 0.2, "up": up, "model_id": "last-move-1"}


print("listening", flush=True)
unfinished = "0"  # first what we were handed and did not answer, then what is new
while True:
    for _, entries in bus.xreadgroup(group, name, {rounds: unfinished}, count=16, block=1000) or []:
        unfinished = ">" if not entries or unfinished == ">" else entries[-1][0]
        for entry, fields in entries:
            told = json.loads(fields["body"])
            if told["type"] == "opened" and name in told["asked"]:
                vote = {"decision": told["decision"], "agent": name, **opinion(told)}
                bus.xadd(votes, {"id": f"{vote['decision']}/{name}", "body": json.dumps(vote)})
            bus.xack(rounds, group, entry)
