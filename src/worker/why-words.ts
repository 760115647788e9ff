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
  readonly cordoned: string;
  readonly paused: string;
  readonly available: (available: number, wanted: number) => string;
  readonly ready: (ready: number, wanted: number) => string;
  readonly alias: (name: string) => string;
  readonly noSelector: string;
  readonly headless: (selector: string) => string;
  readonly sends: (selector: string) => string;
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
  cordoned: 'cordoned: no new pods',
  paused: 'Paused: changes of the template wait until it is resumed',
  available: (available, wanted) => `${String(available)} of ${String(wanted)} available`,
  ready: (ready, wanted) => `${String(ready)} of ${String(wanted)} ready`,
  alias: (name) => `An alias: DNS answers ${name}`,
  noSelector: 'Without a selector: its endpoints are made by hand',
  headless: (selector) => `Headless: DNS answers with the addresses of the ready pods with ${selector}`,
  sends: (selector) => `Sends traffic to the ready pods with ${selector}`,
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
  cordoned: '통제됨: 새 파드를 받지 않습니다',
  paused: '일시 중지됨: 재개할 때까지 템플릿 변경이 반영되지 않습니다',
  available: (available, wanted) => `${String(wanted)}개 중 ${String(available)}개 사용 가능`,
  ready: (ready, wanted) => `${String(wanted)}개 중 ${String(ready)}개 준비됨`,
  alias: (name) => `별칭: DNS의 응답은 ${name}입니다`,
  noSelector: '셀렉터가 없어 엔드포인트를 직접 만들어야 합니다',
  headless: (selector) => `헤드리스: DNS가 ${selector}인 준비된 파드의 주소로 답합니다`,
  sends: (selector) => `${selector}인 준비된 파드로 트래픽을 보냅니다`,
};

export const whyWords = { en, ko };
