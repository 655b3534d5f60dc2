import { describe, expect, it } from 'vitest';
import type { CallMedia } from '../../../src-main/calls/call-media.ts';
import { createCallMedia } from '../../../src-main/calls/call-media.ts';
import type { MediaEngine } from '../../../src-main/media/engine-port.ts';
import { createInThreadEngine } from '../../../src-main/media/engine/in-thread-engine.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const HERE = '192.0.2.1';
const clock = createVirtualClock();
const random = createSeededRandom();
const network = createFakeNetwork(clock, random);
const inThread = (): MediaEngine => createInThreadEngine({ clock, random, network: network.host(HERE) });

function mediaWith(engine: MediaEngine): CallMedia {
  return createCallMedia({
    engine,
    ports: { min: 40_000, max: 40_099 },
    codecs: ['PCMA'],
    plan: { source: { kind: 'silence' }, sink: 'none', records: [] },
    sessionId: '1',
    onAgreed: () => {},
    onSession: () => {},
  });
}

function description(direction: string): Uint8Array {
  const lines = ['v=0', 'o=- 1 1 IN IP4 192.0.2.2', 's=-', 'c=IN IP4 192.0.2.2', 't=0 0', 'm=audio 5004 RTP/AVP 8', `a=${direction}`, ''];
  return new TextEncoder().encode(lines.join('\r\n'));
}

async function offerAndTake(media: CallMedia, held: boolean, answer: string): Promise<boolean> {
  media.setHold(held);
  const offer = await media.negotiator.offer(HERE);
  expect(offer.ok && new TextDecoder().decode(offer.value)).toContain(held ? 'a=sendonly' : 'a=sendrecv');
  expect(media.negotiator.accept(description(answer), false).ok).toBe(true);
  return media.heldByPeer();
}

describe('who holds whom', () => {
  it('is not told by a peer that answers our hold with inactive (RFC 3264 8.4)', async () => {
    const media = mediaWith(inThread());
    expect(await offerAndTake(media, false, 'sendrecv')).toBe(false);
    expect(await offerAndTake(media, true, 'inactive')).toBe(false);
    expect(await offerAndTake(media, false, 'sendonly')).toBe(true);
    expect(await offerAndTake(media, true, 'inactive')).toBe(true);
    expect(await offerAndTake(media, false, 'sendrecv')).toBe(false);
    await media.close();
  });

  it.each([['sendonly', true], ['inactive', true], ['recvonly', false], ['sendrecv', false]])('an offer of %s', async (direction, held) => {
    const media = mediaWith(inThread());
    await media.negotiator.answer(description(direction), HERE);
    expect(media.heldByPeer()).toBe(held);
    await media.close();
  });
});

it('an offer that is taken back while it is being answered changes nothing', async () => {
  const media = mediaWith(inThread());
  await media.negotiator.answer(description('sendrecv'), HERE);
  const answer = media.negotiator.answer(description('sendonly'), HERE);
  media.negotiator.rollback();
  expect((await answer).ok).toBe(false);
  expect(media.heldByPeer()).toBe(false);
  expect((await media.negotiator.answer(description('sendonly'), HERE)).ok).toBe(true);
  expect(media.heldByPeer()).toBe(true);
  await media.close();
});

describe('the media of a call', () => {
  it('are not opened any more after the end, nor left open by it', async () => {
    const media = mediaWith(inThread());
    const offer = media.negotiator.offer(HERE);
    await media.close();
    await offer;
    expect((await media.negotiator.offer(HERE)).ok).toBe(false);
    const never = mediaWith(inThread());
    await never.close();
    expect((await never.negotiator.answer(description('sendrecv'), HERE)).ok).toBe(false);
    expect(network.open).toBe(0);
  });

  it('that break cost the call and nothing else', async () => {
    const media = mediaWith({ ...inThread(), open: () => Promise.reject(new Error('boom')) });
    expect(await media.negotiator.offer(HERE)).toEqual({ ok: false, error: { status: 500, reason: 'Media Not Available' } });
    expect(media.lastError()?.message).toContain('boom');
    expect(await media.close()).toBeUndefined();
  });
});
