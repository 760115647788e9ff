import { describe, expect, it } from 'vitest';
import { orders } from '../../kube/go/keys.ts';
import { schemas } from '../../kube/generated/schemas.ts';
import type { Obj } from '../resources/object.ts';
import { asStruct } from './go-order.ts';

const json = (object: object): string => JSON.stringify(asStruct(object as Obj));

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
  it.each(Object.keys(orders))('%s has those of the 1.36 schema, no more and no less', (schema) => {
    const keys = (orders[schema] ?? '').split(' ').map((word) => word.replace('{}', ''));
    expect([...keys].sort()).toEqual(Object.keys(schemas[schema]?.fields ?? {}).sort());
  });
});
