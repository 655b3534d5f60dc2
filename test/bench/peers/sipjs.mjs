import { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { Parser } from 'sip.js/lib/core/messages/parser.js';

const logger = { warn() {}, error() {}, log() {}, debug() {} };
export const parse = (bytes) => Parser.parseMessage(bytes.toString('utf8'), logger);
export function fields(m) {
  const contact = m.getHeader('contact') ? m.parseHeader('contact') : undefined;
  return [
    m.statusCode || m.method, m.viaBranch, m.getHeaders('via').length, m.fromTag, m.toTag, m.callId, m.cseq,
    m.statusCode ? m.method : m.parseHeader('cseq').method, m.ruri && m.ruri.host, contact && contact.uri && contact.uri.host,
    m.getHeaders('record-route').length, Buffer.byteLength(m.body),
  ];
}
/** SIP.js writes only requests it makes: the INVITE of the corpus made again. */
export function serializer(bytes) {
  const invite = parse(bytes);
  const content = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).toString();
  const headers = [
    'Contact', 'Proxy-Authorization', 'Allow-Events', 'Session-Expires', 'Min-SE', 'P-Preferred-Identity', 'P-Early-Media', 'X-Call-Trace', 'Content-Disposition',
  ].map((name) => `${name}: ${invite.getHeader(name)}`);
  const message = new OutgoingRequestMessage('INVITE', invite.ruri, invite.from.uri, invite.to.uri, {
    cseq: 20348, callId: invite.callId, fromTag: invite.fromTag, fromDisplayName: 'Studio 4', routeSet: invite.getHeaders('record-route'),
  }, headers, { content, contentType: 'application/sdp' });
  message.setViaHeader('z9hG4bK7dGfZ1mQk3', 'UDP');
  return () => message.toString();
}
