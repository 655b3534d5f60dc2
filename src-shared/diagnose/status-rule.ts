/** Rules that a final status alone tells. */
import { statusText } from './message-text.ts';
import type { Params, Rule } from './types.ts';
import type { TracedMessage } from '../model.ts';

/** `{status}` is the code with its phrase; `params` adds more; `better` knows more of it, and is told instead. */
export function statusRule(
  rule: Omit<Rule, 'find'>, statuses: (status: number) => boolean, params: (failure: TracedMessage) => Params = () => ({}), better?: Rule,
): Rule {
  return {
    ...rule,
    find(call) {
      const { failure } = call;
      if (better?.find(call)) return undefined;
      if (failure?.status === undefined || !statuses(failure.status)) return undefined;
      return { seq: failure.seq, params: { status: statusText(failure), ...params(failure) } };
    },
  };
}
