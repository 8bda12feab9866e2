"""The stream for Python, on the standard library alone: a WebSocket that is just enough, and the reader of a book."""
import base64
import json
import os
import socket
import struct
import zlib
from decimal import Decimal
from urllib.parse import urlsplit


class Stream:
    """A WebSocket to /v1/stream. The key, if the server wants one, stands in CONCLAVE_KEY."""

    def __init__(self, url):
        at = urlsplit(url)
        self.socket = socket.create_connection((at.hostname, at.port or 80), timeout=10)  # heartbeats come each second
        self.bytes = self.socket.makefile("rb")
        key = os.environ.get("CONCLAVE_KEY")
        self.socket.sendall(
            "\r\n".join([
                f"GET {at.path} HTTP/1.1",
                f"Host: {at.netloc}",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
                *([f"Authorization: Bearer {key}"] if key else []),
                "\r\n",
            ]).encode())
        status = self.bytes.readline().decode().strip()
        if " 101 " not in status:
            raise ConnectionError(f"The server says {status}")
        while self.bytes.readline() != b"\r\n":
            pass

    def say(self, message):
        self._send(0x1, json.dumps(message).encode())

    def __iter__(self):
        """Each message as it comes, until the server closes; whole frames only, as the server sends them."""
        while True:
            first, length = self.bytes.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self.bytes.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.bytes.read(8))
            payload = self.bytes.read(length)
            opcode = first & 0xF
            if opcode == 0x1:
                yield json.loads(payload)
            elif opcode == 0x9:
                self._send(0xA, payload)  # who answers no ping is let go
            elif opcode == 0x8:
                code = struct.unpack(">H", payload[:2])[0] if payload else 1005
                raise ConnectionError(f"The server closed with {code} {payload[2:].decode()}")

    def _send(self, opcode, payload):
        mask = os.urandom(4)
        length = len(payload)
        head = bytes([0x80 | opcode])
        head += bytes([0x80 | length]) if length < 126 else struct.pack(">BH", 0x80 | 126, length)
        self.socket.sendall(head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)))


class BookReader:
    """Give it frames, it keeps the book or says why it cannot: docs/protocols/book-stream.md."""

    def __init__(self, depth):
        self.depth = depth
        self.seq = None  # none until a snapshot: updates mean nothing before
        self.bids = {}  # price to quantity, as sent: the checksum needs every zero
        self.asks = {}

    def read(self, frame):
        """Answers 'ok', 'repeat' (ignore it), or 'gap' and 'checksum' (subscribe again)."""
        if frame["type"] == "snapshot":
            self.bids, self.asks = dict(frame["bids"]), dict(frame["asks"])
        elif self.seq is not None and frame["seq"] <= self.seq:
            return "repeat"
        elif self.seq is None or frame["prev_seq"] != self.seq:
            return self._lost("gap")
        else:
            self.bids = self._changed(self.bids, frame["bids"], highest_first=True)
            self.asks = self._changed(self.asks, frame["asks"], highest_first=False)
        self.seq = frame["seq"]
        return "ok" if self._checksum() == frame["checksum"] else self._lost("checksum")

    def _changed(self, side, changes, highest_first):
        levels = {**side, **dict(changes)}
        kept = [price for price, quantity in levels.items() if quantity != "0"]
        best = sorted(kept, key=Decimal, reverse=highest_first)[: self.depth]
        return {price: levels[price] for price in best}

    def _checksum(self):
        best = [*list(self.asks.items())[:10], *list(self.bids.items())[:10]]
        return zlib.crc32("".join(number.replace(".", "").lstrip("0") for level in best for number in level).encode())

    def _lost(self, why):
        self.seq = None
        return why
