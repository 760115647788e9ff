/** The kubectl that this one stands for; the details of its build are as the server tells of itself. */
export const clientVersion = {
  major: '1', minor: '36', gitVersion: 'v1.36.3', gitCommit: 'drydock', gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z', goVersion: 'go1.26.0', compiler: 'gc', platform: 'linux/amd64',
};
