import { lesson, visitors } from '../compose.ts';

const change = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: redis-leader
  labels: {app: redis, role: leader}
spec:
  replicas: 1
  selector:
    matchLabels: {app: redis, role: leader}
  template:
    metadata:
      labels: {app: redis, role: leader}
    spec:
      containers:
      - name: leader
        image: redis:7.2
        ports: [{containerPort: 6379}]
        resources:
          requests: {cpu: 200m, memory: 200Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: redis-leader
spec:
  selector: {app: redis, role: leader}
  ports: [{port: 6379}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: redis-follower
  labels: {app: redis, role: follower}
spec:
  replicas: 2
  selector:
    matchLabels: {app: redis, role: follower}
  template:
    metadata:
      labels: {app: redis, role: follower}
    spec:
      containers:
      - name: follower
        image: gcr.io/google_samples/gb-redis-follower:v2
        ports: [{containerPort: 6379}]
        resources:
          requests: {cpu: 200m, memory: 200Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: redis-follower
spec:
  selector: {app: redis, role: follower}
  ports: [{port: 6379}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: frontend
  labels: {app: guestbook}
spec:
  replicas: 3
  selector:
    matchLabels: {app: guestbook}
  template:
    metadata:
      labels: {app: guestbook}
    spec:
      containers:
      - name: php
        image: gcr.io/google_samples/gb-frontend:v5
        ports: [{containerPort: 80}]
        env:
        - {name: GET_HOSTS_FROM, value: dns}
        resources:
          requests: {cpu: 100m, memory: 100Mi}
---
apiVersion: v1
kind: Service
metadata:
  name: frontend
spec:
  type: NodePort
  selector: {app: guestbook}
  ports: [{port: 80}]
`;

/** Three tiers behind three Services, ready to be applied. */
export const guestbook = lesson({
  id: 'guestbook',
  en: {
    title: 'A guestbook',
    about: 'Three tiers: a PHP web tier, one redis leader that takes the writes and two followers that take the reads.',
    steps: ['Apply the manifest and follow each pod from Pending to Running.', 'Look at the Network lens: requests spread over the three web pods.', 'Scale the frontend to 5 and apply again.', 'Delete the redis leader’s pod. Its Service keeps its address.'],
  },
  ko: {
    title: '방명록',
    about: '세 계층: PHP 웹 계층, 쓰기를 받는 redis 리더 하나, 읽기를 받는 팔로워 둘.',
    steps: ['매니페스트를 적용하고 각 파드가 Pending에서 Running이 될 때까지 따라가 보세요.', '네트워크 보기를 보세요: 요청이 웹 파드 세 개로 분산됩니다.', 'frontend를 5개로 늘려 다시 적용하세요.', 'redis 리더의 파드를 삭제해 보세요. 서비스의 주소는 그대로입니다.'],
  },
  manifests: [],
  editorText: change,
  load: [visitors('frontend', 6)],
});
