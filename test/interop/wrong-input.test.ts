/** What goes wrong outside: bad addresses, taken ports, files of the wrong kind, noise on the sockets, peers that vanish. Each gives
 *  a clear sentence and the right exit status, and nothing is left behind. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungProcess } from './support/rung.ts';
import { isCall, messagesOf, runRung, startRung } from './support/rung.ts';

/** One line for people: no stack. */
const SENTENCE = /^rung: [A-Z0-9"/][^\n]+[.?]\n$/;
/** A port that nothing listens on: discard, and not on this machine. */
const NOBODY = 'sip:nobody@127.0.0.9:9';

function start(...args: string[]): RungProcess {
  const rung = startRung(args);
  onTestFinished(() => rung.kill());
  return rung;
}

async function udpSocket(): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { socket, port: socket.address().port };
}

describe('addresses', () => {
  it.each(['udp', 'tcp'])('where nothing listens (%s): ends at once, in words', async (transport) => {
    const { code, errors, summary } = await runRung(['call', NOBODY, '--transport', transport, '--json']);
    expect({ code, summary }).toMatchObject({ code: 1, summary: { endedBy: 'error', talkMs: 0 } });
    expect(errors).toMatch(SENTENCE);
    expect(errors).toMatch(/127\.0\.0\.9:9 refuses: nothing listens on that port/);
  });

  it.each([
    ['sip:', /cannot be dialled/],
    ['sip:bob@host@host', /cannot be dialled/],
    ['sip:bob@[::1', /cannot be dialled/],
    ['sip:bob@127.0.0.1:99999', /port/],
    ['http://example.org', /only sip:, sips: and tel:/],
    ['bob', /no account/],
  ])('that are none: %s', async (uri, words) => {
    const { code, errors } = await runRung(['call', uri, '--json']);
    expect(code).toBe(2);
    expect(errors).toMatch(SENTENCE);
    expect(errors).toMatch(words);
    expect(errors).not.toContain('..');
  });

  const withoutNamespaces = missingForNamespaces();

  it.skipIf(withoutNamespaces.length > 0)(`that no route leads to${withoutNamespaces.length > 0 ? ` (missing: ${withoutNamespaces.join(', ')})` : ''}`, async () => {
    const link = createBadLink();
    onTestFinished(() => link.stop());
    const { code, errors } = await runRung(['call', 'sip:nobody@203.0.113.5', '--json'], { namespace: link.pub });
    expect(code).toBe(3);
    expect(errors).toMatch(SENTENCE);
    expect(errors).toMatch(/no way to 203\.0\.113\.5/);
  });

  it('that this computer does not have (--listen)', async () => {
    const { code, errors } = await runRung(['answer', '--listen', '192.0.2.1:5060', '--json']);
    expect(code).toBe(3);
    expect(errors).toMatch(/does not have the address 192\.0\.2\.1/);
  });

  it.each([['answer'], ['call', NOBODY]])('that are taken: rung %s names the port', async (...command) => {
    const { port } = await udpSocket();
    const { code, errors } = await runRung([...command, '--listen', `127.0.0.1:${port}`, '--json']);
    expect(code).toBe(3);
    expect(errors).toMatch(SENTENCE);
    expect(errors).toContain(`port ${port} is in use`);
  });
});

const withoutSox = missing('sox', 'espeak-ng', '/usr/bin/python3');

describe.skipIf(withoutSox.length > 0)(`files${withoutSox.length > 0 ? ` (missing: ${withoutSox.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  function file(name: string, bytes: Uint8Array): string {
    const path = join(lab.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  it.each<[string, (wav: Uint8Array) => Uint8Array]>([
    ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['an empty file', () => new Uint8Array(0)],
    ['a WAV file that ends in its header', (wav) => wav.subarray(0, 30)],
  ])('%s is not played: exit 4 before anybody is called', async (name, make) => {
    const path = file('wrong.wav', make(readFileSync(lab.reference('speechA'))));
    for (const command of [['call', NOBODY], ['answer', '--listen', '127.0.0.1:0']]) {
      const { code, events, errors } = await runRung([...command, '--play', path, '--json', '--verbose']);
      expect(code, name).toBe(4);
      expect(errors).toMatch(SENTENCE);
      expect(errors).toContain(`Cannot play ${path}`);
      expect(events).toEqual([]);
    }
  });

  it('that do not exist or cannot be written end with exit 4', async () => {
    const gone = join(lab.folder, 'no-such-folder', 'file');
    for (const option of ['--play', '--record-received', '--record', '--pcap', '--password-file', '--account']) {
      const { code, errors } = await runRung(['call', NOBODY, option, gone, '--json']);
      expect(code, `${option}: ${errors}`).toBe(4);
      expect(errors).toContain(gone);
    }
  });

  it.each([
    ['of 24 bits', ['-b', '24']],
    ['of 32-bit floats', ['-e', 'float', '-b', '32']],
    ['of 44.1 kHz, stereo', ['-r', '44100', '-c', '2']],
  ])('%s are played', { retry: 1 }, async (_name, format) => {
    const path = join(lab.folder, 'converted.wav');
    const heard = join(lab.folder, 'heard.wav');
    execFileSync('sox', ['-D', lab.reference('speechA'), ...format, path]);
    const rung = start('answer', '--listen', '127.0.0.1:0', '--record-received', heard, '--count', '1', '--json');
    const { code } = await runRung(['call', `sip:rung@${await rung.listening()}`, '--play', path, '--duration', '4', '--json']);
    expect(code).toBe(0);
    expect(await rung.exited).toBe(0);
    const score = lab.score('speech', lab.reference('speechA'), heard);
    expect(score.ok, score.text).toBe(true);
  });

  it('a truncated WAV file is played as far as it goes', async () => {
    const path = file('short.wav', readFileSync(lab.reference('speechA')).subarray(0, 20_000));
    const rung = start('answer', '--listen', '127.0.0.1:0', '--count', '1', '--json');
    const { code } = await runRung(['call', `sip:rung@${await rung.listening()}`, '--play', path, '--duration', '0.5', '--json']);
    expect(code).toBe(0);
    expect(await rung.exited).toBe(0);
  });
});

describe('noise', () => {
  it('on the SIP and RTP ports of a call changes nothing and prints nothing', async () => {
    const answering = start('answer', '--listen', '127.0.0.1:0', '--tone', '440', '--count', '1', '--rtp-ports', '44100-44119', '--json');
    const address = await answering.listening();
    const calling = start('call', `sip:rung@${address}`, '--tone', '880', '--json');
    await answering.until(isCall('confirmed'));
    const { socket } = await udpSocket();
    const ports = [Number(address.split(':')[1]), ...Array.from({ length: 20 }, (_, i) => 44_100 + i)];
    for (let round = 0; round < 40; round++) {
      for (const port of ports) socket.send(noise(round), port, '127.0.0.1');
      await new Promise((resolve) => void setImmediate(resolve));
    }
    const before = Number(answering.events.findLast((event) => event.event === 'stats')?.['received'] ?? 0);
    await answering.until((event) => event.event === 'stats' && Number(event['received']) > before + 50);
    calling.interrupt();
    expect(await calling.exited).toBe(0);
    expect(await answering.exited).toBe(0);
    expect(answering.events.find((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
    expect([answering.errors(), calling.errors()]).toEqual(['', '']);
    expect(answering.events.some((event) => event.event === 'dtmf'), 'no digit was made of noise').toBe(false);
  });
});

/** Empty, short, random, half a SIP message, RTP and RTCP of strangers. */
function noise(round: number): Uint8Array {
  const kinds = [
    new Uint8Array(0), Uint8Array.of(0), randomBytes(20), randomBytes(1400), Buffer.from('INVITE sip:x@y SIP/2.0\r\nVia: SIP/2'),
    Buffer.from('SIP/2.0 200 OK\r\n\r\n'), Buffer.concat([Uint8Array.of(0x80, 0x08), randomBytes(170)]),
    Buffer.concat([Uint8Array.of(0x80, 0x65), randomBytes(14)]), Buffer.concat([Uint8Array.of(0x80, 0xc8, 0, 6), randomBytes(24)]),
    Buffer.concat([Uint8Array.of(0x81, 0xcb, 0, 1), randomBytes(4)]),
  ];
  return kinds[round % kinds.length] as Uint8Array;
}

const absent = missing('baresip', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`peers and interruptions${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  function baresip(name: string, ...options: string[]): string {
    lab.run('baresip/start.sh', lab.folder, name, ...options);
    return lab.env(name)['BS_URI'] ?? '';
  }

  it('a peer that is killed in the call: our hang-up ends it all the same', async () => {
    const rung = start('call', baresip('victim'), '--tone', '440', '--json', '--verbose');
    await rung.until(isCall('confirmed'));
    process.kill(Number(readFileSync(join(lab.folder, 'victim.pid'), 'utf8')), 'SIGKILL');
    await rung.until((event) => event.event === 'stats');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(rung.events.find((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'local' });
    expect(rung.errors()).toBe('');
  });

  it('SIGINT while it rings: CANCEL, and the peer stops ringing', async () => {
    const rung = start('call', baresip('ringing', 'answer=manual'), '--json', '--verbose');
    await rung.until(isCall('ringing'));
    rung.interrupt();
    expect(await rung.exited).toBe(1);
    const starts = messagesOf(rung.events).map(({ start: line }) => line.split(' ').slice(0, 2).join(' '));
    const cancelled = starts.findIndex((line) => line.startsWith('CANCEL '));
    expect(starts.slice(cancelled)).toEqual(expect.arrayContaining(['SIP/2.0 487', 'SIP/2.0 200']));
    expect(rung.events.find((event) => event.event === 'summary')).toMatchObject({ status: 487, endedBy: 'local', talkMs: 0 });
    expect(lab.run('baresip/ctl.sh', lab.folder, 'ringing', 'callstat')).not.toMatch(/INCOMING|ESTABLISHED/);
  });

  it('SIGINT in a call: BYE, and the peer has hung up', async () => {
    const rung = start('call', baresip('talking'), '--tone', '440', '--json', '--verbose');
    await rung.until(isCall('confirmed'));
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(messagesOf(rung.events).slice(-2).map(({ start: line }) => line.split(' ')[0])).toEqual(['BYE', 'SIP/2.0']);
    expect(lab.run('baresip/ctl.sh', lab.folder, 'talking', 'callstat')).not.toMatch(/ESTABLISHED/);
  });
});
