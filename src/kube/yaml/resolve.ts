/**
 * What a plain scalar means to Kubernetes' reader.
 *
 * @see go.yaml.in/yaml/v2, resolve.go
 */

const constants = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, -Infinity] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, NaN] as const),
]);

const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** The value of a plain scalar: `yes` is true, `0644` is 420, `12:30` and `2026-01-01` are texts. */
export function resolvePlain(text: string): unknown {
  if (constants.has(text)) return constants.get(text);
  if (!/^[-+.\d]/.test(text)) return text;
  const plain = text.startsWith('.') ? text : text.replace(/_/g, '');
  return integer(plain) ?? (float.test(plain) ? Number(plain) : text);
}

function integer(text: string): number | undefined {
  const [, sign, prefix = '', digits = ''] = /^([-+]?)(0[xX](?=[\da-fA-F]+$)|0[bB](?=[01]+$)|0[oO]?(?=[0-7]+$))?([\da-fA-F]+)$/.exec(text) ?? [];
  if (digits === '' || (prefix === '' && !/^(?:0|[1-9]\d*)$/.test(digits))) return undefined;
  const base = /x/i.test(prefix) ? 16 : /b/i.test(prefix) ? 2 : prefix === '' ? 10 : 8;
  const value = base === 10 ? Number(digits) : parseInt(digits, base);
  return sign === '-' ? -value : value;
}
