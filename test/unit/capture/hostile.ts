/** Files that are made to take as much memory as they can: each shape grows one structure of the reader and nothing else. */
import { be16, be32, ipv4, octets, udp } from './frames.ts';
import { bytesOf, rtp, sdp, sip } from './support.ts';

const RAW_IP = 101;
const PCAP_HEADER = octets(be32(0xa1b2c3d4).reverse(), 2, 0, 4, 0, new Uint8Array(8), be32(262_144).reverse(), be32(RAW_IP).reverse());
const TCP = 6;
const SYN = 2;

/** The `n`th of its frames (IP packets). */
type Shape = (n: number) => Uint8Array;

const host = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const port = (n: number): number => 1024 + n % 60_000;

function tcp(payload: Uint8Array, n: number, sequence = 1, flags = 0): Uint8Array {
  return ipv4(octets(be16(port(n)), be16(5060), be32(sequence), be32(0), 0x50, flags, be16(0xffff), 0, 0, 0, 0, payload), { protocol: TCP, source: host(n) });
}

const HALF = bytesOf(`INVITE sip:b SIP/2.0\r\nl:900000\r\nX: ${'a'.repeat(30)}`);
const UPGRADE = bytesOf('HTTP/1.1 101 \r\n\r\n');
const TINY = bytesOf('SIP/2.0 \nl:0\r\n\r\n');
const BLOCK = new Uint8Array(1400).fill(0x61);
const PIPELINE = octets(...Array.from({ length: 80 }, () => TINY));

export const SHAPES: Record<string, Shape> = {
  'RTP of ever new SSRCs': (n) => ipv4(udp(rtp(n, { ssrc: n, samples: 0 }))),
  'RTP streams of ten packets': (n) => ipv4(udp(rtp(n, { ssrc: Math.floor(n / 10), samples: 0 }))),
  'RTP from ever new addresses': (n) => ipv4(udp(rtp(n, { samples: 0 })), { source: host(n) }),
  'one RTP stream of empty packets': (n) => ipv4(udp(rtp(n, { samples: 0 }))),
  'keys in ever new streams': (n) => ipv4(udp(rtp(n, { ssrc: Math.floor(n / 10), samples: 4, payloadType: n % 10 === 0 ? 0 : 101, fill: n & 15 }))),
  'half a message per connection': (n) => tcp(HALF, n),
  'long halves of messages': (n) => tcp(n % 600 === 0 ? HALF : BLOCK, Math.floor(n / 600), n % 600 === 0 ? 1 : 1 + HALF.length + (n % 600 - 1) * BLOCK.length),
  'connections that only begin': (n) => tcp(new Uint8Array(0), n, 1, SYN),
  'segments that wait for others': (n) => tcp(Uint8Array.of(0x61), Math.floor(n / 60), 10 * (n % 60)),
  'WebSockets that only begin': (n) => tcp(UPGRADE, n),
  'WebSockets with half a frame': (n) => (n % 2 === 0 ? tcp(UPGRADE, n >> 1) : tcp(octets(0x82, 0x7e, 0xff, 0xff, new Uint8Array(40)), n >> 1, 1 + UPGRADE.length)),
  'long halves of WebSocket messages': (n) => webSocketBlock(n),
  'WebSocket messages': (n) => (n === 0 ? tcp(UPGRADE, 0) : tcp(octets(0x82, 0x7e, be16(HALF.length), HALF), 0, 1 + UPGRADE.length + (n - 1) * (4 + HALF.length))),
  'calls of one message': (n) => ipv4(udp(bytesOf(`A b SIP/2.0\ni:${n}\n\n`))),
  'pings with all their headers': (n) => ipv4(udp(sip({ start: 'OPTIONS sip:bob@192.0.2.7 SIP/2.0', cseq: '1 OPTIONS', callId: `${n}-9f86d081884c7d65@192.0.2.1`, branch: `z9hG4bK${n}` }))),
  'messages from ever new addresses': (n) => ipv4(udp(bytesOf('A b SIP/2.0\n\n')), { source: host(n), destination: host(~n) }),
  'tiny messages in one connection': (n) => tcp(PIPELINE, 0, 1 + n * PIPELINE.length),
  'descriptions of a thousand streams': (n) => (n % 12 === 11 ? description(n) : ipv4(udp(rtp(n, { samples: 0 }), { from: 40_000, to: 50_000 }))),
  'fragments without the others': (n) => ipv4(new Uint8Array(8), { id: n >> 6, fragment: 0x2000 | n % 64 }),
};

function webSocketBlock(n: number): Uint8Array {
  const part = n % 700;
  const way = Math.floor(n / 700);
  if (part === 0) return tcp(UPGRADE, way);
  const head = octets(0x82, 0x7f, be32(0), be32(1_000_000));
  return part === 1 ? tcp(head, way, 1 + UPGRADE.length) : tcp(BLOCK, way, 1 + UPGRADE.length + head.length + (part - 2) * BLOCK.length);
}

function description(n: number): Uint8Array {
  const lines = Array.from({ length: 2600 }, () => 'm=audio 50000 RTP/AVP 0');
  const body = sdp('192.0.2.7', 50_000, '8', ...lines);
  return ipv4(udp(sip({ start: 'INVITE sip:b SIP/2.0', callId: String(n), body })));
}

/** A pcap file of about so many octets. */
export function hostileFile(shape: Shape, size: number): Uint8Array {
  const file = new Uint8Array(size + 70_000);
  const view = new DataView(file.buffer);
  file.set(PCAP_HEADER);
  let at = PCAP_HEADER.length;
  for (let n = 0; at < size; n++) {
    const frame = shape(n);
    view.setUint32(at, 1_795_000_000 + Math.floor(n / 1000), true);
    view.setUint32(at + 4, n % 1000 * 1000, true);
    view.setUint32(at + 8, frame.length, true);
    view.setUint32(at + 12, frame.length, true);
    file.set(frame, at + 16);
    at += 16 + frame.length;
  }
  return file.slice(0, at);
}

/** A log of as many messages as fit. */
export function hostileLog(size: number): Uint8Array {
  const lines: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const text = `<--- SIP read from UDP:${host(n)}:${port(n)} --->\nA b SIP/2.0\ni:${n}\n\n`;
    length += text.length;
    lines.push(text);
  }
  return bytesOf(lines.join(''));
}
