import type { Words } from '../session/preferences.ts';

/** What a plugin asks of a node, or what it likes: one sentence each, for people who meet its name for the first time. */
export interface PluginWords {
  readonly filters: Readonly<Record<string, string>>;
  readonly scores: Readonly<Record<string, string>>;
}

export const pluginWords: Words<PluginWords> = {
  en: {
    filters: {
      NodeUnschedulable: 'It keeps pods off nodes that were cordoned.',
      NodeName: 'It lets only the node pass that the pod names itself.',
      TaintToleration: 'A taint is a “keep out” sign on a node; only pods that tolerate it may go there.',
      NodeAffinity: 'The node must have the labels that the pod asks for.',
      NodePorts: 'The host ports that the pod wants must still be free on the node.',
      NodeResourcesFit: 'What the pod requests must still be free on the node: cpu, memory, and room for one more pod. Requests count, not usage.',
      VolumeRestrictions: 'Some volumes can be used by one pod only.',
      NodeVolumeLimits: 'A node can attach only so many volumes.',
      VolumeBinding: 'The node must be able to reach the pod’s volumes, or a volume must be found for them there.',
      VolumeZone: 'A volume of one zone cannot be used in another.',
      PodTopologySpread: 'Pods of this kind must stay evenly spread, over zones or nodes.',
      InterPodAffinity: 'Some pods insist on being near others, or apart from them.',
    },
    scores: {
      TaintToleration: 'It likes nodes with few “rather not” taints.',
      NodeAffinity: 'It likes nodes with the labels that the pod would prefer.',
      NodeResourcesFit: 'It likes nodes where much stays free (or, if the profile says so, where little does).',
      VolumeBinding: 'It likes nodes where the volumes fit well.',
      PodTopologySpread: 'It likes places with few pods of this kind.',
      InterPodAffinity: 'It likes nodes near the pods that this one wants to be near.',
      NodeResourcesBalancedAllocation: 'It likes nodes where cpu and memory are then used to a similar extent.',
      ImageLocality: 'It likes nodes that have the pod’s images already.',
      DynamicResources: 'It likes nodes whose devices suit the pod’s claims.',
    },
  },
  ko: {
    filters: {
      NodeUnschedulable: '스케줄링이 막힌(cordon) 노드를 걸러 냅니다.',
      NodeName: '파드가 직접 이름을 적은 노드만 통과합니다.',
      TaintToleration: '테인트는 노드에 걸린 “출입 금지” 표시입니다. 톨러레이션이 있는 파드만 들어갑니다.',
      NodeAffinity: '파드가 요구하는 레이블이 노드에 있어야 합니다.',
      NodePorts: '파드가 쓰려는 호스트 포트가 노드에서 비어 있어야 합니다.',
      NodeResourcesFit: '파드가 요청한 만큼 노드에 남아 있어야 합니다: cpu, 메모리, 파드 수. 실제 사용량이 아니라 요청량으로 셉니다.',
      VolumeRestrictions: '파드 하나만 쓸 수 있는 볼륨이 있습니다.',
      NodeVolumeLimits: '노드에 연결할 수 있는 볼륨 수에는 한도가 있습니다.',
      VolumeBinding: '파드의 볼륨에 노드가 닿을 수 있거나, 그곳에서 볼륨을 구할 수 있어야 합니다.',
      VolumeZone: '한 존의 볼륨은 다른 존에서 쓸 수 없습니다.',
      PodTopologySpread: '같은 종류의 파드가 존이나 노드에 고르게 퍼져 있어야 합니다.',
      InterPodAffinity: '어떤 파드는 다른 파드 가까이, 또는 떨어져 있어야 합니다.',
    },
    scores: {
      TaintToleration: '“되도록 피함” 테인트가 적은 노드를 좋아합니다.',
      NodeAffinity: '파드가 선호하는 레이블이 있는 노드를 좋아합니다.',
      NodeResourcesFit: '여유가 많이 남는 노드를 좋아합니다(프로파일에 따라 적게 남는 노드).',
      VolumeBinding: '볼륨이 잘 맞는 노드를 좋아합니다.',
      PodTopologySpread: '같은 종류의 파드가 적은 곳을 좋아합니다.',
      InterPodAffinity: '가까이 있고 싶은 파드 옆의 노드를 좋아합니다.',
      NodeResourcesBalancedAllocation: 'cpu와 메모리가 비슷한 비율로 쓰이게 되는 노드를 좋아합니다.',
      ImageLocality: '파드의 이미지를 이미 가진 노드를 좋아합니다.',
      DynamicResources: '파드의 클레임에 맞는 장치가 있는 노드를 좋아합니다.',
    },
  },
};
