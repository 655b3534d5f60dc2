/** The phones that are compared, each started for one call, and what a listener at them has heard. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../interop/support/lab.ts';
import { startRung } from '../interop/support/rung.ts';
import type { CodecName } from '../../src-shared/model.ts';
import { readSpeech } from './speech.ts';
import { soundRateOf } from './stream.ts';

export const RECEIVERS = ['Rung', 'baresip', 'linphonec'] as const;
export type ReceiverName = (typeof RECEIVERS)[number];

export interface Receiver {
  name: ReceiverName;
  uri: string;
  /** After the call: what was heard, at `rateHz`. */
  heard(rateHz: number): Promise<Float32Array>;
}

/** One of each name per lab. */
export function startReceiver(lab: Lab, name: ReceiverName, codec: CodecName): Promise<Receiver> {
  if (name === 'Rung') return startRungReceiver(lab, codec);
  if (name === 'linphonec') return startLinphone(lab, codec);
  return startBaresip(lab, codec);
}

async function startRungReceiver(lab: Lab, codec: CodecName): Promise<Receiver> {
  const path = join(lab.folder, 'rung.wav');
  const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--count', '1', '--record-received', path, '--codecs', codec, '--json']);
  const address = await rung.listening();
  return {
    name: 'Rung',
    uri: `sip:rung@${address}`,
    async heard(rateHz) {
      const code = await rung.exited;
      if (code !== 0) throw new Error(`rung answer: exit ${code}\n${rung.errors()}`);
      return readAt(path, rateHz);
    },
  };
}

/** Its jitter buffer as it comes (5-10 frames), and its module for concealment. Its player is bridged to its source: what it sends, and
 *  writes down, is what is heard. */
async function startBaresip(lab: Lab, codec: CodecName): Promise<Receiver> {
  lab.run('baresip/start.sh', lab.folder, 'baresip', `codecs=${codec}`, `rate=${soundRateOf(codec)}`, 'says=heard', 'jbuf=5-10', 'mods=plc');
  return {
    name: 'baresip',
    uri: lab.env('baresip')['BS_URI'] ?? '',
    async heard(rateHz) {
      const folder = join(lab.folder, 'baresip', 'rec');
      const file = readdirSync(folder).find((entry) => entry.endsWith('-enc.wav'));
      if (!file) throw new Error('baresip has recorded nothing');
      return readAt(join(folder, file), rateHz);
    },
  };
}

async function startLinphone(lab: Lab, codec: CodecName): Promise<Receiver> {
  lab.run('linphone/start.sh', lab.folder, 'linphonec', `codecs=${codec}`);
  const { LP_URI: uri = '', LP_REC: path = '' } = lab.env('linphonec');
  return { name: 'linphonec', uri, heard: async (rateHz) => readAt(path, rateHz) };
}

function readAt(path: string, rateHz: number): Float32Array {
  const converted = path.replace(/\.wav$/, '-scored.wav');
  execFileSync('sox', ['-D', '-V1', path, '-r', String(rateHz), '-c', '1', '-b', '16', converted]);
  return readSpeech(converted);
}
