import { invalid, type FieldError } from '../field-errors.ts';

/** An IP address as a number. IPv4 addresses that IPv6 wraps count as IPv4. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
  /** The text has octets such as `010`, which others read as octal. */
  readonly leadingZeros: boolean;
  /** `::ffff:1.2.3.4`. */
  readonly mapped: boolean;
}

export interface Block {
  readonly address: Address;
  readonly prefix: number;
}

/** Reads an address; undefined where it is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) return parseIPv4(text);
  const bits = parseIPv6(text);
  if (bits === undefined) return undefined;
  const mapped = bits >> 32n === 0xffffn;
  return mapped ? { family: 4, bits: bits & 0xffff_ffffn, leadingZeros: false, mapped } : { family: 6, bits, leadingZeros: false, mapped };
}

function parseIPv4(text: string): Address | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!found) return undefined;
  let bits = 0;
  for (let i = 1; i <= 4; i++) {
    const part = Number(found[i]);
    if (part > 255) return undefined;
    bits = bits * 256 + part;
  }
  return { family: 4, bits: BigInt(bits), leadingZeros: /(?:^|\.)0\d/.test(text), mapped: false };
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...head, ...Array.from({ length: halves.length === 2 ? missing : 0 }, () => 0), ...(tail ?? [])].reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of `::`; undefined where one is malformed. */
function groupsOf(half: string): number[] | undefined {
  if (half === '') return [];
  const groups: number[] = [];
  const parts = half.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const ipv4 = parseIPv4(part);
      if (!ipv4) return undefined;
      groups.push(Number(ipv4.bits >> 16n), Number(ipv4.bits & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** Reads `10.0.0.0/8`; undefined where it is no block of addresses. */
export function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = Number(length);
  return prefix <= widthOf(address) ? { address, prefix } : undefined;
}

const widthOf = ({ family }: Address): number => (family === 4 ? 32 : 128);
const networkOf = (address: Address, prefix: number): bigint => address.bits >> BigInt(widthOf(address) - prefix);

/** Whether an address lies in a block. */
export function blockContains(block: Block, address: Address): boolean {
  return block.address.family === address.family && networkOf(block.address, block.prefix) === networkOf(address, block.prefix);
}

/** Complains about what is no IP address. */
export function checkAddress(errors: FieldError[], text: string, path: string): boolean {
  const address = parseAddress(text);
  const before = errors.length;
  if (!address) errors.push(invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  else if (address.leadingZeros) errors.push(invalid(path, text, 'must not have leading 0s'));
  else if (address.mapped) errors.push(invalid(path, text, 'must not be an IPv4-mapped IPv6 address'));
  return errors.length === before;
}

/** Complains about what is no block of addresses in CIDR notation. */
export function checkBlock(errors: FieldError[], text: string, path: string): Block | undefined {
  const block = parseBlock(text);
  if (!block) errors.push(invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
  else if (block.address.leadingZeros) errors.push(invalid(path, text, 'must not have leading 0s in IP or prefix length'));
  else if (block.address.mapped) errors.push(invalid(path, text, 'must not have an IPv4-mapped IPv6 address'));
  else if (networkOf(block.address, block.prefix) << BigInt(widthOf(block.address) - block.prefix) !== block.address.bits) {
    errors.push(invalid(path, text, 'must not have bits set beyond the prefix length'));
  }
  return block;
}

const range = (text: string): Block => parseBlock(text) as Block;
const special: readonly (readonly [words: string, blocks: readonly Block[]])[] = [
  ['may not be in the loopback range (127.0.0.0/8, ::1/128)', [range('127.0.0.0/8'), range('::1/128')]],
  ['may not be in the link-local range (169.254.0.0/16, fe80::/10)', [range('169.254.0.0/16'), range('fe80::/10')]],
  ['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)', [range('224.0.0.0/24'), range('ff02::/16')]],
];

/** Complains about addresses that no endpoint and no service can have: unspecified, loopback, link-local. */
export function checkNonSpecialAddress(errors: FieldError[], text: string, path: string): void {
  const address = parseAddress(text);
  if (!address) {
    errors.push(invalid(path, text, 'must be a valid IP address'));
    return;
  }
  if (address.bits === 0n) errors.push(invalid(path, text, `may not be unspecified (${text})`));
  for (const [words, blocks] of special) {
    if (blocks.some((block) => blockContains(block, address))) errors.push(invalid(path, text, words));
  }
}
