/** What this user agent can do, as its messages say (RFC 3261 20.1, 20.2, 20.5, 20.37). */
import type { SipMessage } from '../../src-shared/sip/message.ts';

export const ALLOWED_METHODS: readonly string[] = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'PRACK', 'UPDATE', 'INFO', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'MESSAGE'];
/** Option tags that INVITE, UPDATE and OPTIONS name: RFC 3262, 6228, 3891, 4028, 4488, 4538. */
export const SUPPORTED_EXTENSIONS: readonly string[] = ['100rel', '199', 'replaces', 'timer', 'norefersub', 'tdialog'];
export const SDP_TYPE = 'application/sdp';

/** Allow and Supported: belong into INVITE and into 2xx to INVITE and OPTIONS (RFC 3261 13.2.1, 13.3.1.4, 11.2). */
export function addCapabilities(message: SipMessage): void {
  for (const [name, value] of capabilityHeaders()) message.headers.set(name, value);
}

export function capabilityHeaders(): [string, string][] {
  // RFC 6086 4.1: no info packages is said by an empty Recv-Info.
  return [['allow', ALLOWED_METHODS.join(', ')], ['supported', SUPPORTED_EXTENSIONS.join(', ')], ['recv-info', '']];
}

export const ACCEPT_HEADERS: [string, string][] = [['accept', SDP_TYPE], ['accept-encoding', 'identity'], ['accept-language', 'en, de']];

/** Accept, Accept-Encoding, Accept-Language: belong into 2xx to OPTIONS and, where they are the reason, into 415. */
export function addAccept(message: SipMessage): void {
  for (const [name, value] of ACCEPT_HEADERS) message.headers.set(name, value);
}

/** Puts a session description into the message. */
export function setSdp(message: SipMessage, sdp: Uint8Array): void {
  setBody(message, { contentType: SDP_TYPE, bytes: sdp });
}

/** Puts a body of any kind into the message. */
export function setBody(message: SipMessage, body: { contentType: string; bytes: Uint8Array }): void {
  message.headers.set('content-type', body.contentType);
  message.body = body.bytes;
}

/** The session description of a message; undefined where it has none or has something else. */
export function sdpOf(message: SipMessage): Uint8Array | undefined {
  return message.body.length > 0 && mediaType(message) === SDP_TYPE ? message.body : undefined;
}

/** Type and subtype in lower case, without parameters; '' where there is no Content-Type. */
export function mediaType(message: SipMessage): string {
  const value = message.headers.first('content-type') ?? '';
  const end = value.indexOf(';');
  return (end < 0 ? value : value.slice(0, end)).trim().toLowerCase();
}
