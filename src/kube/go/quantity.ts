import { parseQuantity } from '../quantity.ts';

const decimalPowers: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryPowers: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const pattern = /^([+-]?)0*(\d*)(?:\.(\d*))?(?:([KMGTPE]i)|[eE]([+-]?\d+)|([numkMGTPE]?))$/;

/**
 * What a quantity holds inside once Go has parsed it, as spew prints it: a small one an integer and a power of ten, a
 * big one a decimal, and its text only where that was seen to be the shortest form.
 *
 * Example: `100m` is 100 with scale -3 and text `100m`; of `128Mi` the text is not kept, as 128 might be written shorter.
 *
 * @see Kubernetes 1.36, apimachinery, api/resource, ParseQuantity
 */
export function goQuantity(value: unknown): string {
  const text = String(value ?? '0');
  if (text === '0') return whole({ value: 0n, scale: 0, text, format: 'DecimalSI' });
  const [, sign = '', digits = '', fraction = '', binary, exponent, suffix = ''] = pattern.exec(text) ?? [];
  const integer = digits || '0';
  const small = binary === undefined ? smallDecimal : smallBinary;
  const power = binary === undefined ? Number(exponent ?? decimalPowers[suffix]) : (binaryPowers[binary] ?? 0);
  const found = small({ integer, fraction, power });
  if (!found) return decimal(text);
  const format = binary !== undefined ? 'BinarySI' : exponent !== undefined ? 'DecimalExponent' : 'DecimalSI';
  return whole({ value: sign === '-' ? -found.value : found.value, scale: found.scale, text: found.canonical ? text : '', format });
}

interface Digits {
  readonly integer: string;
  readonly fraction: string;
  readonly power: number;
}

interface Small {
  readonly value: bigint;
  readonly scale: number;
  readonly canonical: boolean;
}

/** Up to 18 digits, no finer than 10⁻⁹. */
function smallDecimal({ integer, fraction, power }: Digits): Small | undefined {
  const scale = power - fraction.length;
  const shifted = integer + fraction;
  if (shifted.length > 18 || scale < -9) return undefined;
  return { value: BigInt(shifted), scale, canonical: scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0') };
}

/** Whole numbers of about 15 digits, unit and all. */
function smallBinary({ integer, fraction, power }: Digits): Small | undefined {
  const precision = 15 - integer.length - Math.trunc((power * 3) / 10) - 1;
  if (fraction || precision < 0) return undefined;
  const value = BigInt(integer);
  return { value: value << BigInt(power), scale: 0, canonical: (value & 7n) !== 0n };
}

const print = (amount: string, dec: string, text: string, format: string): string =>
  `{i:(resource.int64Amount)${amount} d:(resource.infDecAmount){Dec:(*inf.Dec)${dec}} s:(string)${text} Format:(resource.Format)${format}}`;

function whole({ value, scale, text, format }: { readonly value: bigint; readonly scale: number; readonly text: string; readonly format: string }): string {
  return print(`{value:(int64)${String(value)} scale:(resource.Scale)${String(scale)}}`, '<nil>', text, format);
}

const greatest = (1n << 63n) - 1n;
const nano = 1_000_000_000n;

/** A decimal with nine digits behind the point, its magnitude in 64-bit words; binary ones are capped at the greatest 64-bit integer. */
function decimal(text: string): string {
  const { nanos, format } = parseQuantity(text) ?? { nanos: 0n, format: 'DecimalSI' };
  const capped = format === 'BinarySI' && nanos >= greatest * nano;
  const magnitude = capped ? greatest : nanos < 0n ? -nanos : nanos;
  const small = format === 'BinarySI' && nanos > 0n && nanos < nano;
  const dec = `{unscaled:(big.Int){neg:(bool)${String(nanos < 0n)} abs:(big.nat)${words(magnitude)}} scale:(inf.Scale)${capped ? '0' : '9'}}`;
  return print('{value:(int64)0 scale:(resource.Scale)0}', dec, '', small ? 'DecimalSI' : format);
}

function words(magnitude: bigint): string {
  const found: string[] = [];
  for (let rest = magnitude; rest > 0n; rest >>= 64n) found.push(String(rest & ((1n << 64n) - 1n)));
  return found.length === 0 ? '<nil>' : `[${found.join(' ')}]`;
}
