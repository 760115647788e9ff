import { decodeBase64, decodeBase64Bytes } from '../base64.ts';

/** What a description shows of a certificate request (PKCS #10). */
export interface CertificateRequest {
  /** By title: `Common Name`, `Organization` …, in the request's order. */
  readonly subject: Readonly<Record<string, readonly string[]>>;
  /** By title: `DNS Names` … . */
  readonly alternatives: Readonly<Record<string, readonly string[]>>;
}

const truncated = 'asn1: syntax error: data truncated';

/** Reads a request as a CSR carries it: base64 of PEM. What cannot be read is a reason. */
export function parseRequest(request: string): CertificateRequest | string {
  const pem = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]*?)-----END CERTIFICATE REQUEST-----/.exec(decodeBase64(request));
  if (!pem) return 'PEM block type must be CERTIFICATE REQUEST';
  const bytes = new Uint8Array(decodeBase64Bytes(pem[1] ?? ''));
  const [info] = childrenOf(nodesIn(bytes, 0, bytes.length)?.[0]);
  const [, subject, , attributes] = childrenOf(info);
  if (!subject) return truncated;
  return { subject: namesOf(subject), alternatives: attributes ? alternativesOf(attributes) : {} };
}

/** One value of DER: its tag and its content's bytes. */
interface Node {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The values that lie one after another; undefined where one is longer than what there is. */
function nodesIn(bytes: Uint8Array, from: number, to: number): readonly Node[] | undefined {
  const nodes: Node[] = [];
  for (let at = from; at < to;) {
    const tag = bytes[at] ?? 0;
    const head = bytes[at + 1] ?? 0;
    const lengthBytes = head < 0x80 ? 0 : head & 0x7f;
    let length = head < 0x80 ? head : 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    const start = at + 2 + lengthBytes;
    if (lengthBytes > 4 || start + length > to) return undefined;
    nodes.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return nodes;
}

const childrenOf = (node: Node | undefined): readonly Node[] => (node ? (nodesIn(node.content, 0, node.content.length) ?? []) : []);
const textOf = ({ content }: Node): string => new TextDecoder().decode(content);
const hexOf = ({ content }: Node): string => [...content].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Attribute types of a name by the bytes of their object identifiers (2.5.4.x). */
const titles: Readonly<Record<string, string>> = {
  '550403': 'Common Name', '550405': 'Serial Number', '55040a': 'Organization', '55040b': 'Organizational Unit', '550406': 'Country',
  '550407': 'Locality', '550408': 'Province', '550409': 'StreetAddress', '550411': 'PostalCode',
};

function namesOf(subject: Node): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const pair of childrenOf(subject).flatMap(childrenOf)) {
    const [type, value] = childrenOf(pair);
    const title = type && titles[hexOf(type)];
    if (title && value) (found[title] ??= []).push(textOf(value));
  }
  return found;
}

/** Object identifiers of the extensions that a request asks for, and of alternative names among them. */
const extensionRequest = '2a864886f70d01090e';
const alternativeNames = '551d11';
const alternativeKinds: Readonly<Record<number, string>> = { 0x81: 'Email Addresses', 0x82: 'DNS Names', 0x86: 'URIs', 0x87: 'IP Addresses' };

function alternativesOf(attributes: Node): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  const requested = childrenOf(attributes).map(childrenOf).filter(([type]) => type && hexOf(type) === extensionRequest);
  const extensions = requested.flatMap(([, values]) => childrenOf(values).flatMap(childrenOf)).map(childrenOf);
  for (const extension of extensions.filter(([type]) => type && hexOf(type) === alternativeNames)) {
    const [names] = childrenOf(extension.at(-1));
    for (const name of childrenOf(names)) {
      const title = alternativeKinds[name.tag];
      if (title) (found[title] ??= []).push(name.tag === 0x87 ? addressOf(name.content) : textOf(name));
    }
  }
  return found;
}

function addressOf(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: bytes.length / 2 }, (_, index) => (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16)).join(':');
}
