import { lesson } from '../compose.ts';

const manifest = `apiVersion: batch/v1
kind: Job
metadata:
  name: parcels
spec:
  completions: 6
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: packer
        image: busybox:1.36
        command: ["sh", "-c", "echo packing; sleep 8"]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: bell
spec:
  schedule: "* * * * *"
  successfulJobsHistoryLimit: 2
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: bell
            image: busybox:1.36
            command: ["echo", "ding"]
`;

/** Work that ends, once and every minute. */
export const jobs = lesson({
  id: 'jobs',
  en: {
    title: 'Work that ends',
    about: 'A Job runs six pods to their end, two at a time; a CronJob starts another Job every minute.',
    steps: ['Watch “parcels”: never more than two pods run, six succeed.', 'Let three minutes pass: `kubectl get jobs` shows the last two of “bell”.', 'Type `kubectl create job now --from=cronjob/bell`'],
  },
  ko: {
    title: '끝이 있는 작업',
    about: '잡은 파드 여섯 개를 한 번에 두 개씩 완료될 때까지 실행하고, 크론잡은 1분마다 새 잡을 시작합니다.',
    steps: ['“parcels”를 지켜보세요: 동시에 실행되는 파드는 두 개를 넘지 않고, 여섯 개가 성공합니다.', '3분을 보내세요: `kubectl get jobs`에 “bell”의 마지막 두 잡이 보입니다.', '`kubectl create job now --from=cronjob/bell`을 입력하세요'],
  },
  manifests: [manifest],
  warmUpMs: 10_000,
});
