import type { CallTrace } from '../call-trace.ts';
import { sourceOf, targetOf } from '../call-trace.ts';
import { answerOf, byeOf, isSuccess } from '../dialog-steps.ts';
import { hasRung } from '../ringing.ts';
import type { Finding } from '../types.ts';
import type { Rule } from '../types.ts';

/** A proxy needs less than that. */
const PATIENCE_MS = 500;

/** RFC 3261 16.7 step 5: every 2xx to an INVITE is passed on at once. RFC 3261 15: a callee may send BYE in a confirmed dialog only. */
export const missingSuccess: Rule = {
  name: 'missing-success',
  severity: 'error',
  section: 'RFC 3261 16.7',
  texts: {
    en: {
      message: 'The call was answered, but the 200 OK never reached the caller: {where} did not pass it on.',
      advice: 'The way back of the answer is broken: look at Via and at what stands between ({where}). To the caller it went on ringing.',
    },
    de: {
      message: 'Der Anruf wurde angenommen, doch das 200 OK erreichte den Anrufer nie: {where} hat es nicht weitergegeben.',
      advice: 'Der Rückweg der Antwort ist gestört: Prüfen Sie Via und was dazwischensteht ({where}). Beim Anrufer klingelte es weiter.',
    },
  },
  find: (call) => swallowed(call) ?? endedUnanswered(call),
};

/** The 2xx is seen on one hop, and no final response on the one before it. */
function swallowed({ transactions, messages }: CallTrace): Finding | undefined {
  const end = messages.at(-1)?.atMs ?? 0;
  const invites = transactions.filter(({ request }) => request.method === 'INVITE' && request.toTag === '');
  for (const { request, responses } of invites) {
    const success = responses.find(({ status }) => isSuccess(status));
    if (!success || end - success.atMs < PATIENCE_MS) continue;
    const before = invites.find((other) => hostOfEndpoint(targetOf(other.request)) === hostOfEndpoint(sourceOf(request)) && other.request.cseq === request.cseq && other.request.seq < request.seq);
    if (before && before.responses.every(({ status = 0 }) => status < 200)) return { seq: success.seq, params: { where: sourceOf(request) } };
  }
  return undefined;
}

/** A proxy may send from another port than it listens on. */
const hostOfEndpoint = (endpoint: string): string => endpoint.slice(0, endpoint.lastIndexOf(':'));

/** The callee hangs up a call that the caller never saw answered. */
function endedUnanswered(call: CallTrace): Finding | undefined {
  const bye = byeOf(call);
  const invite = call.messages.find(({ method, status }) => method === 'INVITE' && status === undefined);
  if (!bye || !invite || answerOf(call) || !hasRung(call.messages) || bye.fromTag === invite.fromTag) return undefined;
  return { seq: bye.seq, params: { where: sourceOf(bye) } };
}
