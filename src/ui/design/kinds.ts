import type { Words } from '../session/preferences.ts';

/** Names of kinds where they are other than the API's: Kubernetes' own Korean terms. */
export const kindNames: Words<Readonly<Record<string, string>>> = {
  en: {},
  ko: {
    Deployment: '디플로이먼트', StatefulSet: '스테이트풀셋', DaemonSet: '데몬셋', ReplicaSet: '레플리카셋', ReplicationController: '레플리케이션 컨트롤러', Job: '잡', CronJob: '크론잡',
    Pod: '파드', Node: '노드', Service: '서비스', Namespace: '네임스페이스', ConfigMap: '컨피그맵', Secret: '시크릿', Ingress: '인그레스', ServiceAccount: '서비스어카운트', PersistentVolume: '퍼시스턴트볼륨', StorageClass: '스토리지클래스', EndpointSlice: '엔드포인트슬라이스',
    PersistentVolumeClaim: '퍼시스턴트볼륨클레임', PodDisruptionBudget: 'PodDisruptionBudget',
  },
};

/** `디플로이먼트` for a Deployment; the kind itself where it has no other name. */
export const kindText = (kind: string, names: Readonly<Record<string, string>>): string => (Object.hasOwn(names, kind) ? (names[kind] ?? kind) : kind);
