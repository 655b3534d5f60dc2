import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Effort } from '../compare.ts';
import { peerTitle, peerVersion } from '../peers.ts';
import type { LadderRung } from '../sip-ladder.ts';
import type { Table } from '../table.ts';

const TITLE = 'UAS on one core, SIPp calls: INVITE, 180, 200 with SDP, ACK, BYE';
const RATES = [250, 500, 1000, 1500, 2000, 3000, 4000, 6000, 8000];
const QUICK_RATES = [500];
/** Where the cost of a call is compared: a UAS that is behind is cheaper a call, and gets every message several times. */
const RATE_COMPARED = 500;
const CONTESTANTS: Record<string, string> = {
  floor: 'node:dgram alone: no parser, no state',
  kirm: peerTitle('kirm') + ': transactions, no dialogs',
  'rung-signalling': 'Rung: dialogs, offer/answer, trace',
  'rung-answer': '`rung answer`: also RTP sockets, audio, history',
};

export function benchSipUas({ isQuick }: Effort): Table[] {
  const missing = whatIsMissing();
  if (missing) return [{ title: TITLE, columns: [''], rows: [], notes: [missing] }];
  const names = Object.keys(CONTESTANTS).filter((name) => name !== 'kirm' || peerVersion('kirm') !== undefined);
  const ladders = names.map((name) => [name, climb(name, isQuick ? 2 : 5, isQuick ? QUICK_RATES : RATES)] as const);
  const floor = cost(ladders.find(([name]) => name === 'floor')?.[1] ?? []);
  return [{
    title: TITLE,
    columns: ['', 'clean up to calls/s', 'answered up to calls/s', `µs of CPU a call at ${RATE_COMPARED}/s`, '… times the floor'],
    rows: ladders.map(([name, ladder]) => [CONTESTANTS[name]!, highest(ladder, isClean), highest(ladder, isAnswered), cost(ladder), cost(ladder) / floor]),
    notes: [
      `Rates offered: ${(isQuick ? QUICK_RATES : RATES).join(', ')}. Clean: every call succeeds and SIPp repeats nothing; answered: every call succeeds.`,
    ],
  }];
}

function whatIsMissing(): string | undefined {
  if (process.platform !== 'linux' || spawnSync('unshare', ['-n', 'true']).status !== 0) return 'Not measured: it takes Linux and root (`unshare -n`).';
  return spawnSync('sipp', ['-v']).error ? 'Not measured: SIPp is not installed (Debian: sip-tester).' : undefined;
}

function climb(name: string, seconds: number, rates: number[]): LadderRung[] {
  const script = join(import.meta.dirname, '../sip-ladder.ts');
  const { stdout } = spawnSync('unshare', ['-n', process.execPath, script, name, String(seconds), ...rates.map(String)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LadderRung);
}

const isAnswered = ({ failed }: LadderRung): boolean => failed === 0;
const isClean = (rung: LadderRung): boolean => isAnswered(rung) && rung.retransmissions === 0;

function highest(ladder: LadderRung[], passes: (rung: LadderRung) => boolean): number {
  return Math.max(0, ...ladder.filter(passes).map(({ offered }) => offered));
}

function cost(ladder: LadderRung[]): number {
  return ladder.find(({ offered }) => offered === RATE_COMPARED)?.cpuMicrosecondsPerCall ?? NaN;
}
