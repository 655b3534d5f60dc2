/** One library, one job, one process: `node one.ts CONTESTANT JOB SECONDS` prints one line of JSON. */
import type { Contestant } from './contestant.ts';
import { loadContestant } from './contestant.ts';
import { descriptions, EXPECTED_FIELDS, frame, invite, messages } from './corpus.ts';
import { measureHostile } from './hostile.ts';
import { encodeALaw } from '../../src-shared/audio/g711.ts';

export interface JobFigures {
  /** Per second of CPU time: other processes on the machine do not change it much. */
  perCpuSecond: number;
  /** Of the 120 fields of the corpus, where the job is reading them. */
  wrongFields?: number;
}

/** Gives how many items one turn does and the turn; undefined where the library does not offer it. */
const jobs: Record<string, (of: Contestant) => [items: number, turn: () => void] | undefined> = {
  parse({ parse }) {
    const given = [...messages.values()];
    return parse && [given.length, () => { for (const bytes of given) parse(bytes); }];
  },
  fields({ parse, fields }) {
    const given = [...messages.values()];
    return parse && fields && [given.length, () => { for (const bytes of given) fields(parse(bytes)); }];
  },
  serialize({ serializer }) {
    const write = serializer?.(invite);
    return write && [1, () => void write()];
  },
  'sdp-parse': ({ sdpParse }) => sdpParse && [descriptions.length, () => { for (const text of descriptions) sdpParse(text); }],
  'sdp-write'({ sdpParse, sdpWrite }) {
    const parsed = sdpParse && descriptions.map((text) => sdpParse(text));
    return parsed && sdpWrite && [parsed.length, () => { for (const description of parsed) sdpWrite(description); }];
  },
  'encode-a-law': ({ encodeALaw: encode }) => encode && [1, () => void encode(frame)],
  'decode-a-law': ({ decodeALaw: decode }) => decode && [1, () => void decode(payload)],
  'encode-u-law': ({ encodeMuLaw: encode }) => encode && [1, () => void encode(frame)],
  'decode-u-law': ({ decodeMuLaw: decode }) => decode && [1, () => void decode(payload)],
  'rtp-read': ({ readRtpPacket }) => readRtpPacket && [1, () => void readRtpPacket(packet)],
};

const payload = new Uint8Array(frame.length);
encodeALaw(frame, payload);
const packet = Buffer.concat([Buffer.from('80080001000000a0deadbeef', 'hex'), payload]);

function measure(contestant: Contestant, job: string, seconds: number): JobFigures {
  const [items, turn] = jobs[job]?.(contestant) ?? [];
  if (!items || !turn) throw new Error(`there is no ${job} here`);
  run(turn, seconds / 2);
  const before = process.cpuUsage();
  const turns = run(turn, seconds);
  const { user, system } = process.cpuUsage(before);
  const perCpuSecond = (turns * items * 1e6) / (user + system);
  return job === 'fields' ? { perCpuSecond, wrongFields: wrongFields(contestant) } : { perCpuSecond };
}

/** The number of turns done. */
function run(turn: () => void, seconds: number): number {
  const endMs = performance.now() + seconds * 1000;
  let turns = 0;
  do {
    for (let i = 0; i < 50; i++) turn();
    turns += 50;
  } while (performance.now() < endMs);
  return turns;
}

function wrongFields({ parse, fields }: Contestant): number {
  let wrong = 0;
  for (const [name, bytes] of messages) {
    const read = fields!(parse!(bytes));
    wrong += EXPECTED_FIELDS[name]!.filter((expected, i) => expected !== read[i]).length;
  }
  return wrong;
}

const [name = '', job = '', seconds = '1'] = process.argv.slice(2);
const contestant = await loadContestant(name);
const print = console.log;
console.log = console.warn = console.error = () => {};
print(JSON.stringify(job === 'hostile' ? measureHostile(contestant) : measure(contestant, job, Number(seconds))));
process.exit(0);
