import type { Relation } from '../../protocol/messages.ts';
import type { Words } from '../session/preferences.ts';

interface InspectorWords {
  readonly overview: string;
  readonly yaml: string;
  readonly events: string;
  readonly history: string;
  readonly about: string;
  readonly why: string;
  readonly related: string;
  readonly noEvents: string;
  readonly noHistory: string;
  readonly gone: string;
  readonly unborn: string;
  /** Where no API server answers. */
  readonly silent: string;
  readonly copy: string;
  readonly copied: string;
  readonly person: string;
  readonly written: Readonly<Record<'ADDED' | 'DELETED', string>>;
  readonly because: (revision: number) => string;
  readonly facts: Readonly<Record<'status' | 'node' | 'ip' | 'image' | 'ready' | 'restarts' | 'cpu' | 'memory' | 'zone' | 'taints' | 'pods' | 'type' | 'clusterIP' | 'ports' | 'endpoints' | 'traffic' | 'desired' | 'updated' | 'available' | 'revision' | 'owner' | 'created' | 'data' | 'labels' | 'class' | 'volume' | 'size', string>>;
  readonly requested: (value: string) => string;
  readonly used: (value: string) => string;
  /** Status of a machine without power, as the API has it. */
  readonly lastReported: (status: string) => string;
  readonly perSecond: (requests: number, failures: number) => string;
  readonly relations: Readonly<Record<Relation['relation'], string>>;
}

export const inspectorWords: Words<InspectorWords> = {
  en: {
    overview: 'Overview', yaml: 'YAML', events: 'Events', history: 'History', about: 'About the selected object', why: 'Why', related: 'Related', noEvents: 'No events.', noHistory: 'Nothing is known of earlier writes.',
    gone: 'This object no longer exists.', unborn: 'This object does not exist yet.', silent: 'The API server does not answer. This is what was stored last; what runs has gone on without it.', copy: 'Copy', copied: 'Copied', person: 'you', written: { ADDED: 'created', DELETED: 'removed' },
    because: (revision) => `because of revision ${String(revision)}`,
    facts: {
      status: 'Status', node: 'Node', ip: 'Address', image: 'Image', ready: 'Ready', restarts: 'Restarts', cpu: 'CPU', memory: 'Memory', zone: 'Zone', taints: 'Taints', pods: 'Pods', type: 'Type',
      clusterIP: 'Cluster IP', ports: 'Ports', endpoints: 'Ready endpoints', traffic: 'Traffic', desired: 'Wanted', updated: 'Updated', available: 'Available', revision: 'Revision', owner: 'Belongs to', created: 'Created', data: 'Data', labels: 'Labels', class: 'Class', volume: 'Volume', size: 'Size',
    },
    requested: (value) => `${value} requested`,
    used: (value) => `${value} used`,
    lastReported: (status) => `no power; in the API ${status}`,
    perSecond: (requests, failures) => `${String(requests)} a second${failures > 0 ? `, ${String(failures)} failing` : ''}`,
    relations: { owner: 'owned by', owns: 'owns', 'runs on': 'runs on', runs: 'runs', selects: 'selects', 'selected by': 'selected by', uses: 'uses', 'used by': 'used by' },
  },
  ko: {
    overview: '개요', yaml: 'YAML', events: '이벤트', history: '이력', about: '선택한 오브젝트', why: '이유', related: '관련 오브젝트', noEvents: '이벤트가 없습니다.', noHistory: '이전 기록이 없습니다.',
    gone: '이 오브젝트는 더 이상 없습니다.', unborn: '이 오브젝트는 아직 없습니다.', silent: 'API 서버가 응답하지 않습니다. 마지막으로 저장된 내용이며, 그 뒤로 실행 중인 것은 계속 실행되고 있습니다.', copy: '복사', copied: '복사됨', person: '나', written: { ADDED: '생성됨', DELETED: '삭제됨' },
    because: (revision) => `리비전 ${String(revision)} 때문에`,
    facts: {
      status: '상태', node: '노드', ip: '주소', image: '이미지', ready: '준비됨', restarts: '재시작', cpu: 'CPU', memory: '메모리', zone: '영역', taints: '테인트', pods: '파드', type: '유형',
      clusterIP: '클러스터 IP', ports: '포트', endpoints: '준비된 엔드포인트', traffic: '트래픽', desired: '목표', updated: '업데이트됨', available: '가용', revision: '리비전', owner: '소속', created: '생성 시각', data: '데이터', labels: '레이블', class: '클래스', volume: '볼륨', size: '크기',
    },
    requested: (value) => `${value} 요청`,
    used: (value) => `${value} 사용`,
    lastReported: (status) => `전원 꺼짐 (API의 상태: ${status})`,
    perSecond: (requests, failures) => `초당 ${String(requests)}건${failures > 0 ? `, 실패 ${String(failures)}건` : ''}`,
    relations: { owner: '소유자', owns: '소유', 'runs on': '실행되는 노드', runs: '실행', selects: '선택', 'selected by': '선택한 서비스', uses: '사용 대상', 'used by': '이것을 쓰는 오브젝트' },
  },
};
