import type { Requirement, Selector } from '../../../kube/selectors.ts';

/** Reads a label selector; a text is what is wrong with it. */
export function parseSelector(text: string): Selector | string {
  const requirements: Requirement[] = [];
  for (const term of text.split(/,(?![^(]*\))/)) {
    if (term.trim() === '') continue;
    const requirement = requirementOf(term.trim());
    if (!requirement) return `unable to parse requirement: ${term}`;
    requirements.push(requirement);
  }
  return { requirements };
}

function requirementOf(term: string): Requirement | undefined {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values: (set[3] ?? '').split(',').map((value) => value.trim()) };
  const equality = /^([^\s!=<>]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (equality) return { key: equality[1] ?? '', operator: equality[2] === '!=' ? 'NotIn' : 'In', values: [equality[3] ?? ''] };
  const exists = /^(!?)([^\s!=<>()]+)$/.exec(term);
  return exists ? { key: exists[2] ?? '', operator: exists[1] ? 'DoesNotExist' : 'Exists', values: [] } : undefined;
}
