import type { V1ValidatingAdmissionPolicy, V1Validation, V1Variable } from '../../../../kube/generated/types.ts';
import { CelProblem, evaluate, type CelValue, type Scope } from '../../custom-resources/cel/evaluate.ts';
import { expressionOf } from '../../custom-resources/rules.ts';

/** Why a write is to be refused. */
export interface Denial {
  readonly message: string;
  /** `Invalid` where the policy names no other. */
  readonly reason: string;
}

/** The value of an expression, or the words of its failure. */
type Outcome = { readonly value: CelValue } | { readonly problem: string };

function outcomeOf(text: string, scope: Scope): Outcome {
  const expression = expressionOf(text);
  try {
    if (expression instanceof CelProblem) throw expression;
    return { value: evaluate(expression, scope) };
  } catch (problem) {
    if (!(problem instanceof CelProblem)) throw problem;
    return { problem: `expression '${text}' resulted in error: ${problem.message}` };
  }
}

/** Variables, each worked out when it is first used. */
function withVariables(scope: Scope, variables: readonly V1Variable[]): Scope {
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

/**
 * What a policy finds wrong with one write, with one parameter. Nothing where its match conditions do not hold.
 *
 * @see Kubernetes 1.36, admission/plugin/policy/validating, validator.Validate
 */
export function denials({ spec: { matchConditions = [], variables = [], validations = [], failurePolicy } = {} }: V1ValidatingAdmissionPolicy, scope: Scope): readonly Denial[] {
  const failed = (message: string): readonly Denial[] => (failurePolicy === 'Ignore' ? [] : [{ message, reason: 'Invalid' }]);
  const conditions = matchConditions.map(({ expression }) => outcomeOf(expression, scope));
  if (conditions.some((outcome) => 'value' in outcome && outcome.value !== true)) return [];
  const broken = conditions.find((outcome) => 'problem' in outcome);
  if (broken) return failed(broken.problem);
  const whole = withVariables(scope, variables);
  return validations.flatMap((validation) => {
    const outcome = outcomeOf(validation.expression, whole);
    if ('problem' in outcome) return failed(outcome.problem);
    return outcome.value === true ? [] : [{ message: messageOf(validation, whole), reason: validation.reason ?? 'Invalid' }];
  });
}

const messageMax = 5 * 1024;

function messageOf({ expression, message = '', messageExpression }: V1Validation, scope: Scope): string {
  const outcome = messageExpression === undefined ? undefined : outcomeOf(messageExpression, scope);
  const said = outcome && 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
  if (said !== '' && said.length <= messageMax && !said.includes('\n')) return said;
  return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
}
