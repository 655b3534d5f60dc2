import parser from 'drachtio-srf/lib/sip-parser/parser.js';

export const parse = (bytes) => parser.parseSipMessage(bytes.toString('utf8'), false);
export function fields(m) {
  const { via, from, to, cseq, contact, 'call-id': callId, 'record-route': routes = [] } = m.headers;
  const target = m.uri && parser.parseUri(m.uri);
  const ours = contact && contact[0] && parser.parseUri(contact[0].uri);
  return [
    m.method || m.status, via[0].params.branch, via.length, from.params.tag, to.params.tag || undefined, callId, cseq.seq, cseq.method,
    target && target.host, ours && ours.host, routes.length, Buffer.byteLength(m.body || ''),
  ];
}
