import { judge, questionKey, questionsOf, readAnswer, type Question } from '../../lessons/check.ts';
import type { Exercise } from '../../lessons/exercise.ts';
import { askAccess, get } from '../session/link.ts';
import { useExercises } from '../session/exercises.ts';
import { useSession } from '../session/store.ts';
import { useStanding } from '../session/standing.ts';

const everyMs = 400;

/** Asks again and again how the checks stand, while anything changes, until the function that it answers with is called. Never more than one round at a time. */
export function watch(exercise: Exercise): () => void {
  const questions = questionsOf(exercise.checks);
  let isOver = false;
  let isAsking = false;
  let seen = '';
  const look = async (): Promise<void> => {
    const { ready, revision, epochMs, past } = useSession.getState();
    const moment = `${String(revision)} ${String(epochMs)}`;
    if (!ready || isAsking || moment === seen) return;
    isAsking = true;
    const answers = await answersTo(questions).catch(() => undefined);
    isAsking = false;
    // What was asked of one moment says nothing of another one that is shown meanwhile.
    const now = useSession.getState();
    const isPast = past !== undefined;
    if (isOver || !answers || isPast !== (now.past !== undefined)) return;
    seen = moment;
    take(exercise, judge(exercise.checks, answers, Math.min(epochMs, now.epochMs)), isPast);
  };
  useStanding.getState().begin(exercise);
  const timer = setInterval(() => { void look(); }, everyMs);
  void look();
  return () => {
    isOver = true;
    clearInterval(timer);
    useStanding.getState().end();
  };
}

function take(exercise: Exercise, holds: readonly boolean[], isPast: boolean): void {
  useStanding.getState().take(holds, isPast);
  if (!isPast && holds.every(Boolean)) useExercises.getState().noteSolved(exercise.id);
}

/** Undefined where the API server leaves a question open: then everything stays as it was seen last. */
async function answersTo(questions: readonly Question[]): Promise<ReadonlyMap<string, unknown> | undefined> {
  const answers = await Promise.all(questions.map(async (question) => ({ key: questionKey(question), answer: readAnswer(await ('get' in question ? get(question.get) : askAccess(question.may))) })));
  return answers.some(({ answer }) => answer === 'unclear') ? undefined : new Map(answers.map(({ key, answer }) => [key, (answer as { readonly object: unknown }).object]));
}
