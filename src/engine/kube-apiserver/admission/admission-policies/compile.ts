import { invalid, type FieldError } from '../../../../kube/field-errors.ts';
import type { V1JSONSchemaProps, V1MutatingAdmissionPolicy, V1ValidatingAdmissionPolicy, V1ValidatingWebhookConfiguration, V1Variable } from '../../../../kube/generated/types.ts';
import type { KubeObject } from '../../../../kube/object.ts';
import type { Expression } from '../../custom-resources/cel/parse.ts';
import { compileProblem } from '../../custom-resources/compile.ts';
import { expressionOf } from '../../custom-resources/rules.ts';

type Names = Readonly<Record<string, V1JSONSchemaProps | undefined>>;

/** Names that expressions of a policy may use; of their types nothing is known. */
const always = { object: undefined, oldObject: undefined, request: undefined, namespaceObject: undefined, authorizer: undefined };

/**
 * Expressions of a policy that do not compile: they cannot be read, or use names that are not there. A variable knows those before it.
 *
 * @see Kubernetes 1.36, admissionregistration validation, validateCELExpression
 */
export function expressionErrors(policy: KubeObject): readonly FieldError[] {
  const { paramKind, matchConditions = [], variables = [], validations = [], auditAnnotations = [] } = (policy as V1ValidatingAdmissionPolicy).spec ?? {};
  const names = paramKind ? { ...always, params: undefined } : always;
  const withVariables = (known: readonly V1Variable[]): Names => ({ ...names, variables: { type: 'object', properties: Object.fromEntries(known.map(({ name }) => [name, {}])) } });
  const all = withVariables(variables);
  return [
    ...variables.flatMap(({ expression }, index) => problem(`spec.variables[${String(index)}].expression`, expression, withVariables(variables.slice(0, index)))),
    ...matchConditions.flatMap(({ expression }, index) => problem(`spec.matchConditions[${String(index)}].expression`, expression, names)),
    ...validations.flatMap(({ expression, messageExpression }, index) => [
      ...problem(`spec.validations[${String(index)}].expression`, expression, all),
      ...problem(`spec.validations[${String(index)}].messageExpression`, messageExpression, all),
    ]),
    ...auditAnnotations.flatMap(({ valueExpression }, index) => problem(`spec.auditAnnotations[${String(index)}].valueExpression`, valueExpression, all)),
  ];
}

/** As {@link expressionErrors}, of mutating policies: their mutations may also make objects and patches. */
export function mutationErrors(policy: KubeObject): readonly FieldError[] {
  const { paramKind, matchConditions = [], variables = [], mutations = [] } = (policy as V1MutatingAdmissionPolicy).spec ?? {};
  const names = paramKind ? { ...always, params: undefined } : always;
  const withVariables = (known: readonly V1Variable[]): Names => ({ ...names, variables: { type: 'object', properties: Object.fromEntries(known.map(({ name }) => [name, {}])) } });
  const all = { ...withVariables(variables), Object: undefined, JSONPatch: undefined, jsonpatch: undefined };
  return [
    ...matchConditions.flatMap(({ expression }, index) => problem(`spec.matchConditions[${String(index)}].expression`, expression, names)),
    ...variables.flatMap(({ expression }, index) => problem(`spec.variables[${String(index)}].expression`, expression, withVariables(variables.slice(0, index)))),
    ...mutations.flatMap(({ jsonPatch, applyConfiguration }, index) => [
      ...resultProblem(`spec.mutations[${String(index)}].jsonPatch.expression`, jsonPatch?.expression, all, 'list(JSONPatch)'),
      ...resultProblem(`spec.mutations[${String(index)}].applyConfiguration.expression`, applyConfiguration?.expression, all, 'Object'),
    ]),
  ];
}

/** A problem of an expression, or that it plainly gives something else. */
function resultProblem(path: string, expression: string | undefined, names: Names, wanted: 'Object' | 'list(JSONPatch)'): readonly FieldError[] {
  const found = problem(path, expression, names);
  if (found.length > 0 || expression === undefined || expression.trim() === '') return found;
  const parsed = expressionOf(expression);
  if (!('kind' in parsed)) return [];
  const isOther = wanted === 'Object' ? isList(parsed) || (parsed.kind === 'struct' && parsed.type !== 'Object') : parsed.kind === 'struct' || parsed.kind === 'map' || parsed.kind === 'literal';
  return isOther ? [invalid(path, expression, `must evaluate to ${wanted}`)] : [];
}

const isList = ({ kind }: Expression): boolean => kind === 'list' || kind === 'map' || kind === 'literal' || kind === 'unary';

/** As {@link expressionErrors}, of webhooks: they have nothing but match conditions. */
export function webhookExpressionErrors(configuration: KubeObject): readonly FieldError[] {
  const { webhooks = [] } = configuration as V1ValidatingWebhookConfiguration;
  return webhooks.flatMap(({ matchConditions = [] }, index) => matchConditions.flatMap(
    ({ expression }, at) => problem(`webhooks[${String(index)}].matchConditions[${String(at)}].expression`, expression, always)));
}

function problem(path: string, expression: string | undefined, names: Names): readonly FieldError[] {
  if (expression === undefined || expression.trim() === '') return [];
  const words = compileProblem(expression, names);
  return words === undefined ? [] : [invalid(path, expression, `compilation failed: ${words}`)];
}
