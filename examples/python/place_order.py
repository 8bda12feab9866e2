#!/usr/bin/env python3
"""Places a limit order and follows it to its end: place_order.py http://127.0.0.1:8080 BTC-USD buy 0.01 1100

The key, of role trader, stands in CONCLAVE_KEY. Ctrl-C asks for the order to be taken back.
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

server, symbol, side, quantity, price = sys.argv[1:6]


def call(method, path, body=None):
    request = urllib.request.Request(server + path, method=method, data=body and json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + os.environ["CONCLAVE_KEY"])
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or "null")


def place(order):
    """An order has its name before it is sent: sent again when the line broke, it is the same order."""
    for pause in (0.2, 0.4, 0.8, None):
        try:
            return call("POST", "/v1/orders", order)
        except urllib.error.HTTPError as refused:
            if refused.code != 504 or pause is None:  # 504: nobody knows yet whether it was taken
                sys.exit(json.load(refused)["detail"])
        except OSError as broken:
            if pause is None:
                sys.exit(f"{server} does not answer: {broken}")
        time.sleep(pause)


order = place({
    "client_order_id": str(uuid.uuid4()),
    "symbol": symbol,
    "side": side,
    "qty": quantity,
    "type": "limit",
    "time_in_force": "gtc",
    "limit_price": price,
})
print(order["client_order_id"], order["status"], order["filled_qty"], flush=True)
try:
    while order["status"] not in ("filled", "rejected", "canceled", "replaced", "expired"):
        time.sleep(0.5)
        before, order = order, call("GET", "/v1/orders/" + order["id"])
        if (order["status"], order["filled_qty"]) != (before["status"], before["filled_qty"]):
            print(order["client_order_id"], order["status"], order["filled_qty"], flush=True)
except KeyboardInterrupt:
    call("DELETE", "/v1/orders/" + order["id"])
    print(order["client_order_id"], "asked to be taken back", flush=True)
