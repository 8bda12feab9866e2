// Follows a book and prints its best prices:
//     node out/follow-book.js ws://127.0.0.1:8080/v1/stream BTC-USD [depth]
// after tsc -p . (Debian: node-typescript). Runs wherever there is a WebSocket: browsers, Deno, Bun, Node 22;
// Node 20 wants --experimental-websocket.
import { BookReader, type BookFrame } from "./book.js";

declare const process: { argv: string[]; exit(code: number): never };

type Frame =
  | BookFrame
  | { type: "heartbeat"; seq: number }
  | { type: "resync"; reason: string }
  | { type: "error"; code: string; message: string };

const [url = "", symbol = "", depth = "10"] = process.argv.slice(2);
const book = new BookReader(Number(depth));
const socket = new WebSocket(url);
const subscribe = () =>
  socket.send(JSON.stringify({ op: "subscribe", channel: "book", symbol, depth: book.depth }));
let heard = Date.now();

socket.onopen = subscribe;
socket.onmessage = ({ data }) => {
  heard = Date.now();
  const frame: Frame = JSON.parse(data);
  switch (frame.type) {
    case "snapshot":
    case "update": {
      const what = book.read(frame);
      if (what === "gap" || what === "checksum") subscribe(); // a fresh snapshot puts it right
      if (what === "ok") console.log(book.seq, ...(book.bids[0] ?? ["-", "-"]), ...(book.asks[0] ?? ["-", "-"]));
      break;
    }
    case "resync":
      subscribe();
      break;
    case "error":
      console.error(frame.message);
      process.exit(1);
  }
};
socket.onclose = ({ code, reason }) => {
  console.error(`The server closed with ${code} ${reason}`);
  process.exit(1);
};
setInterval(() => {
  if (Date.now() - heard > 5000) socket.close(); // no heartbeat for five seconds: it is dead
}, 1000);
