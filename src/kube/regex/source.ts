/** The text of an expression and the place that has been read to. */
export class Source {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next character; nothing at the end. */
  get next(): string {
    return this.isAtEnd ? '' : String.fromCodePoint(this.text.codePointAt(this.at) ?? 0);
  }

  shift(): string {
    const { next } = this;
    this.at += next.length;
    return next;
  }

  take(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false;
    this.at += wanted.length;
    return true;
  }

  /** Takes what a sticky pattern finds here. */
  takeMatch(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (!found) return undefined;
    this.at += found[0].length;
    return found;
  }

  /** What has been read since a place. */
  since(from: number): string {
    return this.text.slice(from, this.at);
  }
}
