/** How a MESSAGE fared, by its final response (RFC 3428 5). */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { ChatMessage } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { SipResponse } from '../../src-shared/sip/message.ts';
import { contactsOf } from '../../src-shared/sip/typed-headers.ts';
import { challengeInWords, responseInWords } from '../sip/failure-words.ts';
import { oneLine } from '../sip/request/safe-text.ts';

export type Delivery = Pick<ChatMessage, 'state' | 'status' | 'reason' | 'error'>;

export function deliveryOf(sent: Result<{ response: SipResponse }, RungError>, hasPassword: boolean): Delivery {
  if (!sent.ok) return { state: 'failed', error: sent.error };
  const { response } = sent.value;
  const told = { status: response.status, reason: oneLine(response.reason) };
  // RFC 3428 7: 202 comes from a server that will try later; whether it succeeds is not told.
  if (response.status === 202) return { state: 'accepted', ...told };
  if (response.status < 300) return { state: 'delivered', ...told };
  return { state: 'failed', ...told, error: inWords(response, hasPassword) };
}

/** The words for calls say most of it; these are where a text is something else. */
function inWords(response: SipResponse, hasPassword: boolean): RungError {
  const { status } = response;
  const params = { status, reason: oneLine(response.reason) };
  if ((status === 401 || status === 407) && hasPassword) return challengeInWords(response, 'rejected');
  if (status >= 300 && status < 400) {
    const contacts = contactsOf(response);
    const to = contacts === '*' ? '' : oneLine(contacts[0]?.uri ?? '').slice(0, 200);
    return rungError('chat-moved', `Texts for this address go elsewhere now: ${to || 'the answer does not say where'}. Write to that address.`, { ...params, to });
  }
  if ([405, 406, 415, 488, 489, 501, 606].includes(status)) {
    return rungError('chat-not-taken', 'The other side takes no text messages.', params);
  }
  if ([403, 603, 607, 608].includes(status)) {
    return rungError('chat-refused', `The other side or its server does not want this text (${status}).`, params);
  }
  if ([486, 600].includes(status)) return rungError('chat-busy', 'The other side does not take a text just now. Try again later.', params);
  if (status === 413 || status === 513) return rungError('chat-too-long', 'The text is too long for the other side. Send it in parts.', params);
  return responseInWords(response);
}
