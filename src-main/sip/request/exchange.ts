/** One request on its way and its final answer, challenges met: what SUBSCRIBE, REFER, PUBLISH, NOTIFY and MESSAGE have in common. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import type { DigestClient } from '../digest.ts';
import { challengeInWords, responseInWords } from '../failure-words.ts';
import type { Identity } from '../identity.ts';
import type { ChallengeFailure } from './outbound.ts';
import { sendRequest } from './outbound.ts';
import type { OwnWay, Path } from './path.ts';
import { contactHeader, findPath } from './path.ts';
import { oneLine } from './safe-text.ts';

export interface ExchangeOptions {
  nextHop: string;
  /** Whose transport is preferred, and whose Contact is written. */
  identity: Pick<Identity, 'transport' | 'contactUser' | 'contactUri'> | undefined;
  digest: DigestClient | undefined;
  /** Makes the request once the way is known, so that CSeq rises in the order of sending. */
  build(path: Path): SipRequest;
  /** For the answer to a challenge. */
  nextCSeq(): number;
}

export interface Answered {
  response: SipResponse;
  /** As it was sent last. */
  request: SipRequest;
  /** Why a 401 or 407 stayed one. */
  challenge: ChallengeFailure | undefined;
  /** Of the last request, where a challenge made two. */
  rttMs: number;
}

/** Any final response is an answer; an error means that none came (to be treated as 408), that nothing could be sent (503), or that
 *  the address is none (400). */
export type Answer = Result<Answered, RungError & { treatAs: 400 | 408 | 503 }>;

export async function exchange(agent: AgentContext, options: ExchangeOptions): Promise<Answer> {
  const path = await findPath(agent, options.nextHop, options.identity?.transport);
  if (!path.ok) return unsent(path.error);
  let sentAtMs = agent.clock.nowMs();
  return await new Promise((resolve) => {
    const outbound = sendRequest(agent, {
      request: options.build(path.value),
      targets: path.value.targets,
      digest: options.digest,
      nextCSeq() {
        sentAtMs = agent.clock.nowMs();
        return options.nextCSeq();
      },
      onFinal: (response, challenge) => resolve(ok({ response, request: outbound.request, challenge, rttMs: agent.clock.nowMs() - sentAtMs })),
      onFailed: (failure) => resolve(err(failure)),
    });
  });
}

/** Nothing went out at all. */
export function unsent(error: RungError): Answer {
  return err({ ...error, treatAs: error.code === 'bad-uri' ? 400 : 503 });
}

/** Our Contact on this way (RFC 3261 8.1.1.8), or the better one that the registrar gave us. */
export function ownContact(path: OwnWay, identity: ExchangeOptions['identity']): string {
  return identity?.contactUri === undefined ? contactHeader(path, identity?.contactUser ?? '') : `<${identity.contactUri}>`;
}

/** An answer that is no success, as the machines take it. */
export interface Refused {
  type: 'refused';
  /** 408 and 503 also where nobody answered (RFC 3261 8.1.3.1). */
  status: number;
  reason: string;
  error: RungError;
  retryAfterS?: number | undefined;
  /** 423 only. */
  minExpiresS?: number | undefined;
  /** Trying again with the same password cannot help. */
  hopeless: boolean;
}

/** Only a 2xx is what was asked for. */
export function judge(answer: Answer): Result<Answered, Refused> {
  if (!answer.ok) return err(unanswered(answer.error));
  const { response, challenge } = answer.value;
  return response.status < 300 ? answer : err(refusedBy(response, challenge));
}

export function refusedBy(response: SipResponse, challenge: ChallengeFailure | undefined): Refused {
  return {
    type: 'refused',
    status: response.status,
    reason: oneLine(response.reason),
    error: challenge ? challengeInWords(response, challenge) : responseInWords(response),
    retryAfterS: numberOf(response, 'retry-after'),
    minExpiresS: response.status === 423 ? numberOf(response, 'min-expires') : undefined,
    hopeless: challenge !== undefined || response.status === 403,
  };
}

/** RFC 3261 8.1.3.1: no answer counts as 408, a transport error as 503. */
export function unanswered({ treatAs: status, ...error }: RungError & { treatAs: 400 | 408 | 503 }): Refused {
  const reason = status === 408 ? 'Request Timeout' : status === 400 ? 'Bad Request' : 'Service Unavailable';
  return { type: 'refused', status, reason, error, hopeless: status === 400 };
}
