// One decision, told in full: what, why, who said what, what stopped it, what traded, where it hangs in the chain.

import { money, moment, node, percent, price } from './format.js';

const KINDS = { CAST: 'voted', ABSTAINED: 'abstained', ASLEEP: 'no answer' };

export function headline(decision) {
  const target = decision.target === undefined ? 0 : Number(decision.target);
  switch (decision.stance) {
    case 'LONG': return `Hold ${percent(target, 0)} long`;
    case 'SHORT': return `Hold ${percent(-target, 0)} short`;
    case 'FLAT': return 'Stay out';
    default: return 'No trade';
  }
}

function bar(forecast) {
  const cell = (name) => {
    const part = node('i', { class: name });
    part.style.flexBasis = `${forecast[name] * 100}%`;
    return part;
  };
  return [
    node('div', { class: 'bar', role: 'img', 'aria-label': `Down ${percent(forecast.down)}, flat ${percent(forecast.flat)}, up ${percent(forecast.up)}` },
      cell('down'), cell('flat'), cell('up')),
    node('div', { class: 'odds', 'aria-hidden': 'true' },
      node('span', {}, `down ${percent(forecast.down)}`), node('span', {}, `flat ${percent(forecast.flat)}`), node('span', {}, `up ${percent(forecast.up)}`)),
  ];
}

function evidence(items) {
  if (!items.length) return null;
  const news = items.filter((item) => item.title);
  return node('details', { open: items.some((item) => item.kind === 'news') },
    node('summary', {}, `${items.length} ${items.length === 1 ? 'piece' : 'pieces'} of evidence`),
    node('ul', { class: 'evidence' }, (news.length ? news : items).map((item) => node('li', {},
      item.title ?? item.id,
      node('small', {}, [item.source, item.publishedAt && moment(item.publishedAt), item.title && item.id].filter(Boolean).join(' · '))))));
}

function vote(v) {
  return node('div', { class: 'vote', 'data-agent': v.agent, 'data-ballot': v.ballot },
    node('div', { class: 'who' }, node('b', {}, v.agent), node('span', {}, `weight ${percent(v.weight)}`)),
    v.forecast ? bar(v.forecast) : node('p', { class: 'abstains' }, `${KINDS[v.ballot]}${v.detail ? `: ${v.detail}` : v.reason ? `: ${v.reason}` : '.'}`),
    evidence(v.evidence));
}

const row = (name, value) => [node('dt', {}, name), node('dd', {}, value)];
const short = (hash) => node('code', { title: hash }, `${hash.slice(0, 16)}…`);

export function tell(box, story) {
  const parts = [
    node('p', { class: 'verdict', 'data-stance': story.stance }, headline(story)),
    node('p', { class: 'when' }, `Round ${story.round} · ${moment(story.asOf)} · decided at ${price(story.price)}`),
    node('p', { class: 'why' }, story.reason),
  ];
  if (story.consensus) parts.push(node('h3', {}, 'What the federation expects'), ...bar(story.consensus));
  parts.push(node('h3', {}, 'Who said what'), ...story.votes.map(vote));
  if (story.vetoes.length) {
    parts.push(node('h3', {}, 'What the risk gate took away'),
      ...story.vetoes.map((v) => node('p', { class: 'veto' }, node('code', {}, v.code), ` ${v.detail}`)));
  }
  if (story.orders.length) {
    parts.push(node('h3', {}, 'Orders and fills'), node('dl', { class: 'facts-list' },
      story.orders.flatMap((o) => row(`${o.side === 'BUY' ? 'Buy' : 'Sell'} ${o.quantity}`, o.state.toLowerCase())),
      story.fills.flatMap((f) => row(`Filled ${f.quantity}`, `at ${price(f.price)}, fee ${money(f.fee)}`))));
  } else {
    parts.push(node('h3', {}, 'Orders and fills'), node('p', { class: 'quiet' }, 'Nothing was sent.'));
  }
  parts.push(node('h3', {}, 'Afterwards'), node('dl', { class: 'facts-list' },
    story.outcome ? [...row('The market went', story.outcome.label.toLowerCase()), ...row('Brier loss of the consensus', story.outcome.brier.toFixed(3))] : row('The market', 'horizon not over yet'),
    ...row('Hash', short(story.chain.hash)), ...row('follows', short(story.chain.previous))));
  box.replaceChildren(...parts);
}

