import type { V1CronJob } from '../../../kube/generated/types.ts';
import { parseRfc3339 } from '../../../kube/time.ts';
import { object } from '../../conditions.ts';
import { check, exercise } from '../compose.ts';

const backup = (file: string): string => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
spec:
  schedule: "* * * * *"
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: backup
            image: busybox:1.36
            command: ["sh", "-c", "cat ${file} > /tmp/backup && echo saved"]
`;

const path = '/apis/batch/v1/namespaces/default/cronjobs/backup';
const twoMinutesMs = 125_000;
const succeededLately = ({ status }: V1CronJob, epochMs: number): boolean => epochMs - (parseRfc3339(String(status?.lastSuccessfulTime)) ?? -Infinity) <= twoMinutesMs;
const commandOf = ({ spec }: V1CronJob): string => spec?.jobTemplate.spec?.template.spec?.containers[0]?.command?.join(' ') ?? '';

/** A job that fails every minute. */
export const cronJob = exercise({
  id: 'cron-job',
  en: {
    title: 'A backup that never succeeds',
    about: 'Every minute a job saves the list of users. Jobs come and go on time; a backup there is none.',
    goal: 'The CronJob `backup` still runs every minute, and its runs succeed.',
    hints: [
      'How do the runs end? `kubectl get jobs`, and what do their pods say? `kubectl logs job/JOB-NAME`',
      'The file is misspelt. A Job that exists keeps its template; where does the CronJob take that of the next one from?',
      'Correct the command in `spec.jobTemplate` of the CronJob, in the editor. The next full minute starts a run with it.',
    ],
    learnt: 'A CronJob only starts Jobs on time, whether they succeed is told by the Jobs; what you correct in it holds for the runs to come.',
  },
  ko: {
    title: '한 번도 성공하지 못한 백업',
    about: '1분마다 잡이 사용자 목록을 저장합니다. 잡은 제시간에 생겼다가 없어지지만, 백업은 하나도 없습니다.',
    goal: '크론잡 `backup`이 계속 1분마다 실행되고, 실행이 성공해야 합니다.',
    hints: [
      '실행은 어떻게 끝나나요? `kubectl get jobs`, 그리고 파드는 뭐라고 하나요? `kubectl logs job/JOB-NAME`',
      '파일 이름에 오타가 있습니다. 이미 있는 잡의 템플릿은 바뀌지 않습니다. 크론잡은 다음 잡의 템플릿을 어디에서 가져올까요?',
      '편집기에서 크론잡의 `spec.jobTemplate`에 있는 명령을 고치세요. 다음 정각 분에 새 명령으로 실행됩니다.',
    ],
    learnt: '크론잡은 제시간에 잡을 시작할 뿐이고, 성공했는지는 잡이 알려 줍니다. 크론잡을 고치면 다음 실행부터 적용됩니다.',
  },
  manifests: [backup('/etc/pasword')],
  untilMs: 90_000,
  checks: [
    check('A run has succeeded within the last two minutes', '지난 2분 안에 성공한 실행이 있다', object<V1CronJob>(path, succeededLately)),
    check('It runs every minute', '1분마다 실행된다', object<V1CronJob>(path, ({ spec }) => ['* * * * *', '*/1 * * * *'].includes(spec?.schedule ?? '') && spec?.suspend !== true)),
    check('It saves `/etc/passwd`', '`/etc/passwd`를 저장한다', object<V1CronJob>(path, (found) => commandOf(found).includes('/etc/passwd'))),
  ],
  solution: [
    { en: 'Correct the name of the file.', ko: '파일 이름을 고칩니다.', yaml: backup('/etc/passwd') },
  ],
});
