import type { ServiceCard } from '../../protocol/cards.ts';
import type { Words } from '../session/preferences.ts';

export interface NoPodsWords {
  readonly noSelector: string;
  readonly noMatch: (selector: string, namespace: string) => string;
  readonly notReady: (count: number) => string;
  readonly external: string;
}

export const noPodsWords: Words<NoPodsWords> = {
  en: {
    noSelector: 'It has no selector, so it finds no pods by itself.',
    noMatch: (selector, namespace) => `No pod in namespace ${namespace} has the labels ${selector} and an IP address.`,
    notReady: (count) => (count === 1 ? 'The one pod that it selects is not ready.' : `None of the ${count} pods that it selects is ready.`),
    external: 'It is a DNS alias for a name outside the cluster.',
  },
  ko: {
    noSelector: '셀렉터가 없어서 스스로 파드를 찾지 않습니다.',
    noMatch: (selector, namespace) => `네임스페이스 ${namespace}에 레이블이 ${selector}이면서 IP 주소를 가진 파드가 없습니다.`,
    notReady: (count) => `선택한 파드 ${count}개 가운데 준비된 파드가 없습니다.`,
    external: '클러스터 외부 이름을 가리키는 DNS 별칭입니다.',
  },
};

/** Why no pod gets a service's traffic, in a sentence; '' where one does. */
export function whyNoPods({ type, selector, namespace, readyPods, notReadyPods }: ServiceCard, because: NoPodsWords): string {
  if (readyPods.length > 0) return '';
  if (type === 'ExternalName') return because.external;
  if (notReadyPods.length > 0) return because.notReady(notReadyPods.length);
  return selector === '' ? because.noSelector : because.noMatch(selector, namespace);
}
