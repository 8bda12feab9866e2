// Places a limit order and follows it to its end:
//     CONCLAVE_KEY=… node out/place-order.js http://127.0.0.1:8080 BTC-USD buy 0.01 1100
// The key is of role trader. Ctrl-C asks for the order to be taken back.
export {};

declare const process: {
  argv: string[];
  env: Record<string, string | undefined>;
  on(signal: "SIGINT", then: () => void): void;
  exit(code: number): never;
};

type Order = { id: string; client_order_id: string; status: string; filled_qty: string };

const [server = "", symbol = "", side = "", qty = "", limit_price = ""] = process.argv.slice(2);
const rest = (seconds: number) => new Promise((done) => setTimeout(done, 1000 * seconds));

const call = (method: string, path: string, body?: object) =>
  fetch(server + path, {
    method,
    headers: { authorization: `Bearer ${process.env.CONCLAVE_KEY}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

// An order has its name before it is sent: sent again when the line broke, it is the same order.
async function place(order: object): Promise<Order> {
  for (const pause of [0.2, 0.4, 0.8, 0]) {
    const answer = await call("POST", "/v1/orders", order).catch(() => null);
    if (answer?.ok) return answer.json();
    if (answer && answer.status !== 504) {
      // 504: nobody knows yet whether it was taken
      console.error((await answer.json()).detail);
      process.exit(1);
    }
    await rest(pause);
  }
  console.error(`${server} does not answer`);
  process.exit(1);
}

let order = await place({
  client_order_id: `${Date.now()}-${Math.random().toString(36).slice(2)}`,
  symbol,
  side,
  qty,
  type: "limit",
  time_in_force: "gtc",
  limit_price,
});
const show = (what: string) => console.log(order.client_order_id, what);

process.on("SIGINT", async () => {
  await call("DELETE", `/v1/orders/${order.id}`);
  show("asked to be taken back");
  process.exit(0);
});
show(`${order.status} ${order.filled_qty}`);
while (!["filled", "rejected", "canceled", "replaced", "expired"].includes(order.status)) {
  await rest(0.5);
  const now: Order = await (await call("GET", `/v1/orders/${order.id}`)).json();
  const changed = now.status !== order.status || now.filled_qty !== order.filled_qty;
  order = now;
  if (changed) show(`${order.status} ${order.filled_qty}`);
}
