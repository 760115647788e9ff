import type { FaultSpec } from '../scenario/document.ts';

/** Why the cluster refuses to break or mend something, in Korean. Each sort of fault has one reason, or two where there may be no cloud; undefined for the rest, which nobody has put into Korean. */
export function koreanRefusal(fault: FaultSpec, hasCloud: boolean): string | undefined {
  switch (fault.type) {
    case 'power-off':
    case 'shut-down':
    case 'power-on':
    case 'remove-node': return noMachine(fault.node);
    case 'lose-instance': return hasCloud ? noMachine(fault.node) : noCloud;
    case 'partition': return '그런 이름의 머신이 없습니다';
    case 'add-node': return `이름이 ${fault.machine.name}인 머신이 이미 있습니다`;
    case 'resize-pool': return hasCloud ? `이름이 ${fault.pool}인 노드 풀이 없습니다` : noCloud;
    case 'kill-container': return `실행 중인 컨테이너가 아닙니다: 파드 ${fault.namespace}/${fault.pod}의 ${fault.container}`;
    default: return undefined;
  }
}

/** What a machine that is removed takes along. */
export const removedWords = (node: string, isLastHead: boolean): { readonly en: string; readonly ko: string } => (isLastHead ? {
  en: `machine ${node} is gone, and with it the API server, etcd, the scheduler and the controllers: nothing can be read or changed any more, what runs elsewhere runs on`,
  ko: `${node} 머신이 사라졌고, API 서버와 etcd, 스케줄러, 컨트롤러도 함께 사라졌습니다. 이제 아무것도 읽거나 바꿀 수 없으며, 다른 곳에서 실행 중인 것은 계속 실행됩니다`,
} : {
  en: `machine ${node} is gone and its Node deleted; its pods stay in the API until the pod garbage collector deletes them`,
  ko: `${node} 머신이 사라지고 노드 오브젝트가 삭제되었습니다. 그 파드들은 파드 가비지 컬렉터가 삭제할 때까지 API에 남아 있습니다`,
});

const noMachine = (name: string): string => `이름이 ${name}인 머신이 없습니다`;
const noCloud = '이 시나리오에는 클라우드가 없습니다';
