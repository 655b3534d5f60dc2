import Parser from 'jssip/lib/Parser.js';
import SipMessage from 'jssip/lib/SIPMessage.js';

/** As much of a JsSIP user agent as its parser looks at. */
const ua = {
  configuration: { jssip_id: 'zzzzz', session_timers: true, uri: null },
  contact: {},
  transport: { sip_uri: 'sip:x' },
  _transactions: { ist: {}, nist: {}, ict: {}, nict: {} },
};
export const parse = (bytes) => Parser.parseMessage(bytes.toString('utf8'), ua);
export function fields(m) {
  const contact = m.hasHeader('contact') ? m.parseHeader('contact', 0) : undefined;
  return [
    m.status_code || m.method, m.via_branch, m.getHeaders('via').length, m.from_tag, m.to_tag, m.call_id, m.cseq,
    m.status_code ? m.method : m.parseHeader('cseq').method, m.ruri && m.ruri.host, contact && contact.uri && contact.uri.host,
    m.getHeaders('record-route').length, Buffer.byteLength(m.body),
  ];
}
/** JsSIP writes only requests it makes: the INVITE of the corpus made again. */
export function serializer(bytes) {
  const invite = parse(bytes);
  const content = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).toString();
  const headers = [
    'Contact', 'Proxy-Authorization', 'Allow-Events', 'Session-Expires', 'Min-SE', 'P-Preferred-Identity', 'P-Early-Media', 'X-Call-Trace', 'Content-Disposition', 'Content-Type',
  ].map((name) => `${name}: ${invite.getHeader(name)}`);
  const message = new SipMessage.OutgoingRequest('INVITE', invite.ruri, ua, {
    cseq: 20348, call_id: invite.call_id, from_tag: invite.from_tag, from_uri: invite.from.uri, from_display_name: 'Studio 4', to_uri: invite.to.uri,
    route_set: invite.getHeaders('record-route'),
  }, headers, content);
  message.setHeader('via', 'SIP/2.0/UDP 192.0.2.101:5062;branch=z9hG4bK7dGfZ1mQk3');
  return () => message.toString();
}
