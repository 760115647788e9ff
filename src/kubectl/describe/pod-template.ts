import type { V1PodTemplateSpec, V1Toleration, V1TopologySpreadConstraint } from '../../kube/generated/types.ts';
import { selectorText } from '../resources/pods-of.ts';
import { containerLines } from './containers.ts';
import { annotationLines, Page, pairLines } from './page.ts';
import { volumeLines } from './volumes.ts';

/** The pod template of a workload. */
export function podTemplateLines(page: Page, template: V1PodTemplateSpec | undefined): void {
  page.line(0, 'Pod Template:');
  if (!template) return page.line(1, '<unset>');
  const { metadata, spec } = template;
  pairLines(page, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) annotationLines(page, '  Annotations', metadata?.annotations);
  if (spec?.serviceAccountName) page.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec?.initContainers && spec.initContainers.length > 0) containerLines(page, { label: 'Init Containers', containers: spec.initContainers, space: '  ' });
  containerLines(page, { label: 'Containers', containers: spec?.containers ?? [], space: '  ' });
  volumeLines(page, spec?.volumes ?? [], '  ');
  spreadLines(page, spec?.topologySpreadConstraints, '  ');
  if (spec?.priorityClassName) page.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  pairLines(page, '  Node-Selectors', spec?.nodeSelector);
  tolerationLines(page, '  Tolerations', spec?.tolerations);
}

/** As {@link podTemplateLines}, with its tabs: how `rollout history --revision` shows it. */
export function templateText(template: V1PodTemplateSpec): string {
  const page = new Page(0);
  podTemplateLines(page, template);
  return page.raw();
}

export function tolerationLines(page: Page, title: string, tolerations: readonly V1Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0));
  if (sorted.length === 0) return page.line(0, `${title}:\t<none>`);
  sorted.forEach((toleration, index) => { page.line(0, `${index === 0 ? `${title}:` : ''}\t${tolerationText(toleration)}`); });
}

function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: V1Toleration): string {
  const name = key + (value ? `=${value}` : '') + (effect ? `:${effect}` : '');
  const exists = operator === 'Exists' ? (name === '' ? 'op=Exists' : ' op=Exists') : '';
  return name + exists + (tolerationSeconds === undefined ? '' : ` for ${String(tolerationSeconds)}s`);
}

export function spreadLines(page: Page, constraints: readonly V1TopologySpreadConstraint[] | undefined, space: string): void {
  const sorted = [...(constraints ?? [])].sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : 1));
  sorted.forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector, minDomains }, index) => {
    const head = index === 0 ? `${space}Topology Spread Constraints:\t` : '\t';
    page.line(0, `${head}${topologyKey}:${whenUnsatisfiable} when max skew ${String(maxSkew)} is exceeded${labelSelector ? ` for selector ${selectorText(labelSelector)}` : ''}${minDomains === undefined ? '' : ` (min domains ${String(minDomains)})`}`);
  });
}
