/** Answers to requests that are not fit for a transaction (RFC 3261 8.2.7, 16.3, RFC 4475). */
import type { ParseError, SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Clock } from '../../ports.ts';
import { createResponse } from '../transaction/messages.ts';
import { statelessTag } from '../transaction/stateless-tag.ts';

/** Enough for every broken peer and for test suites; a flood of broken requests gets no flood of answers. */
const MAX_PER_SECOND = 100;

/** The response that a refused request gets, or undefined: responses and ACKs are never answered (RFC 3261 8.2.7), nor is what does not say
 *  where an answer goes, nor more than a bounded number a second. */
type Refuse = (request: SipRequest, error: ParseError) => SipResponse | undefined;

export function createRefusals(clock: Clock): Refuse {
  let secondFromMs = -Infinity;
  let answered = 0;

  function isWithinRate(): boolean {
    const nowMs = clock.nowMs();
    if (nowMs - secondFromMs >= 1000) {
      secondFromMs = nowMs;
      answered = 0;
    }
    return answered++ < MAX_PER_SECOND;
  }

  return (request, error) => {
    if (error.answer === undefined || request.method === 'ACK' || !isAnswerable(request) || !isWithinRate()) return undefined;
    const toTag = statelessTag(request);
    // RFC 3261 21.4.1: the reason phrase of a 400 says what is wrong in more detail.
    return createResponse(request, error.answer, error.answer === 400 ? { toTag, reason: oneLine(error.message) } : { toTag });
  };
}

/** RFC 4475 3.3.1: of From, To, Call-ID and CSeq the response copies what is there (RFC 3261 8.2.6.2); a Via it needs to find its way. */
function isAnswerable(request: SipRequest): boolean {
  return topViaOf(request) !== undefined;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
