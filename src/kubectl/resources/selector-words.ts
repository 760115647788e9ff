import type { V1LabelSelector } from '../../kube/generated/types.ts';
import { Failure } from '../errors.ts';

/** A label selector of the command line (`a=b,c in (d,e),!f`) as an object's `LabelSelector`. */
export function parseSelectorMap(words: string): V1LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: { key: string; operator: string; values?: string[] }[] = [];
  for (const part of words.split(/,(?![^()]*\))/).map((piece) => piece.trim()).filter((piece) => piece !== '')) {
    const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
    const equal = /^([^=!\s]+)\s*==?\s*([^=\s]*)$/.exec(part);
    const unequal = /^([^=!\s]+)\s*!=\s*(\S*)$/.exec(part);
    if (set) matchExpressions.push({ key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values: (set[3] ?? '').split(',').map((value) => value.trim()) });
    else if (equal) matchLabels[equal[1] ?? ''] = equal[2] ?? '';
    else if (unequal) matchExpressions.push({ key: unequal[1] ?? '', operator: 'NotIn', values: [unequal[2] ?? ''] });
    else if (/^!\S+$/.test(part)) matchExpressions.push({ key: part.slice(1), operator: 'DoesNotExist' });
    else if (/^\S+$/.test(part)) matchExpressions.push({ key: part, operator: 'Exists' });
    else throw new Failure(`couldn't parse the selector string "${words}": unable to parse requirement: ${part}`);
  }
  return { ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}), ...(matchExpressions.length > 0 ? { matchExpressions } : {}) };
}
