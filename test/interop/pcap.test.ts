import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import { createDocument } from '../../src-shared/capture/document.ts';
import { diagnose } from '../../src-shared/diagnose/diagnose.ts';
import { ladderPcapng } from '../../src-shared/export/ladder-pcapng.ts';
import { createPcapWriter } from '../../src-shared/export/pcap.ts';
import { packetsIn } from '../../src-shared/capture/packets-in.ts';
import { createOffice } from '../unit/softphone/office.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';

const alice = { address: '192.0.2.1', port: 5060 };
const bob = { address: '192.0.2.7', port: 5080 };
const alice6 = { address: '2001:db8::1', port: 5060 };
const bob6 = { address: '2001:db8::7', port: 5080 };

function sip(start: string, cseq: string, body = ''): Uint8Array {
  const lines = [
    start, 'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1', 'From: <sip:alice@192.0.2.1>;tag=a', 'To: <sip:bob@192.0.2.7>', 'Call-ID: call-1',
    `CSeq: ${cseq}`, 'Max-Forwards: 70', 'Contact: <sip:alice@192.0.2.1>', ...(body ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`, '', body,
  ];
  return new TextEncoder().encode(lines.join('\r\n'));
}
const offer = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n';
const invite = sip('INVITE sip:bob@192.0.2.7:5080 SIP/2.0', '1 INVITE', offer);
const ringing = sip('SIP/2.0 180 Ringing', '1 INVITE');

function exchange(transport: 'udp' | 'tcp', a = alice, b = bob): CapturedPacket[] {
  const atMs = Date.UTC(2026, 10, 21);
  return [
    { atMs, source: a, destination: b, transport, bytes: invite },
    { atMs: atMs + 10.5, source: b, destination: a, transport, bytes: ringing },
    { atMs: atMs + 20, source: a, destination: b, transport, bytes: sip('CANCEL sip:bob@192.0.2.7:5080 SIP/2.0', '1 CANCEL') },
  ];
}

function rtp(count: number): CapturedPacket[] {
  return Array.from({ length: count }, (_, n) => {
    const bytes = new Uint8Array(172).fill(0xd5);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, 0x8008);
    view.setUint16(2, n);
    view.setUint32(4, n * 160);
    view.setUint32(8, 0x12345678);
    return { atMs: Date.UTC(2026, 10, 21) + 100 + n * 20, source: { ...alice, port: 40_000 }, destination: { ...bob, port: 4_000 }, transport: 'udp', bytes };
  });
}

/** Fields of each packet that the filter takes, tab separated, with every checksum verified. */
function tshark(packets: CapturedPacket[], filter: string, ...fields: string[]): string[] {
  const pieces: Uint8Array[] = [];
  const writer = createPcapWriter((bytes) => pieces.push(bytes));
  for (const packet of packets) writer.write(packet);
  return tsharkReads(Buffer.concat(pieces), filter, ...fields);
}

function tsharkReads(file: Uint8Array, filter: string, ...fields: string[]): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'rung-pcap-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'written.pcap');
  writeFileSync(path, file);
  const checks = ['ip.check_checksum', 'udp.check_checksum', 'tcp.check_checksum'].flatMap((name) => ['-o', `${name}:TRUE`]);
  const output = execFileSync('tshark', ['-n', '-2', '-r', path, ...checks, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output.split('\n').filter((line) => line !== '');
}

const WRONG = '_ws.malformed || ip.checksum.status == 0 || udp.checksum.status == 0 || tcp.checksum.status == 0 || tcp.analysis.flags || _ws.expert.severity >= 0x600000';

describe('tshark reads our pcap', () => {
  beforeAll(() => {
    const found = spawnSync('tshark', ['--version']).status === 0;
    if (!found) throw new Error('tshark is missing: apt-get install tshark');
  });

  const all = [...exchange('udp'), ...exchange('tcp'), ...exchange('udp', alice6, bob6), ...exchange('tcp', alice6, bob6), ...rtp(10)];

  it('without a malformed packet, a wrong checksum or a broken TCP stream', () => {
    expect(tshark(all, WRONG, 'frame.number', '_ws.expert.message')).toEqual([]);
  });

  it('and finds every SIP message, over UDP and TCP, IPv4 and IPv6', () => {
    const one = ['INVITE\t', '\t180', 'CANCEL\t'];
    expect(tshark(all, 'sip', 'sip.Method', 'sip.Status-Code')).toEqual([...one, ...one, ...one, ...one]);
  });

  it('and sees the times and addresses that were written', () => {
    expect(tshark(exchange('udp'), 'sip', 'frame.time_epoch', 'ip.src', 'udp.srcport', 'ip.dst', 'udp.dstport')).toEqual([
      '1795219200.000000000\t192.0.2.1\t5060\t192.0.2.7\t5080',
      '1795219200.010500000\t192.0.2.7\t5080\t192.0.2.1\t5060',
      '1795219200.020000000\t192.0.2.1\t5060\t192.0.2.7\t5080',
    ]);
  });

  it('and follows the offer to the RTP stream', () => {
    expect(tshark(all, 'rtp', 'rtp.seq')).toHaveLength(10);
  });

  it('and puts a SIP message together that was cut into TCP segments', () => {
    const [whole] = exchange('tcp');
    if (!whole) throw new Error('no packet');
    const pieces = [0, 100, 300].map((start, i, starts) => ({ ...whole, bytes: whole.bytes.subarray(start, starts[i + 1]) }));
    expect(tshark(pieces, 'sip', 'sip.Method', 'sdp.media')).toEqual(['INVITE\taudio 40000 RTP/AVP 8']);
  });
});

describe('tshark reads the ladder that we export as pcapng', () => {
  /** As `rung ladder FILE --format pcapng` writes it, with how many messages are in it. */
  function exported(name: string): { file: Uint8Array; messages: number } {
    const document = createDocument();
    document.push(readFileSync(join(import.meta.dirname, `../captures/${name}.pcap`)));
    expect(document.finish().ok).toBe(true);
    const [messages, media] = [document.messages(), document.media()];
    return { file: ladderPcapng(buildLadder(messages, media), diagnose(messages, media), 'Rung/test'), messages: messages.length };
  }

  it.each(['call', 'fork', 'called-proxy'])('%s: every message with its comment, nothing malformed', (name) => {
    const { file, messages } = exported(name);
    expect(tsharkReads(file, WRONG, 'frame.number', '_ws.expert.message')).toEqual([]);
    const comments = tsharkReads(file, 'sip && frame.comment', 'frame.comment');
    expect(comments.map((comment) => /^Message (\d+): ./.exec(comment)?.[1])).toEqual(Array.from({ length: messages }, (_, n) => String(n + 1)));
  });

  it('tells at the message what went wrong with it', () => {
    expect(tsharkReads(exported('not-found').file, 'frame.comment contains "error: "', 'sip.Status-Code', 'frame.comment')).toEqual([
      expect.stringMatching(/^404\tMessage \d+: 404 .*error: .*RFC 3261/),
    ]);
  });
});

describe('tshark reads a call with its RTP', () => {
  it('and counts packets and loss of both streams as we do', async () => {
    const office = createOffice();
    const directory = mkdtempSync(join(tmpdir(), 'rung-kept-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const [alice, bob] = [await office.phone('192.0.2.1', { directory, speaksHz: 400 }), await office.phone('192.0.2.2', { speaksHz: 800 })];
    await alice.handlers['settings.save']({ keepRtp: true });
    await alice.handlers['call.dial']({ target: 'sip:bob@192.0.2.2' });
    await office.clock.advance(200);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(500);
    office.network.weather = { delayMs: 5, loss: 0.05 };
    await office.clock.advance(5_000);
    office.network.weather = { delayMs: 5 };
    await office.clock.advance(500);
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(500);
    const { id, stats } = alice.call();
    const { messages, media } = await alice.handlers['trace.call']({ id });
    const sound = packetsIn(Buffer.from((await alice.handlers['trace.rtp']({ id, offset: 0 })).data, 'base64'));
    await office.close();

    const file = ladderPcapng(buildLadder(messages, media), diagnose(messages, media), 'Rung/test', sound);
    const path = join(directory, 'call.pcapng');
    writeFileSync(path, file);
    const rows = execFileSync('tshark', ['-n', '-r', path, '-q', '-z', 'rtp,streams'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\n').filter((line) => /0x[0-9A-F]{8}/i.test(line)).map((line) => line.trim().split(/\s+/));
    const told = rows.map((row) => ({ from: row[2], packets: Number(row[8]), lost: Number(row[9]) })).toSorted((a, b) => String(a.from).localeCompare(String(b.from)));
    expect(stats?.lost).toBeGreaterThan(3);
    expect(told).toEqual([{ from: '192.0.2.1', packets: stats?.sent, lost: 0 }, { from: '192.0.2.2', packets: stats?.received, lost: stats?.lost }]);
    expect(tsharkReads(file, 'rtcp', 'rtcp.pt').length).toBeGreaterThan(2);
    expect(tsharkReads(file, WRONG, 'frame.number', '_ws.expert.message')).toEqual([]);
  });
});
