import type { FaultSpec } from '../scenario/document.ts';

/** Why the cluster refuses to break or mend something, in Korean. Each sort of fault has one reason, or two where there may be no cloud. */
export function koreanRefusal(fault: FaultSpec, hasCloud: boolean): string {
  switch (fault.type) {
    case 'power-off':
    case 'shut-down':
    case 'power-on':
    case 'remove-node': return noMachine(fault.node);
    case 'lose-instance': return hasCloud ? noMachine(fault.node) : noCloud;
    case 'add-node': return `이름이 ${fault.machine.name}인 머신이 이미 있습니다`;
    case 'resize-pool': return hasCloud ? `이름이 ${fault.pool}인 노드 풀이 없습니다` : noCloud;
    case 'kill-container': return `실행 중인 컨테이너가 아닙니다: 파드 ${fault.namespace}/${fault.pod}의 ${fault.container}`;
    default: return '';
  }
}

const noMachine = (name: string): string => `이름이 ${name}인 머신이 없습니다`;
const noCloud = '이 시나리오에는 클라우드가 없습니다';
