/** Rules that a final status alone tells. */
import { statusText } from './message-text.ts';
import type { Params, Rule } from './types.ts';
import type { TracedMessage } from '../model.ts';

/** `{status}` is the code with its phrase; `params` adds more. */
export function statusRule(
  rule: Omit<Rule, 'find'>, statuses: (status: number) => boolean, params: (failure: TracedMessage) => Params = () => ({}),
): Rule {
  return {
    ...rule,
    find({ failure }) {
      if (failure?.status === undefined || !statuses(failure.status)) return undefined;
      return { seq: failure.seq, params: { status: statusText(failure), ...params(failure) } };
    },
  };
}
