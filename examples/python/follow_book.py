#!/usr/bin/env python3
"""Follows a book and prints its best prices: follow_book.py ws://127.0.0.1:8080/v1/stream BTC-USD [depth]"""
import sys

from conclave_stream import BookReader, Stream

url, symbol = sys.argv[1], sys.argv[2]
depth = int(sys.argv[3]) if len(sys.argv) > 3 else 10
subscribe = {"op": "subscribe", "channel": "book", "symbol": symbol, "depth": depth}
book = BookReader(depth)
stream = Stream(url)
stream.say(subscribe)
for frame in stream:
    if frame["type"] == "error":
        sys.exit(frame["message"])
    if frame["type"] == "resync" or (frame["type"] in ("snapshot", "update") and book.read(frame) in ("gap", "checksum")):
        stream.say(subscribe)  # a fresh snapshot puts it right
    elif frame["type"] != "heartbeat" and book.seq is not None:
        bid, ask = next(iter(book.bids.items()), None), next(iter(book.asks.items()), None)
        print(book.seq, *(bid or ("-", "-")), *(ask or ("-", "-")), flush=True)
