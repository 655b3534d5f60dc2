/** Sound through NATs: STUN and ICE with baresip and linphonec; what tshark thinks of our STUN; IPv6 media over IPv4 signalling. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PCMA } from '../fakes/payload-formats.ts';
import type { MediaEvent } from '../../src-main/media/engine-port.ts';
import { createWorkerEngine } from '../../src-main/media/engine/worker-engine.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { BadLink } from './support/namespaces.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungEvent, RungProcess } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

const tools = missing('baresip', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');
const titled = (title: string, absent: string[]): string => `${title}${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`;

interface Path {
  local: string;
  remote: string;
  kind: string;
}

/** Where sound went at the end. */
function lastPath(events: RungEvent[]): Path | undefined {
  return events.findLast((event) => event.event === 'stats')?.['path'] as Path | undefined;
}

/** An account as `--account` takes it: nothing is registered. */
function accountFile(lab: Lab, name: string, account: Record<string, unknown>): string {
  const file = join(lab.folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ user: 'rung', ...account }));
  return file;
}

function expectSpeech(lab: Lab, name: string, reference: string, heard: string, ...options: string[]): void {
  const score = lab.score('speech', lab.reference(reference), heard, ...options);
  expect(score.ok, `${name}: ${score.text}`).toBe(true);
}

const behindNat = [...missingForNamespaces(), ...tools, ...missing('nft', 'turnserver')];

describe.skipIf(behindNat.length > 0)(titled('behind a cone NAT', behindNat), () => {
  let link: BadLink;
  let stunServer: string;

  beforeAll(() => {
    link = createBadLink('cone');
    link.peers.run('turn/start.sh', link.peers.folder);
    const { TURN_IP, TURN_PORT } = link.peers.env('turn');
    stunServer = `${TURN_IP}:${TURN_PORT}`;
  });
  afterAll(() => link.stop());

  /** A peer with an address that everyone reaches. */
  function baresip(name: string, ...options: string[]): string {
    link.peers.run('baresip/start.sh', link.peers.folder, name, `src=${link.peers.reference('speechB')}`, 'codecs=PCMA,PCMU', ...options);
    return link.peers.env(name)['BS_URI'] ?? '';
  }

  function call(uri: string, ...options: string[]): ReturnType<typeof runRung> {
    return runRung(['call', uri, '--play', link.peers.reference('speechA'), '--duration', '6', '--json', ...options], { namespace: link.phone });
  }

  const account = (name: string, more: Record<string, unknown>): string => accountFile(link.peers, name, { domain: link.addresses.pub, ...more });

  it('without STUN the peer cannot be heard, and the diagnosis says so', async () => {
    const { code, events, summary } = await call(baresip('plain'));
    expect({ code, summary }).toMatchObject({ code: 0, summary: { received: 0 } });
    expect(events).toContainEqual(expect.objectContaining({ event: 'diagnosis', rule: 'one-way-audio' }));
  });

  it('with STUN both hear the right speech', { retry: 1 }, async () => {
    const uri = baresip('stunned');
    const heard = join(link.peers.folder, 'stunned.wav');
    const { events } = await call(uri, '--account', account('stun', { stunServer }), '--record-received', heard);
    expect(lastPath(events)).toMatchObject({ kind: 'default', local: expect.stringMatching(/^10\.88\.0\.1:/) });
    expectSpeech(link.peers, 'at Rung', 'speechB', heard, '--loop');
    expectSpeech(link.peers, 'at baresip', 'speechA', link.peers.baresipHeard('stunned'));
  });

  it('with ICE both hear the right speech; tshark finds nothing to complain about in our STUN', { retry: 1 }, async () => {
    const uri = baresip('iced', 'nat=ice');
    const [heard, pcap] = ['iced.wav', 'iced.pcap'].map((name) => join(link.peers.folder, name)) as [string, string];
    const { events } = await call(uri, '--account', account('ice', { stunServer, ice: true }), '--record-received', heard, '--pcap', pcap);
    expect(lastPath(events)).toMatchObject({ kind: 'srflx', local: expect.stringMatching(/^10\.88\.0\.1:/) });
    expectSpeech(link.peers, 'at Rung', 'speechB', heard, '--loop');
    expectSpeech(link.peers, 'at baresip', 'speechA', link.peers.baresipHeard('iced'));
    const messages = stunOf(pcap, link.addresses.phone);
    expect(messages.length).toBeGreaterThan(8);
    expect(messages.filter(({ crc, expert }) => crc !== '1' || expert !== '')).toEqual([]);
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(['0x0001', '0x0101']));
  });

  const withoutLinphone = missing('linphonec');

  it.skipIf(withoutLinphone.length > 0).each([
    ['that knows its STUN server', true, 'srflx'],
    ['that knows none: the other side finds us', false, 'prflx'],
  ])(titled('with ICE %s, linphonec and we hear each other', withoutLinphone), { retry: 1 }, async (_name, knows, kind) => {
    const name = `linphone-${kind}`;
    link.peers.run('lib/stop.sh', link.peers.folder, name);
    link.peers.run('linphone/start.sh', link.peers.folder, name, 'codecs=PCMA,PCMU', `ice=${stunServer}`, `src=${link.peers.reference('speechB')}`);
    const { LP_URI = '', LP_REC = '' } = link.peers.env(name);
    const heard = join(link.peers.folder, `${name}.wav`);
    const { events } = await call(LP_URI, '--account', account(name, { ice: true, ...(knows && { stunServer }) }), '--record-received', heard);
    expect(lastPath(events)?.kind).toBe(kind);
    expectSpeech(link.peers, 'at Rung', 'speechB', heard, '--loop');
    expectSpeech(link.peers, 'at linphonec', 'speechA', LP_REC);
    link.peers.run('lib/stop.sh', link.peers.folder, name);
  });

  describe('with the peer behind it, and us outside', () => {
    let inside: Lab;
    beforeAll(() => {
      inside = createLab({ NSX: `ip netns exec ${link.phone}`, LAB_IP: link.addresses.phone });
    });
    afterAll(() => inside.stop());

    it.each([
      ['with nat=stun: its description is right', ['nat=stun'], 'default'],
      ['without: its description is wrong, and we follow where its sound comes from (RFC 4961)', [], 'latched'],
    ])('baresip %s', { retry: 1 }, async (_name, options, kind) => {
      const name = `inside-${kind}`;
      inside.run('lib/stop.sh', inside.folder, name);
      inside.run('baresip/start.sh', inside.folder, name, 'codecs=PCMA,PCMU', ...options, ...(options.length > 0 ? [`stun=${stunServer}`] : []));
      const rung: RungProcess = startRung(['answer', '--listen', `${link.addresses.pub}:0`, '--tone', '440', '--count', '1', '--json'], { namespace: link.pub });
      const address = await rung.listening();
      inside.run('baresip/ctl.sh', inside.folder, name, 'dial', `sip:rung@${address}`);
      await rung.until(isCall('confirmed'));
      await rung.until((event) => event.event === 'stats' && Number(event['received']) > 100);
      expect(lastPath(rung.events)?.kind).toBe(kind);
      inside.run('baresip/ctl.sh', inside.folder, name, 'hangup');
      await rung.until((event) => event.event === 'summary');
      const tone = inside.score('tone', inside.baresipHeard(name), '440');
      expect(tone.ok, tone.text).toBe(true);
    });
  });
});

describe.skipIf(tools.length > 0)(titled('ICE on one network, with baresip', tools), () => {
  let lab: Lab;
  let uri: string;
  let account: string;
  beforeAll(() => {
    lab = createLab();
    lab.run('baresip/start.sh', lab.folder, 'bob', 'codecs=PCMA,PCMU', 'nat=ice', `src=${lab.reference('speechB')}`);
    uri = lab.env('bob')['BS_URI'] ?? '';
    account = accountFile(lab, 'ice', { domain: '127.0.0.1', ice: true });
  });
  afterAll(() => lab.stop());

  const isSelected = (event: RungEvent): boolean => event.event === 'stats' && /host|prflx/.test((event['path'] as Path | undefined)?.kind ?? '');

  it('called: a pair is selected, hold and resume keep it', async () => {
    const { code, events, summary } = await runRung(['call', uri, '--account', account, '--tone', '440', '--hold-after', '2', '--resume-after', '3', '--duration', '5', '--json']);
    expect(code).toBe(0);
    expect(isSelected(events.findLast((event) => event.event === 'stats')!)).toBe(true);
    expect(Number(summary?.['received'])).toBeGreaterThan(100);
  });

  it('calling: a pair is selected, and its own new offer after that (RFC 8839 4.4) is answered', async () => {
    const rung = startRung(['answer', '--account', account, '--listen', '127.0.0.1:0', '--tone', '440', '--count', '1', '--json', '--verbose']);
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'dial', `sip:rung@${await rung.listening()}`);
    await rung.until(isSelected);
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 150);
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'hangup');
    expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
    expect(isSelected(rung.events.findLast((event) => event.event === 'stats')!)).toBe(true);
  });
});

const forRaw = [...missing('/usr/bin/python3'), ...(process.getuid?.() === 0 ? [] : ['root'])];

describe.skipIf(forRaw.length > 0)(titled('sound from port 0', forRaw), () => {
  it('is nobody\'s, and does not end the engine: nothing can be sent back there (RFC 768)', async () => {
    const engine = createWorkerEngine();
    const opened = await engine.open({ address: '127.0.0.1', ports: { min: 47_300, max: 47_399 } });
    if (!opened.ok) throw new Error(opened.error.message);
    const session = opened.value;
    const events: MediaEvent[] = [];
    session.onEvent = (event) => void events.push(event);
    session.onStun = () => expect.unreachable('STUN from port 0');
    // It waits for its peer: the first who sends would be followed.
    session.agree({ remoteRtp: null, remoteRtcp: null, send: PCMA, receive: [PCMA], ptimeMs: 20, direction: 'sendrecv' });
    execFileSync('/usr/bin/python3', ['-c', FROM_PORT_ZERO, String(session.local.rtp.port)]);
    await expect.poll(() => events.filter(({ kind }) => kind === 'stats').length, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(events.filter(({ kind }) => kind !== 'stats')).toEqual([]);
    expect(await session.close()).toMatchObject({ received: 0 });
    await engine.close();
  });
});

/** A STUN request and a second of G.711, from port 0. */
const FROM_PORT_ZERO = `
import socket, struct, sys
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
def send(payload):
    raw.sendto(struct.pack('!HHHH', 0, int(sys.argv[1]), 8 + len(payload), 0) + payload, ('127.0.0.1', 0))
send(bytes.fromhex('000100002112a442') + bytes(12))
for i in range(50):
    send(struct.pack('!BBHII', 0x80, 8, i, i * 160, 7) + bytes([0xd5]) * 160)
`;

const ownIpv6 = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).some(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80:'));
const forIpv6 = [...tools, ...missing('linphonec'), ...(ownIpv6 ? [] : ['an IPv6 address of this computer'])];

/** linphonec on loopback names an IPv6 address of the computer in its offer. */
describe.skipIf(forIpv6.length > 0)(titled('IPv6 sound over IPv4 signalling', forIpv6), () => {
  it('linphonec calls: sound goes both ways', { retry: 1 }, async () => {
    const lab = createLab();
    try {
      lab.run('linphone/start.sh', lab.folder, 'carl', 'codecs=PCMA,PCMU', 'answer=manual', `src=${lab.reference('speechB')}`);
      const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--tone', '440', '--count', '1', '--json']);
      lab.run('linphone/ctl.sh', lab.folder, 'carl', 'call', `sip:rung@${await rung.listening()}`);
      await rung.until((event) => event.event === 'stats' && Number(event['received']) > 100);
      expect(lastPath(rung.events)).toMatchObject({ local: expect.stringMatching(/^\[/), remote: expect.stringMatching(/^\[/), kind: 'default' });
      lab.run('linphone/ctl.sh', lab.folder, 'carl', 'terminate');
      expect(await rung.exited).toBe(0);
      const tone = lab.score('tone', lab.env('carl')['LP_REC'] ?? '', '440');
      expect(tone.ok, tone.text).toBe(true);
    } finally {
      lab.stop();
    }
  });
});

/** Our STUN messages as tshark reads them: the fingerprint verified, and its complaints. */
function stunOf(pcap: string, source: string): { type: string; crc: string; expert: string }[] {
  const fields = ['stun.type', 'stun.att.crc32.status', '_ws.expert.message'];
  const output = execFileSync('tshark', ['-n', '-r', pcap, '-Y', `stun && ip.src == ${source}`, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output.split('\n').filter((line) => line !== '').map((line) => {
    const [type = '', crc = '', expert = ''] = line.split('\t');
    return { type, crc, expert };
  });
}
