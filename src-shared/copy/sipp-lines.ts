/** The lines of a sent message as SIPp is to send them: its keywords where the values have to be those of the new call. */
import type { CutLine } from '../explain/cut-lines.ts';
import { cutLines } from '../explain/cut-lines.ts';
import type { TracedMessage } from '../model.ts';
import { replacedText, sippBodyText, sippText } from './sipp-text.ts';
import { sdpLine } from './sipp-sdp.ts';

/** Where the message stands. */
export interface SippPlace {
  /** `address:port` of the side that is replayed, and of the other. */
  own: string;
  peer: string;
  /** Of a response: the request. */
  answers?: TracedMessage | undefined;
  /** Something else came since the request: its lines were kept under this number. */
  kept?: number | undefined;
  /** The peer began the dialog: its From and To were kept under this number. */
  begun?: number | undefined;
  /** `[branch]`, or `[branch-2]` for that of an earlier request. */
  branch: string;
  /** ACK to a failure, CANCEL: goes the way of the INVITE. */
  isHopByHop: boolean;
  /** The Contact of the peer is known to SIPp (`rrs`). */
  hasTarget: boolean;
  /** Instead of credentials; none where no challenge came before. */
  authentication?: string;
  /** Number under which the RSeq was kept that a PRACK acknowledges. */
  rseq?: number | undefined;
}

const OWN_TAG = ';tag=[pid]SIPpTag[call_number]';
const CREDENTIALS = new Set(['authorization', 'proxy-authorization']);
const TAG = /;[ \t]*tag[ \t]*=[^;,\s]*/i;
const URI_HOST = /(?<=sips?:(?:[^@<>\s]{0,200}@)?)(\[[^\]\s]*\]|[\w.-]+)(:\d+)?(?=[;?>\s,]|$)/gi;
const IP_HOST = /^(?:\[.*\]|\d+\.\d+\.\d+\.\d+)$/;

export function sippLines(message: TracedMessage, place: SippPlace): string[] {
  const seen = new Set<string>();
  const streams = { count: 0 };
  return cutLines(message.raw).flatMap((line, index) => {
    const text = message.raw.slice(line.from, line.to).replace(/\r?\n[ \t]+/g, ' ');
    if (line.kind === 'blank') return index === 0 ? [] : [''];
    if (line.kind === 'start') return [startLine(text, message, place)];
    if (line.kind === 'sdp') return sdpLine(text, streams);
    if (line.kind === 'body') return [sippBodyText(text)];
    const isFirst = !seen.has(line.name);
    seen.add(line.name);
    return message.status === undefined ? requestHeader(line, text, message, place, isFirst) : responseHeader(line, text, message, place, isFirst);
  });
}

function startLine(text: string, message: TracedMessage, place: SippPlace): string {
  if (message.status !== undefined) return sippText(text);
  const words = text.trim().split(/\s+/);
  if (words.length < 3) return sippText(text);
  const [method, uri, version] = [words[0] ?? '', words.slice(1, -1).join(' '), words.at(-1) ?? ''];
  if (isInDialog(message, place) && place.hasTarget) return `${sippText(method)} [next_url] ${sippText(version)}`;
  const host = replacedText(uri, URI_HOST, (match) => addressed(match, place, 'peer') ?? (IP_HOST.test(match[1] ?? '') ? '[remote_ip]:[remote_port]' : undefined));
  return `${sippText(method)} ${host.replace(/^(sips?:)[^@]+@/i, '$1[service]@')} ${sippText(version)}`;
}

const isInDialog = (message: TracedMessage, { isHopByHop }: SippPlace): boolean => message.toTag !== '' && !isHopByHop;

function requestHeader(line: CutLine, text: string, message: TracedMessage, place: SippPlace, isFirst: boolean): string[] {
  switch (line.name) {
    // SIPp is the end of the way: what proxies put in before the place of capture is not its own.
    case 'via': return isFirst ? [viaLine(line.value, place), ...(isInDialog(message, place) ? ['[routes]'] : [])] : [];
    case 'route':
    case 'record-route': return [];
    case 'from': return [place.begun === undefined ? `From: ${named(line.value, place, 'own')}${OWN_TAG}` : `From:[$to${place.begun}]${OWN_TAG}`];
    case 'to': return [toLine(line.value, message, place)];
    case 'rack': return [place.rseq === undefined ? sippText(text) : `RAck:[$rseq${place.rseq}] ${sippText(line.value.replace(/^\d+\s+/, ''))}`];
    case 'authorization':
    case 'proxy-authorization': return isFirst && place.authentication !== undefined ? [place.authentication] : [];
    default: return commonHeader(line, text);
  }
}

function toLine(value: string, message: TracedMessage, place: SippPlace): string {
  if (place.begun !== undefined) return `To:[$from${place.begun}]`;
  return `To: ${named(value, place, 'peer')}${message.toTag === '' ? '' : '[peer_tag_param]'}`;
}

function viaLine(value: string, { branch }: SippPlace): string {
  const parameters = value.split(',', 1)[0]?.split(';').slice(1).map((parameter) => parameter.trim()) ?? [];
  const others = parameters.filter((parameter) => !/^(?:branch|received|rport\s*=)/i.test(parameter));
  return `Via: SIP/2.0/[transport] [local_ip]:[local_port]${others.map((parameter) => `;${sippText(parameter)}`).join('')};branch=${branch}`;
}

/** A response repeats what came: SIPp copies those lines from the last message that it received, or from what was kept. */
function responseHeader(line: CutLine, text: string, message: TracedMessage, place: SippPlace, isFirst: boolean): string[] {
  const { kept } = place;
  switch (line.name) {
    case 'via': return isFirst ? [kept === undefined ? '[last_Via:]' : `[$via${kept}]`] : [];
    case 'record-route': return isFirst && kept === undefined ? ['[last_Record-Route:]'] : [];
    case 'from': return [kept === undefined ? '[last_From:]' : `From:[$from${kept}]`];
    case 'to': return [(kept === undefined ? '[last_To:]' : `To:[$to${kept}]`) + (message.toTag !== '' && place.answers?.toTag === '' ? OWN_TAG : '')];
    case 'call-id': return ['[last_Call-ID:]'];
    case 'cseq': return [kept === undefined ? '[last_CSeq:]' : `CSeq:[$cseq${kept}]`];
    case 'contact': return (message.status ?? 0) >= 300 ? [sippText(text)] : commonHeader(line, text);
    default: return CREDENTIALS.has(line.name) ? [] : commonHeader(line, text);
  }
}

function commonHeader(line: CutLine, text: string): string[] {
  if (line.name === 'call-id') return ['Call-ID: [call_id]'];
  if (line.name === 'content-length') return ['Content-Length: [len]'];
  if (line.name === 'contact') return [`Contact: ${contact(line.value)}`];
  return [sippText(text)];
}

/** Whatever it was, the peer is to reach SIPp. */
function contact(value: string): string {
  const pattern = new RegExp(`${URI_HOST.source}|(?<=;transport=)\\w+`, 'gi');
  return replacedText(value, pattern, (match) => (match[1] === undefined ? '[transport]' : '[local_ip]:[local_port]'));
}

function named(value: string, place: SippPlace, preferred: 'own' | 'peer'): string {
  return replacedText(value.replace(TAG, ''), URI_HOST, (match) => addressed(match, place, preferred));
}

/** Keywords for an address of either side; both may have the same host, and the port may be that of another socket. */
function addressed([whole, host = '']: RegExpMatchArray, { own, peer }: SippPlace, preferred: 'own' | 'peer'): string | undefined {
  const sides = preferred === 'own' ? [own, peer] : [peer, own];
  const side = sides.find((text) => text === whole) ?? sides.find((text) => text.replace(/:\d+$/, '') === host);
  if (side === undefined) return undefined;
  return side === own ? '[local_ip]:[local_port]' : '[remote_ip]:[remote_port]';
}
