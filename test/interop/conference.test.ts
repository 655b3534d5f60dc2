/** Three baresips, each with a tone of its own, two with G.711 and one with G.722, in one conference at our phone: each gets the two others
 *  and not itself. And what a real peer gets on hold, and of a file that is played into the call. Taken from the wire by the lab's own
 *  decoder where baresip has ended its recording (at the first re-INVITE); the last one, never held, has recorded all by itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { levelOf } from '../unit/media/signal.ts';
import { eventually } from './support/agent.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { WholePhone } from './support/whole-phone.ts';
import { openWholePhone } from './support/whole-phone.ts';

const absent = missing('baresip', 'dumpcap', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');
const VOICES = { anna: 500, bert: 900, cora: 1300 };
const NAMES = Object.keys(VOICES) as (keyof typeof VOICES)[];
/** Loud enough to be somebody's tone: theirs have 0.4 of full scale. What leaks, or rings on, is far below. */
const HEARD = 0.2;
const SILENT = 0.02;
const BARESIP_RTP_PORTS = 40;

describe.skipIf(absent.length > 0)(`three real phones${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let captures = 0;

  beforeAll(() => {
    lab = createLab();
    for (const name of NAMES) lab.run('baresip/start.sh', lab.folder, name, `sine=${VOICES[name]}`, ...(name === 'cora' ? ['codecs=G722', 'rate=16000'] : ['codecs=PCMA,PCMU']));
  });
  afterAll(() => lab.stop());

  const uriOf = (name: string): string => lab.env(name)['BS_URI'] ?? '';

  async function phone(): Promise<WholePhone> {
    const opened = await openWholePhone({ codecs: ['PCMA', 'G722'] });
    onTestFinished(() => opened.close());
    return opened;
  }

  /** Everything that passes from here on; the way to end it gives what was sent to a peer, decoded. */
  function listen(): () => Promise<(name: string) => Int16Array> {
    const name = `wire-${++captures}`;
    lab.run('lib/capture.sh', 'start', lab.folder, name, 'udp');
    return async () => {
      lab.run('lib/capture.sh', 'stop', lab.folder, name);
      const folder = join(lab.folder, `${name}-wavs`);
      const { code, output } = await lab.attemptPython('audio/rtp.py', join(lab.folder, `${name}.pcap`), folder);
      expect(code, output).toBe(0);
      const streams = output.trim().split('\n').map((line) => JSON.parse(line) as { dst: string; wav?: string; packets: number });
      return (peer) => {
        const first = Number(lab.env(peer)['BS_RTP']);
        const stream = streams.filter(({ dst }) => {
          const port = Number(dst.split(':')[1]);
          return port >= first && port < first + BARESIP_RTP_PORTS;
        }).sort((a, b) => b.packets - a.packets)[0];
        if (!stream?.wav) throw new Error(`nothing was sent to ${peer}:\n${output}`);
        return channelsOf(stream.wav)[0]!;
      };
    };
  }

  it('in a conference: each gets the two others all the time, and nothing of itself', { retry: 1 }, async () => {
    const heardBy = listen();
    const own = await phone();
    const ids: string[] = [];
    for (const name of NAMES) ids.push(await own.dial(uriOf(name)));
    // The first two were put on hold while the next was called.
    for (const id of ids.slice(0, 2)) {
      await eventually(() => own.call(id).heldByUs, () => JSON.stringify(own.call(id)));
      await own.handlers['conference.add']({ id });
    }
    expect(ids.map((id) => own.call(id).inConference)).toEqual([true, true, true]);
    await own.handlers['call.record']({ id: ids[0]!, on: true });
    const path = own.call(ids[0]!).recording?.path ?? '';
    const begun = ids.map((id) => own.call(id).stats?.received ?? 0);
    for (const [index, id] of ids.entries()) await own.heard(id, begun[index]! + 250);
    await own.handlers['conference.end'](undefined);
    await eventually(() => ids.every((id) => own.call(id).state === 'ended'), () => 'not ended');

    const sentTo = await heardBy();
    expect(voicesIn(sentTo('anna').subarray(-8000 * 3.5, -4000))).toEqual(['bert', 'cora']);
    expect(voicesIn(sentTo('bert').subarray(-8000 * 3.5, -4000))).toEqual(['anna', 'cora']);
    // baresip writes the file's head a moment after the call.
    await eventually(() => readFileSync(lab.baresipHeard('cora')).readUInt32LE(40) > 0, () => lab.baresipHeard('cora'));
    expect(voicesIn(channelsOf(lab.baresipHeard('cora'))[0]!.subarray(-16_000 * 3.5, -8000), 16_000)).toEqual(['anna', 'bert']);
    // Left what we send to anna, right what she says.
    const [left, right] = channelsOf(path) as [Int16Array, Int16Array];
    expect([voicesIn(left.subarray(4000, 28_000)), voicesIn(right.subarray(4000, 28_000))]).toEqual([['bert', 'cora'], ['anna']]);
  });

  it('on hold get the music, and after that a file that is played to them', { retry: 1 }, async () => {
    const heardBy = listen();
    const own = await phone();
    const keep = async (reference: string, name: string): Promise<void> => {
      const bytes = readFileSync(lab.reference(reference));
      await own.handlers['sound.put']({ name, offset: 0, total: bytes.length, data: bytes.toString('base64') });
    };
    await keep('tone440', 'Music.wav');
    await keep('tone880', 'Note.wav');
    await own.handlers['settings.save']({ holdMusic: 'Music.wav' });
    const id = await own.dial(uriOf('anna'));
    await own.heard(id, 25);
    await own.handlers['call.hold']({ id });
    expect(own.call(id)).toMatchObject({ heldByUs: true, holdMusic: 'Music.wav' });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await own.handlers['call.resume']({ id });
    await own.handlers['call.play']({ id, sound: 'Note.wav', mode: 'replace' });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await own.handlers['call.hangup']({ id });
    await eventually(() => own.call(id).state === 'ended', () => 'not ended');

    const sound = (await heardBy())('anna');
    const tenthsWith = (hz: number): number => tenths(sound).filter((tenth) => levelOf(hz, tenth) > HEARD).length;
    expect(tenthsWith(440)).toBeGreaterThanOrEqual(20);
    expect(tenthsWith(880)).toBeGreaterThanOrEqual(20);
    expect(tenths(sound).filter((tenth) => levelOf(440, tenth) > HEARD && levelOf(880, tenth) > HEARD).length).toBeLessThanOrEqual(1);
  });
});

/** Of a 16-bit WAV with the usual header. */
function channelsOf(file: string): Int16Array[] {
  const bytes = readFileSync(file);
  const count = bytes.readUInt16LE(22);
  const all = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
  return Array.from({ length: count }, (_, channel) => all.filter((_sample, i) => i % count === channel));
}

function tenths(sound: Int16Array, rateHz = 8000): Int16Array[] {
  const length = rateHz / 10;
  return Array.from({ length: Math.floor(sound.length / length) }, (_, i) => sound.subarray(i * length, (i + 1) * length));
}

/** Who is heard all the time; a question mark after who is heard at times. */
function voicesIn(sound: Int16Array, rateHz = 8000): string[] {
  return NAMES.flatMap((name) => {
    const levels = tenths(sound, rateHz).map((tenth) => levelOf(VOICES[name], tenth, rateHz));
    if (Math.min(...levels) > HEARD) return [name];
    return Math.max(...levels) > SILENT ? [`${name}?`] : [];
  });
}
