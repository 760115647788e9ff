/**
 * What `kubernetes-types` (release 1.30 of the same OpenAPI) says of a field. Asked only where `@kubernetes/client-node` is silent: its
 * generator drops the sentence of every field whose type is a reference (`PodSpec` in `pod.spec`).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** `V1PodSpec`, `RbacV1Subject`, `V2beta1Foo`: the group where it is named, the version, the type. */
const className = /^([A-Z][a-z]+)?(V\d(?:(?:alpha|beta)\d)?)([A-Z]\w*)$/;

/** The interfaces of one file of declarations, each with its fields' comments. */
function readInterfaces(text) {
  const found = new Map();
  for (const [, name, body] of text.matchAll(/^export interface (\w+) \{\n([\s\S]*?)^\}/gm)) {
    found.set(name, new Map([...body.matchAll(/^ {4}(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*(?:readonly )?"?([\w$-]+)"?\??:/gm)].map(([, comment, field]) => [field, comment])));
  }
  return found;
}

/** The sentence of a type that is a scalar in JSON: `Time`, `MicroTime`, `Quantity`. */
const aliasPattern = /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\s*export type (\w+) =/g;

/** @param {(comment: string) => string} documentation turns a comment into its text. */
export function readSentences(documentation) {
  const root = dirname(require.resolve('kubernetes-types/package.json'));
  const files = readdirSync(root, { recursive: true }).map(String).filter((file) => /^\w+[/\\]\w+\.d\.ts$/.test(file)).sort().map((file) => {
    const [group, version] = file.replace('.d.ts', '').split(/[/\\]/);
    const text = readFileSync(join(root, file), 'utf8');
    return { group, version, interfaces: readInterfaces(text), aliases: new Map([...text.matchAll(aliasPattern)].map(([, comment, name]) => [name, comment])) };
  });
  return {
    ofField: (name, field) => {
      const [, group, version = '', type = ''] = className.exec(name) ?? [];
      const served = files.filter((file) => file.version === version.toLowerCase() && (group === undefined || file.group === group.toLowerCase()));
      return documentation(served.map(({ interfaces }) => interfaces.get(type)?.get(field)).find((found) => found !== undefined) ?? '');
    },
    ofScalar: (name) => documentation(files.map(({ aliases }) => aliases.get(name)).find((found) => found !== undefined) ?? ''),
  };
}
