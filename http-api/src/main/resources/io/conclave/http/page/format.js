// Numbers, times and nodes, the way this page writes them.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const money = (value) => (Math.abs(value) >= 10000 ? whole : cents).format(value).replace('-', '−');
export const price = (value) => cents.format(value);
export const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`.replace('-', '−');
export const signed = (share, digits = 2) => (share > 0 ? '+' : '') + percent(share, digits);

const pad = (n) => String(n).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export const day = (at) => { const d = new Date(at); return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`; };
export const clock = (at) => { const d = new Date(at); return `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`; };
export const moment = (at) => `${day(at)} ${new Date(at).getUTCFullYear()}, ${clock(at)} UTC`;

export const STANCES = { LONG: 'Long', SHORT: 'Short', FLAT: 'Out', NO_TRADE: 'No trade' };

const SVG = 'http://www.w3.org/2000/svg';

/** A node with attributes and children; text is always text, never markup. */
export function node(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}
