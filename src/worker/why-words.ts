/** What Drydock itself says in a sentence about an object. What Kubernetes says (reasons, messages, states) stands in its own words in every language. */
export interface WhyWords {
  readonly finalizers: (names: string) => string;
  readonly grace: (seconds: number) => string;
  readonly notReady: (state: string) => string;
  readonly readyOn: (ready: number, total: number, node: string) => string;
  readonly container: (name: string, message: string) => string;
  readonly containerEnded: (name: string, exit: string) => string;
  /** `exit code 137 (OOMKilled)`. */
  readonly exitCode: (code: number) => string;
  readonly lastEnded: (exit: string) => string;
  readonly noReport: string;
  /** A machine without power, and its last report: which it still stands by, or which says so. */
  readonly offButReady: (report: string) => string;
  readonly off: (report: string) => string;
  readonly silent: (node: string, report: string) => string;
  readonly silentEnd: (node: string) => string;
  readonly cordoned: string;
  readonly paused: string;
  readonly available: (available: number, wanted: number) => string;
  readonly ready: (ready: number, wanted: number) => string;
  readonly alias: (name: string) => string;
  readonly noSelector: string;
  readonly headless: (selector: string) => string;
  readonly sends: (selector: string) => string;
  readonly apiServer: string;
  readonly boundTo: (volume: string) => string;
  readonly claimedBy: (claim: string) => string;
  readonly unclaimed: string;
  readonly released: (claim: string, isKept: boolean) => string;
  readonly provisions: (provisioner: string, waits: boolean, deletes: boolean) => string;
  readonly byHand: (waits: boolean) => string;
}

const en: WhyWords = {
  finalizers: (names) => `waits for finalizers ${names}`,
  grace: (seconds) => `has ${String(seconds)}s to end`,
  notReady: (state) => `${state}, not ready`,
  readyOn: (ready, total, node) => `${String(ready)} of ${String(total)} containers ready on ${node}`,
  container: (name, message) => `container ${name}: ${message}`,
  containerEnded: (name, exit) => `container ${name} ended with ${exit}`,
  exitCode: (code) => `exit code ${String(code)}`,
  lastEnded: (exit) => `it last ended with ${exit}`,
  noReport: 'the kubelet has not reported yet',
  offButReady: (report) => `The machine has no power. The last that it reported, and what the API still says, is "${report}"; the control plane notices when its Lease is no longer renewed`,
  off: (report) => `${report} The machine has no power`,
  silent: (node, report) => `The machine ${node} does not answer: it has no power or is gone. The last that was heard of the pod is "${report}"`,
  silentEnd: (node) => `the machine ${node} does not answer (it has no power or is gone), so nobody confirms that its containers have ended`,
  cordoned: 'cordoned: no new pods',
  paused: 'Paused: changes of the template wait until it is resumed',
  available: (available, wanted) => `${String(available)} of ${String(wanted)} available`,
  ready: (ready, wanted) => `${String(ready)} of ${String(wanted)} ready`,
  alias: (name) => `An alias: DNS answers ${name}`,
  noSelector: 'Without a selector: its endpoints are made by hand',
  headless: (selector) => `Headless: DNS answers with the addresses of the ready pods with ${selector}`,
  sends: (selector) => `Sends traffic to the ready pods with ${selector}`,
  apiServer: 'The API server itself: it keeps this Service and its endpoints, so that programs in pods can reach it',
  boundTo: (volume) => `it has the volume ${volume}`,
  claimedBy: (claim) => `it belongs to the claim ${claim}`,
  unclaimed: 'no claim has taken it yet',
  released: (claim, isKept) => `its claim ${claim} is gone${isKept ? '; its reclaim policy keeps it with what is on it, and no other claim gets it' : ''}`,
  provisions: (provisioner, waits, deletes) => `${provisioner} makes a volume for each claim${waits ? ', once a pod that uses the claim has a node' : ' at once'}; when the claim goes, the volume is ${deletes ? 'deleted' : 'kept'}`,
  byHand: (waits) => `Nobody makes its volumes: somebody has to create them${waits ? '. A claim is bound once a pod that uses it has a node' : ''}`,
};

const ko: WhyWords = {
  finalizers: (names) => `파이널라이저 처리를 기다립니다: ${names}`,
  grace: (seconds) => `${String(seconds)}초 안에 끝나야 합니다`,
  notReady: (state) => `${state}, 준비되지 않음`,
  readyOn: (ready, total, node) => `${node} 노드에서 컨테이너 ${String(total)}개 중 ${String(ready)}개 준비됨`,
  container: (name, message) => `컨테이너 ${name}: ${message}`,
  containerEnded: (name, exit) => `컨테이너 ${name}: ${exit}로 끝남`,
  exitCode: (code) => `종료 코드 ${String(code)}`,
  lastEnded: (exit) => `마지막 실행은 ${exit}로 끝났습니다`,
  noReport: 'kubelet이 아직 상태를 보고하지 않았습니다',
  offButReady: (report) => `머신의 전원이 꺼져 있습니다. API에는 마지막으로 보고된 상태("${report}")가 남아 있으며, 리스가 갱신되지 않으면 컨트롤 플레인이 알아차립니다`,
  off: (report) => `${report} 머신의 전원이 꺼져 있습니다`,
  silent: (node, report) => `${node} 머신이 응답하지 않습니다(전원이 꺼졌거나 사라짐). 파드에 대해 마지막으로 보고된 상태는 "${report}"입니다`,
  silentEnd: (node) => `${node} 머신이 응답하지 않아(전원이 꺼졌거나 사라짐) 컨테이너가 끝났는지 확인할 수 없습니다`,
  cordoned: '통제됨: 새 파드를 받지 않습니다',
  paused: '일시 중지됨: 재개할 때까지 템플릿 변경이 반영되지 않습니다',
  available: (available, wanted) => `${String(wanted)}개 중 ${String(available)}개 사용 가능`,
  ready: (ready, wanted) => `${String(wanted)}개 중 ${String(ready)}개 준비됨`,
  alias: (name) => `별칭: DNS의 응답은 ${name}입니다`,
  noSelector: '셀렉터가 없어 엔드포인트를 직접 만들어야 합니다',
  headless: (selector) => `헤드리스: DNS가 ${selector}인 준비된 파드의 주소로 답합니다`,
  sends: (selector) => `${selector}인 준비된 파드로 트래픽을 보냅니다`,
  apiServer: 'API 서버 자신입니다. 파드 안의 프로그램이 접속할 수 있도록 이 서비스와 엔드포인트를 API 서버가 직접 관리합니다',
  boundTo: (volume) => `볼륨 ${volume} 사용 중`,
  claimedBy: (claim) => `클레임 ${claim}에 묶여 있습니다`,
  unclaimed: '아직 사용하는 클레임이 없습니다',
  released: (claim, isKept) => `클레임(${claim})이 삭제되었습니다${isKept ? '. 회수 정책에 따라 데이터와 함께 남으며, 다른 클레임에 주어지지 않습니다' : ''}`,
  provisions: (provisioner, waits, deletes) => `${provisioner}: ${waits ? '클레임을 사용하는 파드의 노드가 정해지면 볼륨을 만듭니다' : '클레임마다 바로 볼륨을 만듭니다'}. 클레임을 삭제하면 볼륨은 ${deletes ? '삭제됩니다' : '남습니다'}`,
  byHand: (waits) => `볼륨을 자동으로 만들지 않으므로 직접 만들어야 합니다${waits ? '. 클레임은 이를 사용하는 파드의 노드가 정해지면 볼륨에 묶입니다' : ''}`,
};

export const whyWords = { en, ko };
