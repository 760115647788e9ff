import { useWords } from '../../session/preferences.ts';
import { useSession } from '../../session/store.ts';
import type { EtcdMember } from '../../../protocol/members.ts';
import type { Rect } from '../layout/geometry.ts';
import { useStage } from '../model-store.ts';
import { objectOf } from '../objects.ts';
import { hoverOn } from './pointing.ts';
import { isCutOff, memberLabel } from './select.ts';
import { planeWords } from './words.ts';

/** The members of etcd inside its box. */
export function Members({ box }: { readonly box: Rect }) {
  const parts = useStage(({ model }) => model?.plane?.parts);
  const members = useSession(({ heads }) => heads?.members) ?? none;
  return members.map((member) => {
    const rect = parts?.get(`plane:member/${member.name}`);
    return rect && <div key={member.name} className="absolute" style={{ left: rect.x - box.x, top: rect.y - box.y, width: rect.width, height: rect.height }}><Member member={member} isCut={isCutOff(member, members)} /></div>;
  });
}

const none: readonly EtcdMember[] = [];

/** A role has a shape besides its word. */
const marks: Readonly<Record<EtcdMember['role'], string>> = { leader: '★', follower: '○', candidate: '◆', 'pre-candidate': '◇', down: '✕' };

function Member({ member, isCut }: { readonly member: EtcdMember; readonly isCut: boolean }) {
  const words = useWords(planeWords);
  const id = `plane:member/${member.name}`;
  return (
    <div role="button" tabIndex={-1} aria-label={memberLabel(member, isCut, words)} data-id={id} data-role={member.role} data-cut={isCut} className="member flex h-full flex-col justify-center overflow-hidden px-2 text-note leading-[1.3]" onClick={() => { useSession.getState().select(objectOf(id)); }} {...hoverOn(id)}>
      <span className="flex shrink-0 flex-wrap items-center gap-x-1.5"><span aria-hidden>{marks[member.role]}</span><span className="text-[12px] font-semibold">{member.name}</span>{isCut && <span className="whitespace-nowrap">· {words.apart}</span>}<span className="whitespace-nowrap">{words.role[member.role]}</span></span>
      {member.pending > 0 && <span className="truncate text-busy tabular-nums">{words.pending(member.pending)}</span>}
      <span className="flex h-[1.3em] shrink-0 flex-wrap gap-x-1.5 overflow-hidden text-muted tabular-nums"><span className="max-w-full truncate">{words.term(member.term)}</span><span>{words.log(member.commit, member.lastIndex)}</span></span>
    </div>
  );
}
