import { describe, expect, it } from 'vitest';
import * as fields from './field-errors.ts';
import { configMaps, deployments, nodes, pods } from './kinds.ts';
import * as status from './status.ts';

describe('the words of a refusal', () => {
  it.each([
    { status: status.notFound(pods, 'x'), code: 404, reason: 'NotFound', message: 'pods "x" not found' },
    { status: status.notFound(deployments, 'x'), code: 404, reason: 'NotFound', message: 'deployments.apps "x" not found' },
    { status: status.alreadyExists(configMaps, 'x'), code: 409, reason: 'AlreadyExists', message: 'configmaps "x" already exists' },
    { status: status.alreadyExists(configMaps, 'x', true), code: 409, reason: 'AlreadyExists', message: 'object is being deleted: configmaps "x" already exists' },
    { status: status.conflict(deployments, 'x'), code: 409, reason: 'Conflict', message: 'Operation cannot be fulfilled on deployments.apps "x": the object has been modified; please apply your changes to the latest version and try again' },
    { status: status.accessDenied({ user: 'jane', verb: 'list', resource: pods, namespace: 'default' }), code: 403, reason: 'Forbidden', message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"' },
    { status: status.accessDenied({ user: 'jane', verb: 'get', resource: nodes, name: 'n', subresource: 'proxy' }), code: 403, reason: 'Forbidden', message: 'nodes "n" is forbidden: User "jane" cannot get resource "nodes/proxy" in API group "" at the cluster scope' },
    { status: status.pathDenied('jane', 'get', '/metrics'), code: 403, reason: 'Forbidden', message: 'forbidden: User "jane" cannot get path "/metrics"' },
    { status: status.forbidden(pods, 'x', 'no PriorityClass with name high was found'), code: 403, reason: 'Forbidden', message: 'pods "x" is forbidden: no PriorityClass with name high was found' },
    { status: status.tooOldResourceVersion(3, 9), code: 410, reason: 'Expired', message: 'too old resource version: 3 (9)' },
    { status: status.invalid(deployments, 'x', [fields.invalid('spec.replicas', -1, 'must be greater than or equal to 0')]), code: 422, reason: 'Invalid', message: 'Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0' },
  ])('$message', ({ status: { code, reason, message, status: result }, ...want }) => {
    expect({ code, reason, message, result }).toEqual({ code: want.code, reason: want.reason, message: want.message, result: 'Failure' });
  });

  it('lists several errors in brackets, each with its cause', () => {
    const refused = status.invalid(pods, 'x', [fields.required('spec.a'), fields.forbidden('spec.b', 'not now')]);
    expect(refused.message).toBe('Pod "x" is invalid: [spec.a: Required value, spec.b: Forbidden: not now]');
    expect(refused.details).toEqual({ name: 'x', kind: 'Pod', causes: [
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.a' },
      { reason: 'FieldValueForbidden', message: 'Forbidden: not now', field: 'spec.b' }] });
  });
});
