import { describe, expect, it } from 'vitest';
import { nodeAccess, profiles, withProfile } from './debug-profiles.ts';

const own = { securityContext: { runAsUser: 7, capabilities: { add: ['CHOWN'] } } };

describe('profiles of kubectl debug', () => {
  it.each([
    ['legacy', 'copy', own.securityContext],
    ['general', 'ephemeral', { runAsUser: 7, capabilities: { add: ['CHOWN', 'SYS_PTRACE'] } }],
    ['general', 'node', undefined],
    ['baseline', 'copy', undefined],
    ['restricted', 'copy', { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }],
    ['netadmin', 'node', { runAsUser: 7, capabilities: { add: ['CHOWN', 'NET_ADMIN', 'NET_RAW'] } }],
    ['sysadmin', 'ephemeral', { ...own.securityContext, privileged: true }],
  ] as const)('%s, %s', (profile, style, securityContext) => {
    expect(withProfile(profile, style, { name: 'debugger', ...own })).toEqual({ name: 'debugger', ...(securityContext ? { securityContext } : {}) });
  });

  it('share of a node what they need', () => {
    const shares = profiles.map((profile) => [profile, 'hostPID' in nodeAccess(profile).pod, 'volumeMounts' in nodeAccess(profile).container]);
    expect(shares).toEqual([['legacy', true, true], ['general', true, true], ['baseline', false, false], ['netadmin', true, false], ['restricted', false, false], ['sysadmin', true, true]]);
  });
});
