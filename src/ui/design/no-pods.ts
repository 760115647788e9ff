import type { ServiceCard } from '../../protocol/cards.ts';
import type { Words } from '../session/preferences.ts';

export interface NoPodsWords {
  readonly noSelector: string;
  readonly noMatch: (selector: string, namespace: string) => string;
  readonly notReady: (count: number) => string;
  readonly external: string;
  readonly apiServer: (machines: readonly string[], addresses: readonly string[]) => string;
  readonly byHand: (addresses: readonly string[]) => string;
}

export const noPodsWords: Words<NoPodsWords> = {
  en: {
    noSelector: 'It has no selector, so it finds no pods by itself.',
    noMatch: (selector, namespace) => `No pod in namespace ${namespace} has the labels ${selector} and an IP address.`,
    notReady: (count) => (count === 1 ? 'The one pod that it selects is not ready.' : `None of the ${count} pods that it selects is ready.`),
    external: 'It is a DNS alias for a name outside the cluster.',
    apiServer: (machines, addresses) => `Behind it is the API server itself${machines.length > 0 ? ` on ${machines.join(', ')}` : ''} (${addresses.join(', ')}), not pods: that is how programs in pods reach it.`,
    byHand: (addresses) => `Behind it are addresses that an EndpointSlice names, not pods: ${addresses.join(', ')}.`,
  },
  ko: {
    noSelector: '셀렉터가 없어서 스스로 파드를 찾지 않습니다.',
    noMatch: (selector, namespace) => `네임스페이스 ${namespace}에 레이블이 ${selector}이면서 IP 주소를 가진 파드가 없습니다.`,
    notReady: (count) => `선택한 파드 ${count}개 가운데 준비된 파드가 없습니다.`,
    external: '클러스터 외부 이름을 가리키는 DNS 별칭입니다.',
    apiServer: (machines, addresses) => `파드가 아니라 ${machines.length > 0 ? `${machines.join(', ')}의 ` : ''}API 서버(${addresses.join(', ')})로 연결됩니다. 파드 안의 프로그램은 이 서비스로 API 서버에 접속합니다.`,
    byHand: (addresses) => `파드가 아니라 엔드포인트슬라이스에 적힌 주소로 연결됩니다: ${addresses.join(', ')}.`,
  },
};

/** Whether it is the service through which the API server is reached. */
export const isApiServer = ({ namespace, name }: Pick<ServiceCard, 'namespace' | 'name'>): boolean => namespace === 'default' && name === 'kubernetes';

/** Why no pod gets a service's traffic, and who does instead, in a sentence; '' where a pod does. */
export function whyNoPods(service: ServiceCard, because: NoPodsWords): string {
  const { type, selector, namespace, readyPods, notReadyPods, addresses = [], machines = [] } = service;
  if (readyPods.length > 0) return '';
  if (type === 'ExternalName') return because.external;
  if (notReadyPods.length > 0) return because.notReady(notReadyPods.length);
  if (addresses.length > 0) return isApiServer(service) ? because.apiServer(machines, addresses) : because.byHand(addresses);
  return selector === '' ? because.noSelector : because.noMatch(selector, namespace);
}
