/** Scalars as Go's types read them: which texts are fine as they stand, what the others become, and the words of a refusal. */
import { canonicalQuantity, quantityProblem } from '../quantity.ts';
import type { Scalar } from '../schema.ts';
import { base64Problem } from './base64.ts';
import { canonicalMicroTime, canonicalTime, timeProblem } from './times.ts';

/** The value that Go holds where nothing was given. */
export const zeroOf: Readonly<Record<Scalar, unknown>> = {
  string: '', boolean: false, int32: 0, int64: 0, double: 0, byte: '', quantity: '0', time: null, microTime: null, intOrString: 0, any: null,
};

const known = new Map<string, boolean>();

function isCanonicalQuantity(text: string): boolean {
  const found = known.get(text);
  if (found !== undefined) return found;
  const canonical = quantityProblem(text) === undefined && canonicalQuantity(text) === text;
  if (known.size < 20_000) known.set(text, canonical);
  return canonical;
}

const whole = (value: unknown, limit: number): boolean => typeof value === 'number' && Number.isInteger(value) && value < limit && value >= -limit;
const int32Limit = 2 ** 31;
const int64Limit = 2 ** 63;
const timePattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;
const microTimePattern = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** Only the last days of a month need a look at the calendar. */
const isDay = (text: string): boolean => text.slice(8, 10) < '29' || timeProblem(text) === undefined;

/** Whether a value can stay exactly as it is. */
export const cleanScalar: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  int32: (value) => whole(value, int32Limit),
  int64: (value) => whole(value, int64Limit),
  double: (value) => typeof value === 'number',
  byte: (value) => typeof value === 'string' && base64Problem(value) === undefined && !/[\r\n]/.test(value),
  quantity: (value) => typeof value === 'string' && isCanonicalQuantity(value),
  time: (value) => typeof value === 'string' && timePattern.test(value) && isDay(value),
  microTime: (value) => typeof value === 'string' && microTimePattern.test(value) && isDay(value),
  intOrString: (value) => typeof value === 'string' || whole(value, int32Limit),
  any: (value) => value !== undefined && value !== null,
};

/** What became of a scalar. `value`: read. `mismatch`: another JSON type was wanted. `saved`: wrong, reading goes on. `fatal`: reading stops. */
export type ScalarReading = { readonly value: unknown } | { readonly mismatch: string } | { readonly saved: string } | { readonly fatal: string };

/** The JSON type of a value, in Go's words: `array`, `object`, `bool`, `string`, `number`. */
export function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

const wrong = (value: unknown): ScalarReading => ({ mismatch: jsonType(value) });

function readInteger(value: unknown, limit: number): ScalarReading {
  if (typeof value !== 'number') return wrong(value);
  return whole(value, limit) ? { value } : { mismatch: `number ${String(value)}` };
}

function readTime(value: unknown, canonical: (text: string) => string): ScalarReading {
  if (typeof value !== 'string') return { fatal: `json: cannot unmarshal ${jsonType(value)} into Go value of type string` };
  const problem = timeProblem(value);
  return problem === undefined ? { value: canonical(value) } : { fatal: problem };
}

function readQuantity(value: unknown): ScalarReading {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : JSON.stringify(value);
  const problem = quantityProblem(text);
  return problem === undefined ? { value: canonicalQuantity(text) } : { fatal: problem };
}

function readBytes(value: unknown): ScalarReading {
  if (typeof value !== 'string') return wrong(value);
  const at = base64Problem(value);
  return at === undefined ? { value: value.replace(/[\r\n]/g, '') } : { saved: `illegal base64 data at input byte ${String(at)}` };
}

function readIntOrString(value: unknown): ScalarReading {
  if (typeof value === 'string') return { value };
  const read = readInteger(value, int32Limit);
  return 'mismatch' in read ? { fatal: `json: cannot unmarshal ${read.mismatch} into Go value of type int32` } : read;
}

/** Reads a scalar that is not clean. `null` never comes here. */
export const readScalar: Readonly<Record<Scalar, (value: unknown) => ScalarReading>> = {
  string: (value) => (typeof value === 'string' ? { value } : wrong(value)),
  boolean: (value) => (typeof value === 'boolean' ? { value } : wrong(value)),
  int32: (value) => readInteger(value, int32Limit),
  int64: (value) => readInteger(value, int64Limit),
  double: (value) => (typeof value === 'number' ? { value } : wrong(value)),
  byte: readBytes,
  quantity: readQuantity,
  time: (value) => readTime(value, canonicalTime),
  microTime: (value) => readTime(value, canonicalMicroTime),
  intOrString: readIntOrString,
  any: (value) => ({ value }),
};
