import { isJsonObject } from '../../../kube/json.ts';

const step = /^(?:\.([^.[\]]+)|\['([^']*)'\]|\[(\d+|\*)\]|\[\?\(@\.([^=!<>\s]+)\s*==\s*["']([^"']*)["']\)\])/;

/**
 * The values that a simple JSON path of a printer column names: `.spec.replicas`, `.status.conditions[?(@.type=="Ready")].status`,
 * `.metadata.annotations['a.b']`, `.items[0]`.
 */
export function evaluateJsonPath(root: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [root];
  let rest = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  while (rest !== '' && rest !== '.') {
    const match = step.exec(rest.replace(/^((?:[^\\.[\]]|\\.)*)/, '$1').replaceAll('\\.', '\u0000'));
    if (!match) return [];
    const [whole, plain, quoted, index, filterPath, filterValue] = match;
    const name = (plain ?? quoted)?.replaceAll('\u0000', '.');
    values = values.flatMap((value) => {
      if (name !== undefined) return name === '*' && isJsonObject(value) ? Object.values(value) : isJsonObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];
      if (!Array.isArray(value)) return [];
      if (index !== undefined) return index === '*' ? value : Number(index) < value.length ? [value[Number(index)] as unknown] : [];
      return value.filter((item) => evaluateJsonPath(item, filterPath ?? '')[0] === filterValue);
    });
    rest = rest.replaceAll('\\.', '\u0000').slice(whole.length).replaceAll('\u0000', '\\.');
  }
  return values;
}
