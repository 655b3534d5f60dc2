import sip from 'sip';
import sdp from 'sip/sdp.js';

export const parse = (bytes) => sip.parse(bytes);
export function fields(m) {
  const { via, from, to, cseq, contact, 'call-id': callId, 'record-route': routes = [] } = m.headers;
  const target = m.uri && sip.parseUri(m.uri);
  const ours = contact && sip.parseUri(contact[0].uri);
  return [
    m.method || m.status, via[0].params.branch, via.length, from.params.tag, to.params.tag || undefined, callId, cseq.seq, cseq.method,
    target && target.host, ours && ours.host, routes.length, m.content.length,
  ];
}
export function serializer(bytes) {
  const message = sip.parse(bytes);
  return () => sip.stringify(message);
}
export const sdpParse = (text) => sdp.parse(text);
export const sdpWrite = (description) => sdp.stringify(description);
