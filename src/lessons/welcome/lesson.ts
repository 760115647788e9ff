import type { Lesson } from '../lesson.ts';
import { usualMachines } from '../../scenario/machines.ts';

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 6
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: nginx:1.27
        ports:
        - containerPort: 80
        resources:
          requests:
            cpu: 250m
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /
            port: 80
          initialDelaySeconds: 1
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  ports:
  - port: 80
    targetPort: 80
    nodePort: 30080
  selector:
    app: web
`;

/** What the page opens on: a small web application that is already being visited. */
export const welcome: Lesson = {
  id: 'welcome',
  en: {
    title: 'A small web application',
    about: 'Six nginx pods behind a Service on three machines, with visitors from outside.',
    steps: ['Power off a node and watch what the cluster does about it.', 'Set `replicas` to 9 in the editor and apply.', 'Change the image to `nginx:1.28` and follow the rolling update.', 'Delete a pod: a new one takes its place.'],
  },
  ko: {
    title: '작은 웹 애플리케이션',
    about: '머신 세 대에서 nginx 파드 여섯 개가 서비스 뒤에 있고, 바깥에서 방문자가 들어옵니다.',
    steps: ['노드의 전원을 끄고 클러스터가 어떻게 대응하는지 지켜보세요.', '편집기에서 `replicas`를 9로 바꾸고 적용하세요.', '이미지를 `nginx:1.28`로 바꾸고 롤링 업데이트를 따라가 보세요.', '파드를 삭제하면 새 파드가 그 자리를 채웁니다.'],
  },
  scenario: {
    version: 1,
    title: 'A small web application',
    seed: 1,
    start: '2026-01-01T09:00:00Z',
    kubeadm: true,
    nodes: usualMachines,
    manifests: [web],
    load: [{ name: 'visitors', target: 'service/default/web', path: '/', requestsPerSecond: 8 }],
    warmUpMs: 30_000,
    actions: [],
    untilMs: 30_000,
  },
  editorText: web,
};
