import { civilFromMillis, rfc3339 } from '../../kube/time.ts';

interface Line {
  readonly epochMs: number;
  readonly text: string;
}

export interface LogSelection {
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly sinceEpochMs?: number;
  readonly limitBytes?: number;
}

const linesMax = 2000;

/** What a container has written, newest last; the oldest lines give way. */
export class LogBuffer {
  #lines: Line[] | undefined;
  #open = '';

  /** Takes text as it is written; a line counts once its newline is there. */
  write(epochMs: number, text: string): void {
    const parts = (this.#open + text).split('\n');
    this.#open = parts.pop() ?? '';
    for (const part of parts) this.line(epochMs, part);
  }

  line(epochMs: number, text: string): void {
    this.#lines ??= [];
    this.#lines.push({ epochMs, text });
    if (this.#lines.length > 2 * linesMax) this.#lines = this.#lines.slice(-linesMax);
  }

  /** The end of the program: what stood without a newline becomes a line. */
  close(epochMs: number): void {
    if (this.#open) this.line(epochMs, this.#open);
    this.#open = '';
  }

  text({ timestamps, tailLines, sinceEpochMs, limitBytes }: LogSelection): string {
    let lines: readonly Line[] = this.#lines ?? [];
    if (sinceEpochMs !== undefined) lines = lines.filter((line) => line.epochMs >= sinceEpochMs);
    if (tailLines !== undefined) lines = tailLines === 0 ? [] : lines.slice(-tailLines);
    const text = lines.map((line) => `${timestamps ? `${rfc3339Nano(line.epochMs)} ` : ''}${line.text}\n`).join('');
    return limitBytes === undefined ? text : text.slice(0, limitBytes);
  }

  /** The end of the log, for `terminationMessagePolicy: FallbackToLogsOnError` (2048 bytes or 80 lines). */
  tail(): string {
    return this.text({ tailLines: 80 }).slice(-2048);
  }
}

/** RFC 3339 with nine decimals, as container logs are stamped. */
function rfc3339Nano(epochMs: number): string {
  return `${rfc3339(epochMs).slice(0, -1)}.${String(civilFromMillis(epochMs).millisecond).padStart(3, '0')}000000Z`;
}
