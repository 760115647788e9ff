import type { Resource } from '../resource.ts';
import { components, type Docs } from './openapi.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Answers `/openapi/v2` with the definitions of every served type and no paths: older clients check by it what they send
 * where version 3 says nothing of a kind (`kind: List`).
 */
export function openApiV2(resources: readonly Resource[], docs: Docs): Json {
  const definitions = Object.fromEntries(Object.entries(components(resources, docs)).map(([name, schema]) => [name, toV2(schema as Json)]));
  return { swagger: '2.0', info: { title: 'Kubernetes', version: 'v1.36.3' }, paths: {}, definitions };
}

/** A schema of version 3 in the words of version 2, which knows neither `oneOf` nor a reference beside anything else. */
function toV2(schema: Json): Json {
  const { allOf, oneOf, default: _default, properties, items, additionalProperties, ...plain } = schema;
  const [reference] = (allOf ?? []) as readonly Json[];
  return {
    ...plain,
    ...(oneOf ? { type: 'string' } : {}),
    ...(reference ?? plain['$ref'] ? { $ref: String(reference?.['$ref'] ?? plain['$ref']).replace('#/components/schemas/', '#/definitions/') } : {}),
    ...(properties ? { properties: Object.fromEntries(Object.entries(properties as Json).map(([name, property]) => [name, toV2(property as Json)])) } : {}),
    ...(items ? { items: toV2(items as Json) } : {}),
    ...(additionalProperties && typeof additionalProperties === 'object' ? { additionalProperties: toV2(additionalProperties as Json) } : {}),
  };
}
