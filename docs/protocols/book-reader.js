// The reference reader of the book stream: give it frames, it keeps the book or says why it cannot.
// See book-stream.md. No dependencies; an ES module for browsers and Node.

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

export function crc32(text) {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) crc = TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const digits = (number) => number.replace('.', '').replace(/^0+/, '');

export class BookReader {
  constructor(depth) {
    this.depth = depth;
    this.seq = null; // null until a snapshot: updates mean nothing before
    this.bids = []; // [price, quantity], best first, as sent: the checksum needs every zero
    this.asks = [];
  }

  /** Answers 'ok', 'repeat' (ignore it), or 'gap' and 'checksum' (subscribe again). */
  read(frame) {
    if (frame.type === 'snapshot') {
      [this.bids, this.asks] = [frame.bids, frame.asks];
    } else {
      if (this.seq !== null && frame.seq <= this.seq) return 'repeat';
      if (this.seq === null || frame.prev_seq !== this.seq) return this.lost('gap');
      this.bids = this.changed(this.bids, frame.bids, (a, b) => b - a);
      this.asks = this.changed(this.asks, frame.asks, (a, b) => a - b);
    }
    this.seq = frame.seq;
    return this.checksum() === frame.checksum ? 'ok' : this.lost('checksum');
  }

  changed(side, changes, order) {
    const levels = new Map(side);
    for (const [price, quantity] of changes) quantity === '0' ? levels.delete(price) : levels.set(price, quantity);
    return [...levels].sort((a, b) => order(Number(a[0]), Number(b[0]))).slice(0, this.depth);
  }

  checksum() {
    const side = (levels) => levels.slice(0, 10).map(([p, q]) => digits(p) + digits(q)).join('');
    return crc32(side(this.asks) + side(this.bids));
  }

  lost(why) {
    this.seq = null;
    return why;
  }
}
