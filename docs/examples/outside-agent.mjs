#!/usr/bin/env node
// An outside agent in JavaScript: bets that the last move turns back. Needs node-redis: apt install node-redis.
//     NODE_PATH=/usr/share/nodejs outside-agent.mjs redis://127.0.0.1:6379 reversion [prefix]
import { createRequire } from "node:module";

const { createClient } = createRequire(import.meta.url)("redis");
const [url, name, prefix = "conclave"] = process.argv.slice(2);
const [rounds, votes, group] = [`${prefix}:rounds`, `${prefix}:votes`, `agent-${name}`];
const bus = createClient({ url });
bus.on("error", (fault) => console.error(String(fault)));
await bus.connect();
await bus.xGroupCreate(rounds, group, "$", { MKSTREAM: true }).catch((answer) => {
  if (!String(answer).includes("BUSYGROUP")) throw answer; // it is there already: go on where we were
});
const lastClose = new Map();

function opinion({ symbol, close }) {
  const before = lastClose.get(symbol);
  lastClose.set(symbol, Number(close));
  if (before === undefined) return { abstain: "the first close that I see" };
  const up = Number(close) > before ? 0.3 : 0.5;
  return { down: Number((0.8 - up).toFixed(6)), flat: 0.2, up, model_id: "turn-back-1" };
}

console.log("listening");
let unfinished = "0"; // first what we were handed and did not answer, then what is new
for (;;) {
  const read = await bus.xReadGroup(group, name, { key: rounds, id: unfinished }, { COUNT: 16, BLOCK: 1000 });
  for (const { messages } of read ?? []) {
    unfinished = messages.length === 0 || unfinished === ">" ? ">" : messages.at(-1).id;
    for (const { id, message } of messages) {
      const told = JSON.parse(message.body);
      if (told.type === "opened" && told.asked.includes(name)) {
        const vote = { decision: told.decision, agent: name, ...opinion(told) };
        await bus.xAdd(votes, "*", { id: `${vote.decision}/${name}`, body: JSON.stringify(vote) });
      }
      await bus.xAck(rounds, group, id);
    }
  }
}
