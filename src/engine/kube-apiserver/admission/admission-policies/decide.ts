import type { V1AuditAnnotation, V1MatchCondition, V1ValidatingAdmissionPolicy, V1Validation, V1Variable } from '../../../../kube/generated/types.ts';
import { CelProblem, evaluate, type CelValue, type Scope } from '../../custom-resources/cel/evaluate.ts';
import { typeName } from '../../custom-resources/cel/functions.ts';
import { expressionOf } from '../../custom-resources/rules.ts';

/** Why a write is to be refused. */
export interface Denial {
  readonly message: string;
  /** `Invalid` where the policy names no other. */
  readonly reason: string;
  /** Which of the validations it was. */
  readonly index: number;
}

/** The value of an expression, or the words of its failure. */
type Outcome = { readonly value: CelValue } | { readonly problem: string };

export function outcomeOf(text: string, scope: Scope): Outcome {
  const expression = expressionOf(text);
  try {
    if (expression instanceof CelProblem) throw expression;
    return { value: evaluate(expression, scope) };
  } catch (problem) {
    if (!(problem instanceof CelProblem)) throw problem;
    return { problem: `expression '${text}' resulted in error: ${problem.message}` };
  }
}

/** Whether all conditions hold, or why that cannot be said; one that does not hold decides alone. */
export function conditionsOf(conditions: readonly V1MatchCondition[], scope: Scope): boolean | string {
  const outcomes = conditions.map(({ expression }) => outcomeOf(expression, scope));
  if (outcomes.some((outcome) => 'value' in outcome && outcome.value !== true)) return false;
  return outcomes.find((outcome) => 'problem' in outcome)?.problem ?? true;
}

/** Variables, each worked out when it is first used. */
export function withVariables(scope: Scope, variables: readonly V1Variable[]): Scope {
  const values = {};
  const whole = new Map(scope).set('variables', values);
  for (const { name, expression } of variables) {
    let known: Outcome | undefined;
    Object.defineProperty(values, name, {
      enumerable: true, configurable: true,
      get: () => {
        if (!known) {
          known = { problem: `variable ${name} depends on itself` };
          known = outcomeOf(expression, whole);
        }
        if ('problem' in known) throw new CelProblem(`composited variable "${name}" fails to evaluate: ${known.problem}`);
        return known.value;
      },
    });
  }
  return whole;
}

/** What a policy says to one write. */
interface Findings {
  readonly denials: readonly Denial[];
  /** Values of its audit annotations, or why one has none. */
  readonly annotations: readonly ({ readonly key: string; readonly value: string } | { readonly problem: string })[];
}

const nothing: Findings = { denials: [], annotations: [] };

/**
 * What a policy finds wrong with one write and notes of it, with one parameter. Nothing where its match conditions do not hold.
 *
 * @see Kubernetes 1.36, admission/plugin/policy/validating, validator.Validate
 */
export function findingsOf({ spec: { matchConditions = [], variables = [], validations = [], auditAnnotations = [], failurePolicy } = {} }: V1ValidatingAdmissionPolicy, scope: Scope): Findings {
  const failed = (message: string, index: number): readonly Denial[] => (failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid', index }]);
  const conditions = conditionsOf(matchConditions, scope);
  if (conditions === false) return nothing;
  if (typeof conditions === 'string') return { denials: failed(conditions, 0), annotations: [] };
  const whole = withVariables(scope, variables);
  const denials = validations.flatMap((validation, index) => {
    const outcome = outcomeOf(validation.expression, whole);
    if ('problem' in outcome) return failed(outcome.problem, index);
    return outcome.value === true ? [] : [{ message: messageOf(validation, whole), reason: validation.reason ?? 'Invalid', index }];
  });
  return { denials, annotations: auditAnnotations.flatMap((annotation) => annotationsOf(annotation, whole, failurePolicy === 'Ignore')) };
}

function annotationsOf({ key, valueExpression }: V1AuditAnnotation, scope: Scope, ignores: boolean): Findings['annotations'] {
  const outcome = outcomeOf(valueExpression, scope);
  if ('problem' in outcome) return ignores ? [] : [outcome];
  const { value } = outcome;
  if (value === null) return [];
  if (typeof value !== 'string') return [{ problem: `valueExpression '${valueExpression}' resulted in unsupported return type: ${typeName(value)}. Return type must be either string or null.` }];
  return value.trim() === '' ? [] : [{ key, value: value.trim() }];
}

const messageMax = 5 * 1024;

function messageOf({ expression, message = '', messageExpression }: V1Validation, scope: Scope): string {
  const outcome = messageExpression === undefined ? undefined : outcomeOf(messageExpression, scope);
  const said = outcome && 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
  if (said !== '' && said.length <= messageMax && !said.includes('\n')) return said;
  return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
}
