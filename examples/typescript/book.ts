// The reader of a book: give it frames, it keeps the book or says why it cannot. See docs/protocols/book-stream.md.

export type Level = [price: string, quantity: string]; // as sent: the checksum needs every zero

export type BookFrame = { seq: number; bids: Level[]; asks: Level[]; checksum: number } & (
  | { type: "snapshot" }
  | { type: "update"; prev_seq: number }
);

export type Heard = "ok" | "repeat" | "gap" | "checksum"; // after the last two: subscribe again

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const c of new TextEncoder().encode(text)) crc = TABLE[(crc ^ c) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export class BookReader {
  seq: number | null = null; // null until a snapshot: updates mean nothing before
  bids: Level[] = []; // best first
  asks: Level[] = [];

  constructor(readonly depth: number) {}

  read(frame: BookFrame): Heard {
    if (frame.type === "snapshot") {
      [this.bids, this.asks] = [frame.bids, frame.asks];
    } else {
      if (this.seq !== null && frame.seq <= this.seq) return "repeat";
      if (this.seq === null || frame.prev_seq !== this.seq) return this.lost("gap");
      this.bids = this.changed(this.bids, frame.bids, (a, b) => b - a);
      this.asks = this.changed(this.asks, frame.asks, (a, b) => a - b);
    }
    this.seq = frame.seq;
    return this.checksum() === frame.checksum ? "ok" : this.lost("checksum");
  }

  private changed(side: Level[], changes: Level[], order: (a: number, b: number) => number): Level[] {
    const levels = new Map<string, string>(side);
    for (const [price, quantity] of changes) {
      if (quantity === "0") levels.delete(price);
      else levels.set(price, quantity);
    }
    return [...levels].sort((a, b) => order(Number(a[0]), Number(b[0]))).slice(0, this.depth);
  }

  private checksum(): number {
    const digits = (number: string) => number.replace(".", "").replace(/^0+/, "");
    const side = (levels: Level[]) => levels.slice(0, 10).flat().map(digits).join("");
    return crc32(side(this.asks) + side(this.bids));
  }

  private lost(why: Heard): Heard {
    this.seq = null;
    return why;
  }
}
