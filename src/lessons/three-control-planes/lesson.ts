import { controlPlaneMachine, usualMachines } from '../../scenario/machines.ts';
import { lesson } from '../compose.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
      - name: web
        image: nginx:1.27
        resources:
          requests: { cpu: 250m, memory: 128Mi }
`;

const heads = ['cp-1', 'cp-2', 'cp-3'].map((name) => ({ ...controlPlaneMachine, name }));

/** etcd with three members: elections, the loss of the majority, a network that is cut. */
export const threeControlPlanes = lesson({
  id: 'three-control-planes',
  lens: 'plane',
  en: {
    title: 'Three control planes',
    about: 'Three machines share the control plane, and etcd has a member on each. What two of the three agree on is written; without two, nothing is.',
    steps: [
      'The lens Control plane (key 5) shows three members of etcd, one of which leads. `kubectl exec -n kube-system etcd-cp-1 -- etcdctl endpoint status --cluster -w table` says the same.',
      'Power off cp-1, which leads. After one to two seconds another member does; some 15 seconds later, when their Leases have run out, scheduler and controllers of another machine work.',
      'Power off the one that leads now. The last member is no majority: nothing is written, `kubectl get nodes` waits and fails, and the pods of web run on.',
      'Power both on: they catch up with the log, and everything goes on.',
      'In the Faults drawer cut the leader’s machine off. It leads on for a second or two, but nobody agrees: its side refuses, the other side elects a leader in a new term. Mend it: the old leader follows, and what only it had is dropped.',
    ],
  },
  ko: {
    title: '컨트롤 플레인 세 대',
    about: '세 머신이 컨트롤 플레인을 나누어 맡고, 머신마다 etcd 멤버가 하나씩 있습니다. 셋 중 둘이 합의한 것만 기록되고, 둘이 모이지 못하면 아무것도 기록되지 않습니다.',
    steps: [
      '컨트롤 플레인 렌즈(키 5)를 보세요. etcd 멤버가 셋이고 그중 하나가 리더입니다. `kubectl exec -n kube-system etcd-cp-1 -- etcdctl endpoint status --cluster -w table`로도 볼 수 있습니다.',
      '리더인 cp-1의 전원을 끄세요. 1~2초 뒤 다른 멤버가 리더가 되고, 리스가 만료되는 약 15초 뒤에는 다른 머신의 스케줄러와 컨트롤러가 일을 이어받습니다.',
      '지금 리더인 머신의 전원도 끄세요. 남은 멤버 하나로는 과반수가 안 되므로 아무것도 기록되지 않고, `kubectl get nodes`는 기다리다 실패하며, web의 파드는 계속 실행됩니다.',
      '두 머신의 전원을 켜세요. 로그를 따라잡고 모두 이어집니다.',
      '장애 서랍에서 리더가 있는 머신의 네트워크를 끊으세요. 1~2초 동안은 자신을 리더로 알지만 합의하는 멤버가 없어 요청을 거부하고, 반대쪽은 새 텀의 리더를 뽑습니다. 복구하면 옛 리더는 팔로워가 되고, 혼자 가지고 있던 항목은 버려집니다.',
    ],
  },
  manifests: [manifest],
  machines: [...heads, ...usualMachines.slice(1)],
  warmUpMs: 30_000,
});
