/** A session description with other names in it: what was agreed stays, who is behind it does not. */
import { renamedHost } from './parameters.ts';
import type { Names } from './names.ts';

/** Attributes whose values are words and numbers of the protocol. */
const PLAIN_ATTRIBUTES = new Set([
  'rtpmap', 'fmtp', 'ptime', 'maxptime', 'minptime', 'sendrecv', 'sendonly', 'recvonly', 'inactive', 'rtcp-mux', 'rtcp-mux-only', 'rtcp-fb', 'rtcp-rsize', 'rtcp-xr',
  'ice-lite', 'ice-options', 'end-of-candidates', 'setup', 'connection', 'mid', 'group', 'extmap', 'extmap-allow-mixed', 'curr', 'des', 'conf', 'silenceSupp',
  'T38FaxVersion', 'T38MaxBitRate', 'T38FaxRateManagement', 'T38FaxMaxBuffer', 'T38FaxMaxDatagram', 'T38FaxUdpEC', 'framerate', 'content', 'direction', 'maxprate',
]);
const PLAIN = /^[\w \t,;:=./*+#-]{0,300}$/;

/** Lines that hold only names (RFC 8866 5.4 to 5.6, 5.12) go. */
export function renamedDescription(body: string, names: Names): string {
  return body.split(/\r?\n/).filter((line) => line !== '').flatMap((line) => renamedLine(line, names)).map((line) => `${line}\r\n`).join('');
}

function renamedLine(line: string, names: Names): string[] {
  const value = line.slice(2);
  switch (line.slice(0, 2)) {
    case 'v=': case 't=': case 'r=': case 'z=': case 'b=': return PLAIN.test(value) ? [line] : [];
    case 'm=': return PLAIN.test(value) ? [line] : ['m=removed 0 RTP/AVP 0'];
    case 'o=': return [`o=${renamedOrigin(value, names)}`];
    case 's=': return ['s=-'];
    case 'c=': return [`c=${renamedConnection(value, names)}`];
    case 'a=': return renamedAttribute(value, names);
    default: return [];
  }
}

/** The number of the session is as good as a name of the phone; its version only counts. */
function renamedOrigin(value: string, names: Names): string {
  const [user = '-', session = '0', version = '0', network = 'IN', family = 'IP4', address = ''] = value.split(/[ \t]+/);
  return [names.user(user), names.user(session), /^\d+$/.test(version) && version !== session ? version : names.user(version), network, family, renamedHost(address, names)].join(' ');
}

function renamedConnection(value: string, names: Names): string {
  const [network = 'IN', family = 'IP4', address = ''] = value.split(/[ \t]+/);
  const [host = '', ...ttl] = address.split('/');
  return [network, family, [renamedHost(host, names), ...ttl].join('/')].join(' ');
}

function renamedAttribute(value: string, names: Names): string[] {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  const rest = colon < 0 ? '' : value.slice(colon + 1);
  if (PLAIN_ATTRIBUTES.has(name)) return PLAIN.test(rest) && !/\d{8,}/.test(rest) ? [`a=${value}`] : [];
  switch (name) {
    case 'candidate': return [`a=candidate:${renamedCandidate(rest, names)}`];
    case 'rtcp': return [`a=rtcp:${rest.replace(/(IN IP[46] )(\S+)/, (_all, before: string, host: string) => before + renamedHost(host, names))}`].filter((line) => PLAIN.test(line));
    case 'ice-ufrag': return [`a=ice-ufrag:${names.token(rest)}`];
    case 'ice-pwd': return ['a=ice-pwd:removedremovedremovedre'];
    case 'fingerprint': return [`a=fingerprint:${/^[\w-]{1,20}/.exec(rest)?.[0] ?? 'sha-256'} 00`];
    case 'crypto': return [`a=crypto:${/^\d{1,9} \w{1,60}/.exec(rest)?.[0] ?? '1 removed'} inline:***`];
    case 'ssrc': return [`a=ssrc:${renamedSource(rest, names)}`];
    case 'label': case 'msid': return [`a=${name}:${names.token(rest)}`];
    // An attribute that nobody knows could hold anything: that it was there may matter.
    default: return ['a=removed'];
  }
}

/** RFC 8839 5.1. */
function renamedCandidate(rest: string, names: Names): string {
  const [foundation = '', component = '1', transport = 'udp', priority = '1', address = '', port = '0', ...more] = rest.split(/[ \t]+/);
  const extended = more.map((word, at) => {
    if (more[at - 1] === 'raddr') return renamedHost(word, names);
    return /^(?:typ|host|srflx|prflx|relay|raddr|rport|generation|tcptype|active|passive|so|\d{1,5})$/.test(word) ? word : names.token(word);
  });
  const numbers = [component, priority, port].map((word) => (/^\d{1,10}$/.test(word) ? word : '0'));
  return [names.token(foundation), numbers[0], /^(?:udp|tcp)$/i.test(transport) ? transport : 'udp', numbers[1], renamedHost(address, names), numbers[2], ...extended].join(' ');
}

/** RFC 5576: the number stands in the RTP too, the names behind it do not. */
function renamedSource(rest: string, names: Names): string {
  const [source = '', attribute = ''] = rest.split(/[ \t]+/, 2);
  const [name = '', value = ''] = attribute.split(':', 2);
  return `${names.user(source)} ${/^[a-z-]{1,20}$/.test(name) ? name : 'removed'}:${names.token(value)}`;
}
