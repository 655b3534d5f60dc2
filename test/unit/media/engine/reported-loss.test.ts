import { beforeAll, expect, it } from 'vitest';
import { loadOpus } from '../../../../src-main/media/codecs/opus.ts';
import { createRtpView, readRtp } from '../../../../src-shared/rtp/packet.ts';
import { OPUS } from '../../../fakes/payload-formats.ts';
import { createLaboratory } from './laboratory.ts';

beforeAll(loadOpus);

/** The packets of a, every fourth of which is lost, and whether b may report that. */
async function payloadsSent(isReported: boolean): Promise<string[]> {
  const lab = await createLaboratory();
  const view = createRtpView();
  const payloads: string[] = [];
  lab.network.filter = ({ from, bytes }) => {
    const isOfA = from.address === lab.a.session.local.rtp.address;
    if (from.port % 2 === 1) return isOfA || isReported;
    if (!isOfA || readRtp(view, bytes)) return true;
    payloads.push(Buffer.from(bytes.subarray(view.payloadOffset)).toString('hex'));
    return payloads.length % 4 !== 0;
  };
  const format = { ...OPUS, parameters: 'useinbandfec=1' };
  lab.connect({ send: format, receive: [format] }, { send: format, receive: [format] });
  // A codec of Opus is there some turns of the event loop after it was asked for.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  await lab.a.session.setSource({ kind: 'tone', frequencyHz: 600 });
  await lab.clock.advance(15_000);
  await lab.close();
  return payloads;
}

it('what the peer reports as lost changes what Opus sends, from then on', async () => {
  const [reported, unreported] = [await payloadsSent(true), await payloadsSent(false)];
  expect(reported).toHaveLength(unreported.length);
  const first = reported.findIndex((payload, n) => payload !== unreported[n]);
  // RTCP begins after 2.5 seconds, more or less (RFC 3550 6.2).
  expect(first).toBeGreaterThan(50);
});
