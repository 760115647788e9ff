/** A member of etcd as it is. */
export interface EtcdMember {
  /** Its machine. */
  readonly name: string;
  readonly role: 'leader' | 'follower' | 'candidate' | 'pre-candidate' | 'down';
  readonly term: number;
  readonly lastIndex: number;
  /** Index up to which it knows its log to be agreed upon. */
  readonly commit: number;
  /** Whom it follows; '' for nobody. */
  readonly leader: string;
  /** How many entries of its log are not agreed upon, as far as it knows. */
  readonly pending: number;
  /** On which side of a cut network it is. */
  readonly side: 0 | 1;
}

/** What works on a machine of the control plane. */
export interface HeadSight {
  readonly name: string;
  /** It refuses where it runs and its member of etcd cannot write, whatever the reason. */
  readonly api: 'answers' | 'refuses' | 'down';
  readonly runsScheduler: boolean;
  readonly runsManager: boolean;
}

/** Several control planes: the members of etcd, what works on each machine, and whose Lease it is to schedule and to control ('' for nobody's). */
export interface HeadsPicture {
  readonly members: readonly EtcdMember[];
  readonly heads: readonly HeadSight[];
  readonly scheduler: string;
  readonly manager: string;
}

/** What one member said to another. */
export interface MemberMessage {
  /** Ascending. */
  readonly id: number;
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly type: string;
  readonly isLost: boolean;
}
