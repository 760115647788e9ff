import { structs } from './structs.ts';

/** A field of a Go struct. */
export interface GoField {
  /** Its name in Go: `DNSPolicy`. */
  readonly name: string;
  /** Its key in JSON: `dnsPolicy`; undefined for a struct embedded in the outer one, whose keys stand among the outer one's. */
  readonly key: string | undefined;
  /** Its type, as the table writes it: `*PodSecurityContext`, `[]Container`, `map`. */
  readonly type: string;
}

const known = new Map<string, readonly GoField[] | undefined>();

/** The fields of a Go struct in their order; undefined for what is no struct of the table. */
export function fieldsOf(type: string): readonly GoField[] | undefined {
  if (!known.has(type)) known.set(type, Object.hasOwn(structs, type) ? structs[type]?.split(' ').map(readField) : undefined);
  return known.get(type);
}

function readField(text: string): GoField {
  if (text.startsWith('+')) return { name: text.slice(1), key: undefined, type: text.slice(1) };
  const [names = '', type = 'string'] = text.split(':');
  const [name = '', key = name.charAt(0).toLowerCase() + name.slice(1)] = names.split('=');
  return { name, key, type };
}
