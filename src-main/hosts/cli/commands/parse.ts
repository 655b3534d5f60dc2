/** `rung parse`: a SIP message as JSON, or why it is refused (../../../../src-shared/sip judges; docs/cli.md has the shape). */
import type { ParseError, SipMessage } from '../../../../src-shared/sip/message.ts';
import { odditiesOf } from '../../../../src-shared/sip/oddities.ts';
import { checkMessage, parseDatagram } from '../../../../src-shared/sip/parse.ts';
import type { NameAddr, Via } from '../../../../src-shared/sip/typed-headers.ts';
import { callIdOf, contactsOf, cseqOf, fromOf, toOf, viasOf } from '../../../../src-shared/sip/typed-headers.ts';

/** Exit 0: acceptable, with notes on what is odd. Exit 1: to be refused. Exit 4: this is no SIP message at all. */
export async function parseCommand(input: Uint8Array): Promise<{ exitCode: number; json: unknown }> {
  const parsed = parseDatagram(input);
  const error = parsed.ok ? checkMessage(parsed.value, input) : parsed.error;
  if (error) return { exitCode: error.rule === 'empty' || error.rule === 'start-line' ? 4 : 1, json: refusalJson(error) };
  return { exitCode: 0, json: messageJson((parsed as { value: SipMessage }).value) };
}

function refusalJson({ rule, section, offset, message, answer }: ParseError): unknown {
  return { ok: false, rule, section, offset, message, answer };
}

function messageJson(message: SipMessage): unknown {
  const { headers } = message;
  const contacts = contactsOf(message);
  return {
    ok: true,
    kind: message.kind,
    ...(message.kind === 'request' ? { method: message.method, uri: message.uri } : { status: message.status, reason: message.reason }),
    headers: headers.names.map((name, i) => ({ name: headers.spelling(name), value: headers.values[i] })),
    from: addressJson(fromOf(message)),
    to: addressJson(toOf(message)),
    via: viasOf(message).map(viaJson),
    callId: callIdOf(message),
    cseq: cseqOf(message),
    contacts: contacts === '*' ? ['*'] : contacts.map(addressJson),
    body: bodyText(message.body),
    notes: odditiesOf(message),
  };
}

function addressJson(address: NameAddr | undefined): unknown {
  return address && { ...address, tag: address.parameters.get('tag'), parameters: Object.fromEntries(address.parameters) };
}

function viaJson(via: Via): unknown {
  return { ...via, branch: via.parameters.get('branch'), parameters: Object.fromEntries(via.parameters) };
}

/** JSON holds text only: octets that are not UTF-8 show as U+FFFD. */
function bodyText(body: Uint8Array): string {
  return new TextDecoder().decode(body);
}
