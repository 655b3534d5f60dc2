import type { TracedMessage } from '../../model.ts';
import { firstContactUriOf, topViaOf, viasOf } from '../../sip/typed-headers.ts';
import { hostOf } from '../../sip/uri.ts';
import type { CallTrace } from '../call-trace.ts';
import { sourceOf } from '../call-trace.ts';
import { audioOf, messageOf, sdpOf } from '../message-text.ts';
import type { Finding } from '../types.ts';
import type { Rule } from '../types.ts';

const WRONG_LENGTH = /Content-Length says|octets follow the body/;

/** RFC 3261 18.3, 18.2.1: nobody on the way but a proxy (which adds a Via) may change a message, and its length has to fit. */
export const algMeddling: Rule = {
  name: 'alg-meddling',
  severity: 'error',
  section: 'RFC 3261 18.3',
  texts: {
    en: {
      message: 'Something between both sides (a SIP ALG in a router or firewall) changed this message: {what}.',
      advice: 'Switch SIP ALG (SIP helper, SIP fixup) off in the router, or use TLS: what cannot be read cannot be changed.',
    },
    de: {
      message: 'Etwas zwischen beiden Seiten (ein SIP-ALG in Router oder Firewall) hat diese Nachricht verändert: {was}.',
      advice: 'Schalten Sie SIP-ALG (SIP-Helper, SIP-Fixup) im Router aus, oder nehmen Sie TLS: Was nicht zu lesen ist, ist nicht zu ändern.',
    },
  },
  find: (call) => wrongLength(call) ?? changedOnTheWay(call),
};

/** The body is longer or shorter than Content-Length says: an address in it was replaced by one of another length. */
function wrongLength({ messages }: CallTrace): Finding | undefined {
  const cut = messages.find(({ note, transport }) => transport === 'udp' && note !== undefined && WRONG_LENGTH.test(note));
  return cut && { seq: cut.seq, params: { what: 'Content-Length does not fit the body', was: 'Content-Length passt nicht zum Inhalt' } };
}

/** The same request seen before and behind it, with no Via more than before; or a response whose Via is not the one that was sent. */
function changedOnTheWay({ messages, transactions }: CallTrace): Finding | undefined {
  const sent = new Map<string, TracedMessage>();
  for (const message of messages) {
    if (message.status !== undefined || message.branch === '') continue;
    const key = `${message.branch} ${message.method}`;
    const before = sent.get(key);
    if (before && sourceOf(before) !== sourceOf(message)) {
      const finding = changeBetween(before, message);
      if (finding) return finding;
    }
    if (!before) sent.set(key, message);
  }
  for (const { request, responses } of transactions) {
    const [first] = responses;
    const finding = first && viaChanged(request, first);
    if (finding) return finding;
  }
  return undefined;
}

function changeBetween(before: TracedMessage, after: TracedMessage): Finding | undefined {
  const [a, b] = [messageOf(before), messageOf(after)];
  if (!a || !b || viasOf(a).length !== viasOf(b).length) return undefined;
  const pairs: [name: string, before: string | undefined, after: string | undefined][] = [
    ['Contact', hostOf(firstContactUriOf(a) ?? ''), hostOf(firstContactUriOf(b) ?? '')], ['SDP', soundAddress(before), soundAddress(after)],
    ['Via', topViaOf(a)?.host, topViaOf(b)?.host],
  ];
  const changed = pairs.filter(([, one, other]) => one !== other).map(([name, one = '?', other = '?']) => `${name} ${one} → ${other}`);
  return changed.length > 0 ? { seq: after.seq, params: { what: changed.join(', '), was: changed.join(', ') } } : undefined;
}

/** RFC 3261 18.1.2: a response is found by the branch of our Via; sent-by in it is ours, too. */
function viaChanged(request: TracedMessage, response: TracedMessage): Finding | undefined {
  const [asked, answered] = [messageOf(request), messageOf(response)];
  const [sent, came] = [asked && topViaOf(asked), answered && topViaOf(answered)];
  if (!sent || !came || sent.host === came.host) return undefined;
  return { seq: response.seq, params: { what: `Via ${sent.host} → ${came.host}`, was: `Via ${sent.host} → ${came.host}` } };
}

function soundAddress(message: TracedMessage): string | undefined {
  return message.hasSdp ? audioOf(message)?.connections[0]?.address ?? sdpOf(message)?.connection?.address : undefined;
}
