import Message from 'drachtio-srf/lib/sip-parser/message.js';
import parser from 'drachtio-srf/lib/sip-parser/parser.js';

export const parse = (bytes) => new Message(bytes.toString('utf8'));
export function fields(m) {
  const header = (name) => (m.has(name) ? m.getParsedHeader(name) : undefined);
  const via = header('via');
  const cseq = header('cseq');
  const contact = header('contact');
  const target = m.uri && parser.parseUri(m.uri);
  const ours = contact && parser.parseUri(contact[0].uri);
  return [
    m.method || m.status, via[0].params.branch, via.length, header('from').params.tag, header('to').params.tag || undefined, m.get('call-id'),
    cseq.seq, cseq.method, target && target.host, ours && ours.host, (header('record-route') || []).length, Buffer.byteLength(m.body || ''),
  ];
}
export function serializer(bytes) {
  const message = parse(bytes);
  return () => message.toString();
}
