/** Every codec with real peers, called and calling. Where the codec has a wide band the tone is one that a narrow one cannot carry. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { BadLink } from './support/namespaces.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungEvent, RungProcess } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

interface Case {
  codec: string;
  hz: number;
}

const WIDE_HZ = 5000;
const NARROW_HZ = 1000;
const WAV_HEADER_BYTES = 44;
const OPUS: Case = { codec: 'opus', hz: WIDE_HZ };
const G722: Case = { codec: 'G722', hz: WIDE_HZ };
const L16: Case = { codec: 'L16', hz: WIDE_HZ };
const PCMA: Case = { codec: 'PCMA', hz: NARROW_HZ };
const PCMU: Case = { codec: 'PCMU', hz: NARROW_HZ };

/** Enough sound in this codec, both ways. */
const hasSound = (codec: string, packets = 75) => (event: RungEvent): boolean =>
  event.event === 'stats' && event['codec'] === codec && Number(event['received']) > packets && Number(event['sent']) > packets;

const absent = missing('baresip', 'linphonec', 'sox', 'nc', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`codecs${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let running: RungProcess[] = [];

  beforeAll(() => void (lab = createLab()));
  // A test that fails in a call must not leave the peer busy for the next one.
  afterEach(() => {
    running.forEach((rung) => rung.interrupt());
    running = [];
  });
  afterAll(() => lab.stop());

  function start(args: string[], namespace?: string): RungProcess {
    const rung = startRung([...args, '--json'], namespace === undefined ? {} : { namespace });
    running.push(rung);
    return rung;
  }

  const talk = ({ codec, hz }: Case, heard: string): string[] => ['--codecs', codec.toLowerCase(), '--tone', String(hz), '--record-received', heard];
  const digitsOf = (rung: RungProcess): unknown[] => rung.events.filter(({ event }) => event === 'dtmf').map((event) => event['digit']);

  /** Peers finish their recordings a moment after the call. */
  async function expectTone(recording: () => string, hz: number): Promise<void> {
    const verdict = (): string => {
      const file = recording();
      const { ok, text } = lab.score('tone', file, String(hz), '--min-share', '0.8', '--rate', '16000');
      return ok ? 'heard' : `${file}: ${text}`;
    };
    await expect.poll(verdict, { timeout: 10_000, interval: 500 }).toBe('heard');
  }

  async function calls(uri: string, spoken: Case, heard: string): Promise<void> {
    const { code, events, errors } = await runRung(['call', uri, ...talk(spoken, heard), '--duration', '2', '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(events.findLast(({ event }) => event === 'stats')).toMatchObject({ codec: spoken.codec });
    await expectTone(() => heard, spoken.hz);
  }

  describe('with baresip', () => {
    const nameOf = ({ hz }: Case): string => `bob-${hz}`;
    const heardBy = (spoken: Case) => (): string => lab.baresipHeard(nameOf(spoken));
    const uriOf = (spoken: Case): string => lab.env(nameOf(spoken))['BS_URI'] ?? '';

    beforeAll(() => {
      for (const hz of [WIDE_HZ, NARROW_HZ]) {
        lab.run('baresip/start.sh', lab.folder, `bob-${hz}`, 'codecs=opus,G722,L16/16000/1,PCMA,PCMU', 'rate=16000', `sine=${hz}`);
      }
    });

    it.each([OPUS, G722, L16, PCMA, PCMU])('$codec, called: both hear the tone', { retry: 1 }, async (spoken) => {
      await calls(uriOf(spoken), spoken, join(lab.folder, `heard-${spoken.codec}.wav`));
      await expectTone(heardBy(spoken), spoken.hz);
    });

    it.each([OPUS, G722, L16, PCMA])('$codec, calling: both hear the tone', { retry: 1 }, async (spoken) => {
      const heard = join(lab.folder, `heard-in-${spoken.codec}.wav`);
      const rung = start(['answer', '--listen', '127.0.0.1:0', ...talk(spoken, heard), '--count', '1']);
      lab.run('baresip/ctl.sh', lab.folder, nameOf(spoken), 'dial', `sip:rung@${await rung.listening()}`);
      await rung.until(hasSound(spoken.codec));
      lab.run('baresip/ctl.sh', lab.folder, nameOf(spoken), 'hangup');
      expect(await rung.exited).toBe(0);
      await expectTone(() => heard, spoken.hz);
      await expectTone(heardBy(spoken), spoken.hz);
    });

    /** It knows them at 8000 Hz only. */
    it('keys go both ways beside Opus', { retry: 1 }, async () => {
      const rung = start(['call', uriOf(OPUS), '--codecs', 'opus', '--tone', '440', '--dtmf', '159#', '--dtmf-after', '1']);
      await rung.until(hasSound('opus', 25));
      lab.run('baresip/ctl.sh', lab.folder, nameOf(OPUS), 'dtmf', '28*');
      await rung.until((event) => event.event === 'dtmf' && event['digit'] === '*');
      expect(digitsOf(rung)).toEqual(['2', '8', '*']);
      await expect.poll(() => baresipDigits(nameOf(OPUS)), { timeout: 10_000 }).toMatch(/159#$/);
      rung.interrupt();
      expect(await rung.exited).toBe(0);
    });

    it('Opus goes on after a hold, which is agreed anew', { retry: 1 }, async () => {
      const heard = join(lab.folder, 'heard-again.wav');
      const { code, events } = await runRung(['call', uriOf(OPUS), ...talk(OPUS, heard), '--hold-after', '1', '--resume-after', '2', '--duration', '4', '--json']);
      expect(code).toBe(0);
      const states = events.filter(isCallEvent).map((event) => event['state']);
      expect(states.slice(states.indexOf('confirmed'))).toEqual(['confirmed', 'held', 'confirmed', 'ended']);
      await expectTone(() => lastSeconds(heard, 1.5), WIDE_HZ);
    });

    /** baresip prints each digit that ends: `received event: '1' (end=1)`. */
    function baresipDigits(name: string): string {
      const log = readFileSync(join(lab.folder, `${name}.log`), 'latin1');
      return [...log.matchAll(/received[^\n]*event: '(.)' \(end=1\)/gi)].map((match) => match[1]).join('');
    }
  });

  describe('with linphonec', () => {
    const CODECS = 'codecs=opus,G722,PCMA,PCMU,L16/44100';
    let uri: string;
    let said: Record<number, string>;

    beforeAll(() => {
      said = { [WIDE_HZ]: sine(WIDE_HZ), [NARROW_HZ]: sine(NARROW_HZ) };
      lab.run('linphone/start.sh', lab.folder, 'anna', CODECS, `src=${said[WIDE_HZ]}`);
      uri = lab.env('anna')['LP_URI'] ?? '';
    });

    function sine(hz: number): string {
      const file = join(lab.folder, `said-${hz}.wav`);
      execFileSync('sox', ['-D', '-n', '-r', '16000', '-c', '1', '-b', '16', file, 'synth', '60', 'sine', String(hz), 'vol', '0.4']);
      return file;
    }

    /** What it says, and a file of its own for what it hears. */
    function prepare(at: Lab, name: string, { codec, hz }: Case): string {
      const file = join(lab.folder, `${name}-${codec}-${Date.now()}.wav`);
      at.run('linphone/ctl.sh', at.folder, name, 'record', file);
      at.run('linphone/ctl.sh', at.folder, name, 'play', said[hz] ?? '');
      return file;
    }

    it.each([OPUS, G722, PCMA, PCMU])('$codec, called: both hear the tone', { retry: 1 }, async (spoken) => {
      const file = prepare(lab, 'anna', spoken);
      await calls(uri, spoken, join(lab.folder, `heard-from-anna-${spoken.codec}.wav`));
      await expectTone(() => file, spoken.hz);
    });

    it('keys go both ways beside Opus', { retry: 1 }, async () => {
      const rung = start(['call', uri, '--codecs', 'opus', '--tone', '440', '--dtmf', '159#', '--dtmf-after', '0.5']);
      await rung.until(hasSound('opus', 25));
      lab.run('linphone/ctl.sh', lab.folder, 'anna', 'dtmf', '28*');
      await rung.until((event) => event.event === 'dtmf' && event['digit'] === '*');
      expect(digitsOf(rung)).toEqual(['2', '8', '*']);
      await expect.poll(() => [...printed().matchAll(/Receiving tone (.) from/g)].map((match) => match[1]).join(''), { timeout: 10_000 }).toMatch(/159#$/);
      rung.interrupt();
      expect(await rung.exited).toBe(0);
    });

    /** Its own offers: to hold, then to go on, without the codec that the call began with. */
    it('goes from Opus to PCMA in a call', { retry: 1 }, async () => {
      const file = prepare(lab, 'anna', PCMA);
      const heard = join(lab.folder, 'heard-changed.wav');
      const rung = start(['call', uri, '--codecs', 'opus,pcma', '--tone', String(NARROW_HZ), '--record-received', heard]);
      await rung.until(hasSound('opus'));
      tell('codec', 'disable', '0');
      tell('pause');
      await rung.until(isCall('held'));
      await expect.poll(() => printed().split('Receiving new incoming call').at(-1), { timeout: 10_000 }).toContain('is now paused');
      tell('resume');
      const held = rung.events.findIndex(isCall('held'));
      await rung.until((event) => isCall('confirmed')(event) && rung.events.indexOf(event) > held);
      const sent = Number(rung.events.findLast(({ event }) => event === 'stats')?.['sent']);
      await rung.until((event) => hasSound('PCMA')(event) && Number(event['sent']) > sent + 125);
      rung.interrupt();
      expect(await rung.exited).toBe(0);
      tell('codec', 'enable', '0');
      await expectTone(() => lastSeconds(heard, 2), NARROW_HZ);
      // Its file has both rates in one: the end is what it has heard in PCMA.
      await expectTone(() => lastSeconds(file, 2), NARROW_HZ);
    });

    it('is asked for PCMA in a call that began with Opus', { retry: 1 }, async () => {
      const file = prepare(lab, 'anna', PCMA);
      const heard = join(lab.folder, 'heard-asked.wav');
      const rung = start(['call', uri, '--codecs', 'opus,pcma', '--codec', 'pcma', '--codec-after', '3', '--tone', String(NARROW_HZ), '--record-received', heard, '--duration', '8']);
      await rung.until(hasSound('opus'));
      await rung.until(hasSound('PCMA', 125));
      expect(await rung.exited).toBe(0);
      await expectTone(() => lastSeconds(heard, 2), NARROW_HZ);
      await expectTone(() => lastSeconds(file, 2), NARROW_HZ);
    });

    const tell = (...command: string[]): void => void lab.run('linphone/ctl.sh', lab.folder, 'anna', ...command);
    const printed = (): string => readFileSync(join(lab.folder, 'anna.log'), 'latin1');

    const withoutNamespaces = missingForNamespaces();

    /** Not on loopback: there it names an IPv6 address of the computer in its SDP. */
    describe.skipIf(withoutNamespaces.length > 0)(`that calls${withoutNamespaces.length > 0 ? ` (missing: ${withoutNamespaces.join(', ')})` : ''}`, () => {
      let link: BadLink;

      beforeAll(() => {
        link = createBadLink();
        link.peers.run('linphone/start.sh', link.peers.folder, 'carl', CODECS, `src=${said[WIDE_HZ]}`);
      });
      afterAll(() => link.stop());

      it.each([OPUS, G722, L16, PCMA])('$codec: both hear the tone', { retry: 1 }, async (spoken) => {
        const file = prepare(link.peers, 'carl', spoken);
        const heard = join(lab.folder, `heard-from-carl-${spoken.codec}.wav`);
        const rung = start(['answer', '--listen', '10.88.0.2:0', ...talk(spoken, heard), '--count', '1'], link.phone);
        link.peers.run('linphone/ctl.sh', link.peers.folder, 'carl', 'call', `sip:rung@${await rung.listening()}`);
        await rung.until(hasSound(spoken.codec));
        link.peers.run('linphone/ctl.sh', link.peers.folder, 'carl', 'terminate');
        expect(await rung.exited).toBe(0);
        await expectTone(() => heard, spoken.hz);
        // What comes as L16 it records, and plays, with the bytes of each sample the wrong way round (RFC 3551 4.5.11); what it sends is right.
        await expectTone(() => (spoken === L16 ? swapped(file) : file), spoken.hz);
      });
    });
  });

  /** Of a recording, in a file beside it. */
  function lastSeconds(recording: string, seconds: number): string {
    const file = recording.replace('.wav', '-end.wav');
    execFileSync('sox', ['-V1', '-D', recording, file, 'trim', `-${seconds}`]);
    return file;
  }

  function swapped(recording: string): string {
    const bytes = readFileSync(recording);
    const file = recording.replace('.wav', '-swapped.wav');
    const whole = bytes.length - (bytes.length % 2);
    writeFileSync(file, Buffer.concat([bytes.subarray(0, WAV_HEADER_BYTES), bytes.subarray(WAV_HEADER_BYTES, whole).swap16()]));
    return file;
  }
});

const isCallEvent = (event: RungEvent): boolean => event.event === 'call';
