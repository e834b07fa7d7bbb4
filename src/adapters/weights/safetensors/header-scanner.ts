import { ContentFault } from '../weights-fault.js';

/** What the scanner throws. */
export class HeaderFault extends ContentFault {}

/** Walks over the few JSON forms a header may have; nothing nests, so no input makes it recurse. */
export class HeaderScanner {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Takes the character if it comes next. */
  takes(character: string): boolean {
    this.skipSpace();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.takes(character)) throw new HeaderFault(`the header has no "${character}" where it needs one, at character ${this.at} (${where})`);
  }

  string(where: string): string {
    this.skipSpace();
    const start = this.at;
    this.expect('"', where);
    for (;;) {
      const quote = this.text.indexOf('"', this.at);
      if (quote < 0) throw new HeaderFault(`the header ends inside a string (${where})`);
      this.at = quote + 1;
      if (!this.isEscaped(quote)) break;
    }
    try {
      const value: unknown = JSON.parse(this.text.slice(start, this.at));
      if (typeof value === 'string') return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new HeaderFault(`the header holds a string that is not JSON, at character ${start} (${where})`);
  }

  /** A whole number from 0 to 2^53 − 1. */
  integer(where: string): number {
    this.skipSpace();
    const start = this.at;
    while (this.text[this.at] >= '0' && this.text[this.at] <= '9') this.at++;
    const value = Number(this.text.slice(start, this.at));
    if (this.at === start || !Number.isSafeInteger(value)) throw new HeaderFault(`${where} is not a whole number from 0 to 2^53 − 1`);
    return value;
  }

  /** `[1, 2, …]` */
  integers(where: string): number[] {
    const values: number[] = [];
    this.expect('[', where);
    if (this.takes(']')) return values;
    do values.push(this.integer(where));
    while (this.takes(','));
    this.expect(']', where);
    return values;
  }

  /** `{"key": value, …}`, each key once; `value` reads what follows the colon. */
  object(where: string, value: (key: string) => void, shown: (key: string) => string): void {
    const seen = new Set<string>();
    this.expect('{', where);
    if (this.takes('}')) return;
    do {
      const key = this.string(where);
      if (seen.has(key)) throw new HeaderFault(`${shown(key)} stands twice in ${where}`);
      seen.add(key);
      this.expect(':', `after ${shown(key)}`);
      value(key);
    } while (this.takes(','));
    this.expect('}', where);
  }

  /** Only blanks may follow. */
  end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw new HeaderFault(`the header goes on after its end, at character ${this.at}`);
  }

  private skipSpace(): void {
    while (this.at < this.text.length && ' \n\r\t'.includes(this.text[this.at])) this.at++;
  }

  private isEscaped(quote: number): boolean {
    let backslashes = 0;
    while (this.text[quote - 1 - backslashes] === '\\') backslashes++;
    return backslashes % 2 === 1;
  }
}
