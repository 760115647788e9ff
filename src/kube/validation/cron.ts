import { parseGoDuration, parseGoInt } from '../go/duration.ts';

/** One field of a cron schedule: its range, and the names that may stand for numbers. */
interface CronField {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fields: readonly CronField[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: months },
  { low: 0, high: 6, names: days },
];
const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/**
 * What is wrong with a cron schedule, in the words of the parser that Kubernetes uses; undefined where it is fine.
 *
 * Examples: `every day` → `expected exactly 5 fields, found 2: [every day]`;
 * `61 * * * *` → `end of range (61) above maximum (59): 61`.
 *
 * @see robfig/cron v3, ParseStandard
 */
export function cronProblem(schedule: string): string | undefined {
  if (schedule === '') return 'empty spec string';
  const zoned = /^(?:CRON_)?TZ=(\S*)(?: (.*))?$/.exec(schedule);
  if (zoned && zoned[2] === undefined) return `provided bad location ${zoned[1] ?? ''}: unknown time zone ${zoned[1] ?? ''}`;
  const spec = (zoned?.[2] ?? schedule).trim();
  if (spec.startsWith('@')) return descriptorProblem(spec);
  const parts = spec.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== fields.length) return `expected exactly 5 fields, found ${String(parts.length)}: [${parts.join(' ')}]`;
  for (const [index, part] of parts.entries()) {
    const problem = fieldProblem(part, fields[index] as CronField);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function descriptorProblem(spec: string): string | undefined {
  if (descriptors.includes(spec)) return undefined;
  if (!spec.startsWith('@every ')) return `unrecognized descriptor: ${spec}`;
  const duration = spec.slice('@every '.length);
  return parseGoDuration(duration) !== undefined ? undefined : `failed to parse duration ${spec}: time: invalid duration "${duration}"`;
}

function fieldProblem(text: string, field: CronField): string | undefined {
  for (const range of text.split(',').filter((part) => part !== '')) {
    const problem = rangeProblem(range, field);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `number`, `number-number`, `*` or `?`, each with `/step`. */
function rangeProblem(text: string, field: CronField): string | undefined {
  const [range = '', step, ...moreSteps] = text.split('/');
  const [first = '', last, ...moreDashes] = range.split('-');
  const star = first === '*' || first === '?';
  if (!star && moreDashes.length > 0) return `too many hyphens: ${text}`;
  const start = star ? field.low : numberOf(first, field);
  const end = star ? field.high : last === undefined ? start : numberOf(last, field);
  for (const bound of [start, end]) if (typeof bound === 'string') return bound;
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  const by = step === undefined ? 1 : wholeNumber(step);
  if (typeof by === 'string') return by;
  return boundsProblem(start as number, step !== undefined && last === undefined && !star ? field.high : (end as number), by, text, field);
}

function boundsProblem(start: number, end: number, step: number, text: string, { low, high }: CronField): string | undefined {
  if (start < low) return `beginning of range (${String(start)}) below minimum (${String(low)}): ${text}`;
  if (end > high) return `end of range (${String(end)}) above maximum (${String(high)}): ${text}`;
  if (start > end) return `beginning of range (${String(start)}) beyond end of range (${String(end)}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

function numberOf(text: string, { names, low }: CronField): number | string {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 ? index + low : wholeNumber(text);
}

/** A number, or why the text is none. */
function wholeNumber(text: string): number | string {
  const number = parseGoInt(text);
  if ('problem' in number) return `failed to parse int from ${text}: strconv.Atoi: ${number.problem}`;
  return number.value < 0 ? `negative number (${String(number.value)}) not allowed: ${text}` : number.value;
}
