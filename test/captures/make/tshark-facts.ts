/** What tshark says about a capture: its SIP messages and its RTP streams (test/captures/README.md tells the fields). */
import { execFileSync } from 'node:child_process';

export interface CaptureFacts {
  messages: MessageFacts[];
  streams: StreamFacts[];
  /** Absent: there are none. */
  announcements?: AnnouncementFacts[];
}

interface AnnouncementFacts {
  frame: number;
  atMs: number;
  /** `0x76ab` */
  hash: string;
  isDeletion: boolean;
  session: string;
}

interface MessageFacts {
  frame: number;
  atMs: number;
  /** `address:port`, IPv6 in brackets. */
  source: string;
  destination: string;
  transport: 'udp' | 'tcp';
  start: string;
  callId: string;
  cseq: string;
  /** tshark's own `sip.resend`. */
  retransmission: boolean;
}

interface StreamFacts {
  source: string;
  destination: string;
  /** `0x5f1529b4` */
  ssrc: string;
  /** tshark's short name: `g711A`. */
  payload: string;
  packets: number;
  lost: number;
  meanJitterMs: number;
  maxJitterMs: number;
  maxDeltaMs: number;
}

type Layer = { readonly [field: string]: Field };
type Field = string | Layer | readonly Field[];

const MAX_OUTPUT_BYTES = 1 << 28;

/** Messages that ICMP errors quote are not counted; needs tshark. */
export function factsOf(file: string): CaptureFacts {
  const announcements = announcementsOf(file);
  return { messages: messagesOf(file), streams: streamsOf(file), ...(announcements.length > 0 && { announcements }) };
}

function announcementsOf(file: string): AnnouncementFacts[] {
  const fields = ['frame.number', 'frame.time_epoch', 'sap.message_identifier_hash', 'sap.flags.t', 'sdp.session_name'];
  const rows = tshark(file, '-Y', 'sap', '-T', 'fields', ...fields.flatMap((name) => ['-e', name])).split('\n').filter((row) => row !== '');
  return rows.map((row) => {
    const [frame, at, hash = '', deletion = '', session = ''] = row.split('\t');
    return { frame: Number(frame), atMs: Number(at) * 1000, hash, isDeletion: ['1', 'True'].includes(deletion), session };
  });
}

function messagesOf(file: string): MessageFacts[] {
  const packets = JSON.parse(tshark(file, '-Y', 'sip and not icmp', '-T', 'json', '--no-duplicate-keys')) as { _source: { layers: Layer } }[];
  return packets.flatMap(({ _source: { layers } }) => all(layers['sip']).filter(isLayer).map((sip) => messageOf(layers, sip)));
}

function messageOf(layers: Layer, sip: Layer): MessageFacts {
  const [frame, ip, ports] = [within(layers, 'frame'), within(layers, 'ip') ?? within(layers, 'ipv6'), within(layers, 'udp') ?? within(layers, 'tcp')];
  const family = layers['ip'] ? 'ip' : 'ipv6';
  const transport = layers['udp'] ? 'udp' : 'tcp';
  const head = within(sip, 'sip.msg_hdr_tree');
  return {
    frame: Number(frame?.['frame.number']),
    atMs: Number(frame?.['frame.time_epoch']) * 1000,
    source: endpoint(text(ip?.[`${family}.src`]), text(ports?.[`${transport}.srcport`])),
    destination: endpoint(text(ip?.[`${family}.dst`]), text(ports?.[`${transport}.dstport`])),
    transport,
    start: text(sip['sip.Request-Line'] ?? sip['sip.Status-Line']),
    callId: text(head?.['sip.Call-ID']),
    cseq: text(head?.['sip.CSeq']),
    retransmission: Object.values(sip).some((field) => isLayer(field) && field['sip.resend'] === '1'),
  };
}

function streamsOf(file: string): StreamFacts[] {
  const row = /^ +[\d.]+ +[\d.]+ +(\S+) +(\d+) +(\S+) +(\d+) +0x([0-9A-F]+) +(.+?) +(\d+) +(-?\d+) \(-?[\d.]+%\) +[\d.-]+ +[\d.-]+ +([\d.-]+) +[\d.-]+ +([\d.-]+) +([\d.-]+)/gim;
  return [...tshark(file, '--enable-heuristic', 'rtp_udp', '-q', '-z', 'rtp,streams').matchAll(row)].map(([, from = '', fromPort = '', to = '', toPort = '', ssrc = '', payload = '', ...numbers]) => {
    const [packets = 0, lost = 0, maxDeltaMs = 0, meanJitterMs = 0, maxJitterMs = 0] = numbers.map(Number);
    return { source: endpoint(from, fromPort), destination: endpoint(to, toPort), ssrc: `0x${ssrc.toLowerCase()}`, payload, packets, lost, meanJitterMs, maxJitterMs, maxDeltaMs };
  });
}

function tshark(file: string, ...options: string[]): string {
  return execFileSync('tshark', ['-n', '-r', file, ...options], { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] });
}

const endpoint = (address: string, port: string): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
const all = (field: Field | undefined): readonly Field[] => (field === undefined ? [] : Array.isArray(field) ? field as readonly Field[] : [field]);
const isLayer = (field: Field): field is Layer => typeof field === 'object' && !Array.isArray(field);
const text = (field: Field | undefined): string => String(all(field)[0] ?? '');

function within(layer: Layer, name: string): Layer | undefined {
  const field = all(layer[name])[0];
  return field !== undefined && isLayer(field) ? field : undefined;
}
