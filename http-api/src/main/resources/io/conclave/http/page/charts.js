// Line charts by hand: one SVG each, drawn anew when data or size change, read with pointer or arrow keys.

import { clock, day, moment, node, shape } from './format.js';

const TOP = 10;
const BOTTOM = 22;
const LEFT = 4;

/** At most `count` round numbers inside [low, high]. */
export function ticks(low, high, count) {
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw - 1e-12);
  const found = [];
  for (let t = Math.ceil(low / step - 1e-9) * step; t <= high + step * 1e-9; t += step) found.push(Math.abs(t) < step / 1e6 ? 0 : t);
  return found;
}

const DAY = 86400000;
const TIME_STEPS = [1, 5, 15, 30, 60, 180, 360, 720].map((m) => m * 60000).concat([1, 2, 7, 14, 30, 90, 180, 365].map((d) => d * DAY));

function timeTicks(from, to, count) {
  const step = TIME_STEPS.find((s) => (to - from) / s <= count) ?? 730 * DAY;
  const found = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) found.push({ at: t, label: step >= DAY || t % DAY === 0 ? day(t) : clock(t) });
  return found;
}

/** A path through points; a lone point still shows as a dot, thanks to round caps. */
function line(points, x, y) {
  const path = points.map((p, i) => `${i ? 'L' : 'M'}${x(p[0]).toFixed(1)} ${y(p[1]).toFixed(1)}`).join('');
  return points.length === 1 ? `${path}h0` : path;
}

/** Moves labels apart so that none covers another. */
function spread(labels, gap, low, high) {
  labels.sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + gap);
  for (let i = labels.length - 1; i >= 0; i--) labels[i].y = Math.min(labels[i].y, i === labels.length - 1 ? high : labels[i + 1].y - gap);
  labels.forEach((label) => { label.y = Math.max(low, label.y); });
}

/**
 * A chart in a box. `draw(model)` takes
 *   series: [{ name, kind, points: [[ms, number]], area }]   kind is a CSS class; points oldest first
 *   write(number), domain: [low, high] or nothing, right: width kept for the end labels, end(series) → label
 *   over(g, scales): more shapes on top;  tell(ms) → nodes for the tip;  choose(ms): a click or Enter
 */
export class Chart {
  constructor(box, label) {
    this.box = box;
    this.label = label;
    this.at = null;
    new ResizeObserver(() => this.model && this.draw(this.model)).observe(box);
  }

  draw(model) {
    this.model = model;
    const times = model.series.flatMap((s) => s.points.length ? [s.points[0][0], s.points.at(-1)[0]] : []);
    if (!times.length) {
      this.box.replaceChildren(node('p', { class: 'empty' }, model.empty ?? 'Nothing yet'));
      return;
    }
    const { width, height } = this.box.getBoundingClientRect();
    const right = model.right ?? 62;
    const plot = { left: LEFT, right: width - right, top: TOP, bottom: height - BOTTOM - (model.foot ?? 0) };
    const from = Math.min(...times), to = Math.max(...times);
    let [low, high] = model.domain ?? [Infinity, -Infinity];
    if (!model.domain) {
      for (const s of model.series) for (const p of s.points) { low = Math.min(low, p[1]); high = Math.max(high, p[1]); }
      const air = (high - low || Math.abs(high) * 0.01 || 1) * 0.06;
      [low, high] = [low - air, high + air];
    }
    const x = (t) => plot.left + (to === from ? 0.5 : (t - from) / (to - from)) * (plot.right - plot.left);
    const y = (v) => plot.bottom - ((v - low) / (high - low)) * (plot.bottom - plot.top);
    this.scales = { x, y, plot, from, to };

    const svg = shape('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', tabindex: 0, 'aria-label': this.label });
    const ends = model.series.filter((s) => s.points.length).map((s) => ({ s, y: y(s.points.at(-1)[1]), text: model.end(s) }));
    spread(ends, 14, plot.top + 2, plot.bottom - 1);
    for (const v of ticks(low, high, Math.max(2, Math.floor((plot.bottom - plot.top) / 52)))) {
      const at = Math.round(y(v)) + 0.5;
      svg.append(shape('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: at, y2: at }));
      if (ends.every((e) => Math.abs(e.y - at) > 12)) svg.append(shape('text', { x: plot.right + 8, y: at + 4 }, model.write(v)));
    }
    const floor = height - BOTTOM + 0.5;
    svg.append(shape('line', { class: 'base', x1: plot.left, x2: plot.right, y1: Math.round(floor) + 0.5, y2: Math.round(floor) + 0.5 }));
    for (const t of timeTicks(from, to, Math.max(2, Math.floor((plot.right - plot.left) / 84)))) {
      const px = x(t.at);
      if (px < plot.left + 14 || px > plot.right - 10) continue;
      svg.append(shape('text', { x: px, y: height - 5, 'text-anchor': 'middle' }, t.label));
    }
    for (const s of model.series) {
      if (!s.points.length) continue;
      const path = line(s.points, x, y);
      if (s.area) svg.append(shape('path', { class: 'area', d: `${path}L${x(s.points.at(-1)[0])} ${plot.bottom}L${x(s.points[0][0])} ${plot.bottom}Z` }));
      svg.append(shape('path', { class: `series ${s.kind}`, d: path, 'data-name': s.name, 'data-points': s.points.length, 'data-first': s.points[0][1], 'data-last': s.points.at(-1)[1] }));
    }
    for (const end of ends) svg.append(shape('text', { class: `end ${end.s.kind}`, x: plot.right + 8, y: end.y + 4 }, end.text));
    model.over?.(svg, this.scales);
    this.pointer = shape('g', {});
    svg.append(this.pointer);
    this.tip = node('div', { class: 'tip', hidden: true });
    this.listen(svg);
    const focused = this.box.contains(document.activeElement);
    const at = this.at; // taking the old drawing away may blur it, which forgets the place
    this.box.replaceChildren(svg, this.tip);
    if (focused) svg.focus();
    if (at !== null) this.point(at);
  }

  listen(svg) {
    const time = (event) => {
      const { left, width } = svg.getBoundingClientRect();
      const { plot, from, to } = this.scales;
      return from + ((event.clientX - left) * (svg.viewBox.baseVal.width / width) - plot.left) / (plot.right - plot.left) * (to - from);
    };
    svg.addEventListener('pointermove', (event) => this.point(time(event)));
    svg.addEventListener('pointerleave', () => this.leave());
    svg.addEventListener('blur', () => this.leave());
    svg.addEventListener('click', () => this.at !== null && this.model.choose?.(this.at));
    svg.addEventListener('keydown', (event) => {
      const points = this.model.series[0].points;
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -24, PageDown: 24, Home: -points.length, End: points.length }[event.key];
      if (step) {
        const here = this.at === null ? points.length : this.nearest(points, this.at);
        this.point(points[Math.max(0, Math.min(points.length - 1, here + step))][0]);
        event.preventDefault();
      } else if (event.key === 'Enter' && this.at !== null) {
        this.model.choose?.(this.at);
      } else if (event.key === 'Escape') {
        this.leave();
      }
    });
  }

  nearest(points, t) {
    let low = 0, high = points.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] < t) low = middle + 1; else high = middle;
    }
    return low > 0 && t - points[low - 1][0] < points[low][0] - t ? low - 1 : low;
  }

  point(t) {
    const first = this.model.series[0].points;
    if (!first.length) return;
    this.at = first[this.nearest(first, t)][0];
    const { x, y, plot } = this.scales;
    const px = Math.round(x(this.at)) + 0.5;
    this.pointer.replaceChildren(shape('line', { class: 'cursor', x1: px, x2: px, y1: plot.top, y2: plot.bottom }));
    const rows = [node('b', {}, moment(this.at))];
    for (const s of this.model.series) {
      if (!s.points.length) continue;
      const p = s.points[this.nearest(s.points, this.at)];
      this.pointer.append(shape('circle', { class: `dot ${s.kind}`, cx: x(p[0]), cy: y(p[1]), r: 3.5 }));
      rows.push(node('br'), node('span', {}, `${s.name} `), this.model.write(p[1]));
    }
    for (const extra of this.model.tell?.(this.at) ?? []) rows.push(node('br'), extra);
    this.tip.replaceChildren(...rows);
    this.tip.hidden = false;
    const wide = this.tip.offsetWidth;
    const room = px + 14 + wide < this.box.clientWidth;
    this.tip.style.left = `${Math.max(0, room ? px + 12 : px - 12 - wide)}px`;
  }

  leave() {
    this.at = null;
    this.pointer?.replaceChildren();
    if (this.tip) this.tip.hidden = true;
  }
}
