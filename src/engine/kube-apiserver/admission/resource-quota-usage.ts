import type { V1Pod } from '../../../kube/generated/types.ts';
import { bareCounts } from '../../../kube/quota-usage.ts';
import type { Resource } from '../resource.ts';

const podResources: ReadonlySet<string> = new Set([
  'pods', 'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
]);
const isOfPods = (name: string): boolean => podResources.has(name) || name.startsWith('hugepages-') || (name.startsWith('requests.') && name !== 'requests.storage');
const isOfClaims = (name: string): boolean => name === 'persistentvolumeclaims' || name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/');
const isOfServices = (name: string): boolean => name === 'services' || name.startsWith('services.');

/** Whether a quota's resource counts objects of that sort at all. */
export function isCountedFor({ groupResource }: Resource, name: string): boolean {
  if (name === `count/${groupResource}`) return true;
  if (groupResource === 'pods') return isOfPods(name);
  if (groupResource === 'services') return isOfServices(name);
  return groupResource === 'persistentvolumeclaims' ? isOfClaims(name) : bareCounts.has(groupResource) && name === groupResource;
}

const mustBeSaid: readonly string[] = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** What containers of a pod leave out although a quota counts it: `limits.cpu for: a,b; …`; '' where nothing is missing. */
export function missingWords(pod: V1Pod, hard: readonly string[]): string {
  const missing = hard.filter((name) => mustBeSaid.includes(name)).flatMap((name) => {
    const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].filter(({ resources }) => {
      const list = name.startsWith('limits.') ? resources?.limits : resources?.requests;
      return !Object.hasOwn(list ?? {}, name.replace(/^(limits|requests)\./, ''));
    });
    const podLevel = name.startsWith('limits.') ? pod.spec?.resources?.limits : pod.spec?.resources?.requests;
    if (containers.length === 0 || Object.hasOwn(podLevel ?? {}, name.replace(/^(limits|requests)\./, ''))) return [];
    return [`${name} for: ${containers.map((container) => container.name).sort().join(',')}`];
  });
  return missing.sort().join('; ');
}
