// The page: fetches what has happened, then follows the stream.

import { BookReader } from './book-reader.js';
import { Chart } from './charts.js';
import { STANCES, clock, day, money, node, percent, price, shape, signed } from './format.js';
import { headline, tell } from './story.js';

const $ = (id) => document.getElementById(id);
const charts = {
  price: new Chart($('price'), 'Price over time with the decisions and fills. Arrow keys move through the rounds, Enter explains one.'),
  equity: new Chart($('equity'), 'Equity of the account over time beside buy and hold.'),
  weights: new Chart($('weights'), 'Weight of each agent over time.'),
};
const data = { run: null, bars: [], decisions: [], equity: [], weights: [] };
let chosen = null; // a decision's id, or null for the latest
let told = null;
let book = null;

let entering = null; // while somebody is being asked for a key

/** Asks for a key until one holds; all who wait for it wait together. */
function entered() {
  entering ??= new Promise((done) => {
    $('status').textContent = 'Locked';
    $('login').hidden = false;
    $('key').focus();
    $('login').onsubmit = async (event) => {
      event.preventDefault();
      const answer = await fetch('/v1/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ key: $('key').value.trim() }),
      });
      $('key').value = '';
      $('login-said').textContent = answer.ok ? '' : (await answer.json()).detail;
      if (!answer.ok) return;
      $('login').hidden = true;
      entering = null;
      done();
    };
  });
  return entering;
}

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (answer.status === 401) return entered().then(() => ask(path));
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}

/** Adds what is new to a list ordered by time; what is known already is replaced. */
function merge(list, news, key) {
  for (const item of news) {
    let at = list.length;
    while (at > 0 && list[at - 1][key] > item[key]) at--;
    if (at > 0 && list[at - 1][key] === item[key]) list[at - 1] = item; else list.splice(at, 0, item);
  }
}

async function decisionsSince(symbol, from) {
  const found = [];
  let next = '';
  do {
    const page = await ask(`/v1/decisions?symbol=${symbol}&limit=1000${from}${next}`);
    found.push(...page.decisions);
    next = page.next ? `&page=${encodeURIComponent(page.next)}` : '';
  } while (next && found.length < 20000);
  return found.reverse();
}

async function load() {
  data.run = await ask('/v1/run');
  const symbol = encodeURIComponent(data.run.symbol);
  const since = (list, key) => (list.length ? `&from=${encodeURIComponent(list.at(-1)[key])}` : '');
  const [bars, equity, weights, decisions] = await Promise.all([
    ask(`/v1/bars?symbol=${symbol}${since(data.bars, 'at')}`),
    ask(`/v1/equity?limit=5000${since(data.equity, 'at')}`),
    ask(`/v1/weights?symbol=${symbol}${since(data.weights, 'at')}`),
    decisionsSince(symbol, since(data.decisions, 'asOf')),
  ]);
  merge(data.bars, bars.bars, 'at');
  merge(data.equity, equity.points, 'at');
  merge(data.weights, weights.points, 'at');
  merge(data.decisions, decisions, 'asOf');
  show();
}

// ---- what is shown

function show() {
  showHeader();
  showFigures();
  showPrice();
  showEquity();
  showWeights();
  showRecent();
  showStory();
  document.body.dataset.ready = String(data.run.round);
}

const fills = () => data.decisions.flatMap((d) => d.fills);

function showHeader() {
  const { run } = data;
  $('symbol').textContent = run.symbol;
  $('mode').textContent = run.mode;
  $('mode').dataset.mode = run.mode;
  const of = run.rounds ? ` of ${run.rounds}` : '';
  $('status').textContent = `Round ${run.round}${of} · ${run.state}${run.asOf ? ` · ${day(run.asOf)} ${clock(run.asOf)} UTC` : ''}`;
  $('progress').value = run.rounds ? run.round / run.rounds : run.state === 'finished' ? 1 : 0;
  $('hash').textContent = run.decisionHash ? `${run.decisionHash.slice(0, 16)}…` : '–';
  $('hash').title = run.decisionHash ?? '';
  document.title = `${run.symbol} · round ${run.round}${of} · Conclave`;
  const quiet = data.decisions.length > 0 && fills().length === 0;
  const remark = run.remark ?? (quiet ? 'No trade so far: no expected gain has covered fees and slippage, so the account stays in cash.' : '');
  $('remark').textContent = remark;
  $('remark').hidden = !remark;
}

function drawdown(values) {
  let peak = -Infinity, worst = 0;
  for (const value of values) {
    peak = Math.max(peak, value);
    worst = Math.max(worst, 1 - value / peak);
  }
  return worst;
}

function figure(id, text, tone) {
  $(id).textContent = text;
  $(id).className = $(id).className.replace(/ ?(gain|loss)/g, '') + (tone ? ` ${tone}` : '');
}

const tone = (value) => (value > 0.00005 ? 'gain' : value < -0.00005 ? 'loss' : '');

function showFigures() {
  const { equity, decisions, bars } = data;
  if (equity.length) {
    const mine = equity.map((p) => Number(p.equity)), hold = equity.map((p) => Number(p.buyAndHold));
    const won = mine.at(-1) / mine[0] - 1, held = hold.at(-1) / hold[0] - 1;
    figure('f-equity', money(mine.at(-1)));
    figure('f-return', `${signed(won)} since the start`, tone(won));
    figure('f-hold', money(hold.at(-1)));
    figure('f-hold-return', `${signed(held)} since the start`, tone(held));
    figure('f-drawdown', percent(drawdown(mine), 2));
    figure('f-hold-drawdown', `buy and hold ${percent(drawdown(hold), 1)}`);
  }
  if (bars.length) figure('f-price', price(bars.at(-1).close));
  const sum = (key) => decisions.reduce((total, d) => total + d[key], 0);
  const traded = fills();
  figure('f-votes', sum('voteCount').toLocaleString('en-US'));
  figure('f-abstentions', `${sum('abstentionCount').toLocaleString('en-US')} abstentions`);
  figure('f-fills', String(traded.length));
  const fees = traded.reduce((total, f) => total + Number(f.fee), 0);
  figure('f-vetoes', `${sum('vetoCount')} ${sum('vetoCount') === 1 ? 'veto' : 'vetoes'} · fees ${money(fees)}`);
}

function showBook() {
  if (!book?.bids.length || !book.asks.length) return;
  figure('f-book', `${book.bids[0][0]} / ${book.asks[0][0]}${book.derived ? ' derived' : ''}`);
}

const ms = (at) => Date.parse(at);

function nearestDecision(at) {
  return data.decisions.reduce((best, d) => (best === null || Math.abs(ms(d.asOf) - at) < Math.abs(ms(best.asOf) - at) ? d : best), null);
}

function choose(id) {
  chosen = id;
  showRecent();
  showStory();
  showPrice();
}

function showPrice() {
  const { bars, decisions } = data;
  const last = bars.at(-1);
  charts.price.draw({
    series: [{ name: 'Close', kind: 'price', area: true, points: bars.map((b) => [ms(b.at), Number(b.close)]) }],
    empty: 'No bar has closed yet',
    foot: 14,
    write: (v) => price(v).replace(/\.00$/, ''),
    end: () => price(last.close),
    choose: (at) => { const found = nearestDecision(at); if (found) choose(found.id); },
    tell: (at) => {
      const d = nearestDecision(at);
      return d && ms(d.asOf) === at ? [node('span', {}, `Round ${d.round}: `), headline(d)] : [];
    },
    over: (svg, { x, y, plot }) => {
      const step = decisions.length > 1 ? (x(ms(decisions.at(-1).asOf)) - x(ms(decisions[0].asOf))) / (decisions.length - 1) : 4;
      const bands = {};
      for (const d of decisions) {
        const right = x(ms(d.asOf)), left = Math.max(plot.left, right - step);
        (bands[d.stance] ??= []).push(`M${left.toFixed(2)} ${plot.bottom + 5}H${(right + 0.15).toFixed(2)}v6H${left.toFixed(2)}z`);
      }
      for (const [stance, path] of Object.entries(bands)) {
        svg.append(shape('path', { class: `stance ${stance}`, d: path.join(''), 'data-decisions': path.length }));
      }
      for (const d of decisions) {
        if (d.id === chosen) {
          const px = Math.round(x(ms(d.asOf))) + 0.5;
          svg.append(shape('line', { class: 'chosen', x1: px, x2: px, y1: plot.top, y2: plot.bottom + 11 }));
        }
        for (const f of d.fills) {
          const fx = x(Math.min(Math.max(ms(f.at), ms(decisions[0].asOf)), ms(last.at)));
          const fy = y(Number(f.price));
          const up = f.side === 'BUY';
          svg.append(shape('path', {
            class: `fill ${f.side}`, 'data-decision': d.id,
            d: up ? `M${fx} ${fy + 2}l5.5 9.5h-11z` : `M${fx} ${fy - 2}l5.5 -9.5h-11z`,
          }, shape('title', {}, `${up ? 'Bought' : 'Sold'} ${f.quantity} at ${price(f.price)}`)));
        }
      }
    },
  });
}

function showEquity() {
  const points = (key) => data.equity.map((p) => [ms(p.at), Number(p[key])]);
  charts.equity.draw({
    series: [{ name: 'Equity', kind: 'mine', points: points('equity') }, { name: 'Buy and hold', kind: 'hold', points: points('buyAndHold') }],
    empty: 'Nothing has been valued yet',
    write: money,
    right: 78,
    end: (s) => (s.kind === 'mine' ? 'Conclave' : 'Buy & hold'),
  });
}

function showWeights() {
  const names = [...new Set(data.weights.flatMap((p) => Object.keys(p.weights)))].sort();
  charts.weights.draw({
    series: names.map((name, i) => ({ name, kind: `s${i % 5}`, points: data.weights.map((p) => [ms(p.at), p.weights[name] ?? 0]) })),
    empty: 'No round has been scored yet',
    domain: [0, Math.min(1, Math.max(0.5, ...data.weights.flatMap((p) => Object.values(p.weights))) + 0.05)],
    write: (v) => percent(v, 0),
    right: 96,
    end: (s) => `${s.name} ${percent(s.points.at(-1)[1], 0)}`,
  });
}

function showRecent() {
  const current = chosen ?? data.decisions.at(-1)?.id;
  const shown = data.decisions.slice(-12).reverse();
  $('recent').replaceChildren(...shown.map((d) => node('tr', { 'aria-selected': d.id === current ? 'true' : 'false' },
    node('td', {}, node('button', { class: 'plain', type: 'button', 'aria-label': `Explain round ${d.round}`, onclick: () => choose(d.id) }, `${day(d.asOf)} ${clock(d.asOf)}`)),
    node('td', {}, node('span', { class: `tag ${d.stance}` }, STANCES[d.stance])),
    node('td', { class: 'num' }, price(d.price)),
    node('td', { class: 'num' }, d.fills.length ? d.fills.map((f) => `${f.side === 'BUY' ? '+' : '−'}${f.quantity}`).join(' ') : '–'))));
}

async function showStory() {
  const latest = data.decisions.at(-1);
  const id = chosen ?? latest?.id;
  if (!id) return;
  const summary = data.decisions.find((d) => d.id === id);
  const key = JSON.stringify(summary);
  if (told === key) return;
  told = key;
  let story;
  try {
    story = await ask(`/v1/decisions/${encodeURIComponent(id)}`);
  } catch (fault) {
    if (told === key) told = null; // the next refresh asks again
    return;
  }
  if (told !== key) return; // a newer one was asked for meanwhile
  const isLatest = id === latest.id;
  $('decision-title').replaceChildren(isLatest ? 'Latest decision' : 'Decision ',
    isLatest ? '' : node('button', { class: 'plain', type: 'button', onclick: () => choose(null) }, 'back to the latest'));
  tell($('story'), story);
  $('decision').dataset.decision = id;
}

// ---- the stream

let wanted = false;
let loading = false;

/** Loads what is new, at most once a second however much arrives. */
async function refresh() {
  wanted = true;
  if (loading) return;
  loading = true;
  while (wanted) {
    wanted = false;
    try {
      await load();
    } catch (fault) {
      link('lost', 'node does not answer');
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
  loading = false;
}

function link(state, words) {
  $('link').dataset.state = state;
  $('link').textContent = words;
}

function follow(pause = 1000) {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/v1/stream`);
  const say = (message) => socket.send(JSON.stringify(message));
  const subscribeBook = () => {
    book = new BookReader(10);
    say({ op: 'subscribe', channel: 'book', symbol: data.run.symbol, depth: 10 });
  };
  let heard = Date.now();
  const watch = setInterval(() => { if (Date.now() - heard > 5000) socket.close(); }, 1000);
  socket.onopen = () => {
    pause = 1000;
    link('live', 'live');
    say({ op: 'subscribe', channel: 'decisions' });
    say({ op: 'subscribe', channel: 'heartbeat' });
    subscribeBook();
    refresh();
  };
  socket.onmessage = ({ data: text }) => {
    heard = Date.now();
    const frame = JSON.parse(text);
    if (frame.channel === 'book' && (frame.type === 'snapshot' || frame.type === 'update')) {
      const read = book.read(frame);
      book.derived = frame.derived === true;
      if (read === 'gap' || read === 'checksum') subscribeBook();
      else showBook();
    } else if (frame.channel === 'decisions' && frame.type === 'update') {
      if (frame.decision.symbol === data.run.symbol) refresh();
    } else if (frame.type === 'resync') {
      if (frame.channel === 'book') setTimeout(subscribeBook, 1000);
      else { say({ op: 'subscribe', channel: 'decisions' }); refresh(); }
    }
  };
  socket.onclose = ({ code }) => {
    clearInterval(watch);
    if (code === 4401) {
      link('lost', 'logged out');
      entered().then(() => follow());
    } else {
      link('lost', 'reconnecting');
      setTimeout(() => follow(Math.min(pause * 2, 15000)), pause);
    }
  };
}

async function start() {
  try {
    await load();
    const { version, commit } = await ask('/version');
    $('version').textContent = `Conclave ${version} (${commit})`;
    follow();
  } catch (fault) {
    $('status').textContent = 'The node does not answer yet; trying again.';
    setTimeout(start, 2000);
  }
}

start();
