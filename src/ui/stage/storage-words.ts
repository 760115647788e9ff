import type { Words } from '../session/preferences.ts';

export interface StorageWords {
  readonly columns: Readonly<Record<'pods' | 'claims' | 'volumes' | 'both' | 'classes', string>>;
  readonly of: (claim: string) => string;
  readonly was: (claim: string) => string;
  readonly free: string;
  readonly usedBy: (pods: string) => string;
  readonly boundTo: (claim: string) => string;
  readonly attached: (machines: string) => string;
  readonly reach: (places: string) => string;
  readonly reclaim: Readonly<Record<string, string>>;
  readonly binding: Readonly<Record<string, string>>;
  readonly isDefault: string;
  readonly expandable: string;
  readonly grows: (from: string, to: string) => string;
  readonly hidden: (count: number) => string;
  readonly empty: string;
  readonly emptyLead: string;
}

export const storageWords: Words<StorageWords> = {
  en: {
    columns: { pods: 'Pods', claims: 'Claims', volumes: 'Volumes', both: 'Claims, volumes below', classes: 'Storage classes' },
    of: (claim) => `of ${claim}`,
    was: (claim) => `was of ${claim}`,
    free: 'no claim has it',
    usedBy: (pods) => `still used by pod ${pods}`,
    boundTo: (claim) => `still bound to claim ${claim}`,
    attached: (machines) => `on ${machines}`,
    reach: (places) => `in ${places}`,
    reclaim: { Delete: 'deleted with its claim', Retain: 'kept when its claim goes', Recycle: 'wiped when its claim goes' },
    binding: { Immediate: 'binds at once', WaitForFirstConsumer: 'waits for a pod' },
    isDefault: 'default',
    expandable: 'can grow',
    grows: (from, to) => `${from} → ${to}`,
    hidden: (count) => `${count} more ${count === 1 ? 'claim is' : 'claims are'} not drawn. Choose a namespace to see fewer.`,
    empty: 'No claims and no volumes yet.',
    emptyLead: 'Open a scenario that has some:',
  },
  ko: {
    columns: { pods: '파드', claims: '퍼시스턴트볼륨클레임', volumes: '퍼시스턴트볼륨', both: '클레임, 아래에 볼륨', classes: '스토리지클래스' },
    of: (claim) => `클레임 ${claim}`,
    was: (claim) => `이전 클레임 ${claim}`,
    free: '사용하는 클레임 없음',
    usedBy: (pods) => `파드 ${pods}가 아직 사용 중`,
    boundTo: (claim) => `아직 클레임 ${claim}에 묶여 있음`,
    attached: (machines) => `${machines}에 연결됨`,
    reach: (places) => `위치 ${places}`,
    reclaim: { Delete: '클레임과 함께 삭제', Retain: '클레임이 삭제되어도 유지', Recycle: '클레임이 삭제되면 비움' },
    binding: { Immediate: '바로 바인딩', WaitForFirstConsumer: '파드를 기다림' },
    isDefault: '기본',
    expandable: '확장 가능',
    grows: (from, to) => `${from} → ${to}`,
    hidden: (count) => `클레임 ${count}개는 표시하지 않았습니다. 네임스페이스를 선택하면 줄어듭니다.`,
    empty: '아직 클레임도 볼륨도 없습니다.',
    emptyLead: '스토리지가 있는 시나리오를 열어 보세요:',
  },
};
