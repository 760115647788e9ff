import { describe, expect, it } from 'vitest';
import { allOrders } from './keys.ts';
import { schemas } from '../generated/schemas.ts';
import type { KubeObject } from '../object.ts';
import { asAnswered, asStruct } from './order.ts';

const json = (object: object): string => JSON.stringify(asStruct(object as KubeObject));

describe('an object as Go writes a struct', () => {
  it.each([
    {
      why: 'fields in the order of their declaration, also those of embedded structs',
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { b: '2', a: '1' }, name: 'p' }, spec: { restartPolicy: 'Never', containers: [{ image: 'i', name: 'c', resources: {}, livenessProbe: { periodSeconds: 1, exec: { command: ['x'] } } }], volumes: [{ emptyDir: {}, name: 'v' }] }, status: {} },
      text: '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","labels":{"a":"1","b":"2"}},"spec":{"volumes":[{"name":"v","emptyDir":{}}],"containers":[{"name":"c","image":"i","resources":{},"livenessProbe":{"exec":{"command":["x"]},"periodSeconds":1}}],"restartPolicy":"Never"},"status":{}}',
    },
    {
      why: 'structs also where they are empty, pointers not',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { template: { spec: { containers: [{ name: 'c' }] } } } },
      text: '{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"},"spec":{"template":{"metadata":{},"spec":{"containers":[{"name":"c","resources":{}}]}},"strategy":{}},"status":{}}',
    },
    {
      why: 'two versions of a kind have structs of their own',
      object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'h' }, spec: { maxReplicas: 2, minReplicas: 1, scaleTargetRef: { name: 'd', kind: 'Deployment', apiVersion: 'apps/v1' } }, status: { currentMetrics: null, desiredReplicas: 0 } },
      text: '{"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","metadata":{"name":"h"},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d","apiVersion":"apps/v1"},"minReplicas":1,"maxReplicas":2},"status":{"desiredReplicas":0,"currentMetrics":null}}',
    },
    {
      why: 'a custom resource has no struct: its keys are sorted',
      object: { kind: 'Own', apiVersion: 'example.com/v1', metadata: { name: 'o', labels: {} } },
      text: '{"apiVersion":"example.com/v1","kind":"Own","metadata":{"labels":{},"name":"o"}}',
    },
  ])('has $why', ({ object, text }) => {
    expect(json(object)).toBe(text);
  });

  it('keeps what no struct has', () => {
    expect(json({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 's' }, zeta: 1, alpha: 2 })).toBe('{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"s"},"alpha":2,"zeta":1}');
  });
});

describe('the table of keys', () => {
  it.each(Object.keys(allOrders))('%s has those of the 1.36 schema, no more and no less', (schema) => {
    const keys = (allOrders[schema] ?? '').split(' ').map((word) => word.replace('{}', ''));
    expect([...keys].sort()).toEqual(Object.keys(schemas[schema]?.fields ?? {}).sort());
  });
});

describe('an answer as the API server writes it', () => {
  it.each([
    { why: 'an object', body: { apiVersion: 'v1', kind: 'ConfigMap', data: { b: '1', a: '2' }, metadata: { labels: { x: 'y' }, name: 'c' } }, text: '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","labels":{"x":"y"}},"data":{"a":"2","b":"1"}}' },
    { why: 'the items of a list', body: { kind: 'LeaseList', apiVersion: 'coordination.k8s.io/v1', metadata: {}, items: [{ spec: { renewTime: 't', holderIdentity: 'h' }, metadata: { name: 'l' } }] }, text: '{"kind":"LeaseList","apiVersion":"coordination.k8s.io/v1","metadata":{},"items":[{"metadata":{"name":"l"},"spec":{"holderIdentity":"h","renewTime":"t"}}]}' },
    { why: 'a custom resource', body: { kind: 'Own', apiVersion: 'example.com/v1', spec: { b: 1, a: 2 }, metadata: { name: 'o' } }, text: '{"apiVersion":"example.com/v1","kind":"Own","metadata":{"name":"o"},"spec":{"a":2,"b":1}}' },
    { why: 'a refusal', body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 404 }, text: '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","code":404}' },
    { why: 'what is no object', body: { paths: ['/b', '/a'] }, text: '{"paths":["/b","/a"]}' },
  ])('has fields in their order: $why', ({ body, text }) => {
    expect(JSON.stringify(asAnswered(body))).toBe(text);
  });
});
