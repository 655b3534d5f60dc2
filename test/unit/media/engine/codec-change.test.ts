/** A running call that is agreed anew with another codec: sound goes on, at the other rate. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadOpus } from '../../../../src-main/media/codecs/opus.ts';
import type { PayloadFormat } from '../../../../src-main/media/engine-port.ts';
import { G722, L16, OPUS as OPUS_WITH_DTX, PCMA } from '../../../fakes/payload-formats.ts';
import { levelOf } from '../signal.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

/** To its DTX a steady tone is silence. */
const OPUS: PayloadFormat = { ...OPUS_WITH_DTX, parameters: 'useinbandfec=1' };
const TONES_HZ = { a: 600, b: 1000 };
const LEVEL = 0.25;
const SECONDS = 6;
const CHANGES = [
  { first: G722, second: PCMA },
  { first: PCMA, second: G722 },
  { first: OPUS, second: PCMA },
  { first: PCMA, second: OPUS },
  { first: OPUS, second: G722 },
  { first: L16, second: OPUS },
];

async function agree(lab: Laboratory, send: PayloadFormat): Promise<void> {
  const wants = { send, receive: [OPUS, G722, PCMA, L16] };
  lab.connect(wants, wants);
  // A codec of Opus is there some turns of the event loop after it was asked for.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function startTalk(first: PayloadFormat): Promise<Laboratory> {
  const lab = await createLaboratory();
  for (const name of ['a', 'b'] as const) {
    lab[name].session.setSink('device');
    await lab[name].session.setSource({ kind: 'tone', frequencyHz: TONES_HZ[name], level: LEVEL });
  }
  await agree(lab, first);
  return lab;
}

/** What both hear in the next second. */
async function expectTones(lab: Laboratory): Promise<void> {
  for (const side of [lab.a, lab.b]) side.port.frames = [];
  await lab.clock.advance(1000);
  expect(toneIn(lab.a, TONES_HZ.b)).toBeCloseTo(LEVEL, 1);
  expect(toneIn(lab.b, TONES_HZ.a)).toBeCloseTo(LEVEL, 1);
}

function toneIn({ port }: Side, frequencyHz: number): number {
  return levelOf(frequencyHz, port.played(), port.wanted.at(-1) ?? 0);
}

describe('a codec that is agreed in a running call', () => {
  beforeAll(loadOpus);

  it.each(CHANGES)('$first.codec, then $second.codec, and back', async ({ first, second }) => {
    const lab = await startTalk(first);
    for (const format of [first, second, first]) {
      await agree(lab, format);
      await lab.clock.advance(1000);
      await expectTones(lab);
    }
    const figures = [await lab.a.session.close(), await lab.b.session.close()];
    await lab.close();
    for (const figure of figures) expect(figure).toMatchObject({ lost: 0, discarded: 0, concealed: 0, bufferMs: 20, sent: SECONDS * 50, received: SECONDS * 50 });
  });
});
