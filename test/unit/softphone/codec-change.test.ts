import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodecName } from '../../../src-shared/model.ts';
import { createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const useCodec = (phone: Phone, codec: CodecName): unknown => phone.handlers['call.codec']({ id: phone.call().id, codec });
const codecs = (...phones: Phone[]): (string | undefined)[] => phones.map((phone) => phone.call().codec);
const offers = (phone: Phone): string[] => phone.phone.traceOf(phone.call().id).messages
  .filter(({ method, status, direction }) => method === 'INVITE' && status === undefined && direction === 'out').map(({ raw }) => raw);

async function after(change: unknown): Promise<void> {
  await office.clock.advance(1000);
  await change;
}

describe('another codec in a running call', () => {
  it('is offered alone, and both go on hearing each other with it', async () => {
    const { alice, bob } = await office.talking();
    expect(codecs(alice, bob)).toEqual(['PCMA', 'PCMA']);
    await after(useCodec(alice, 'PCMU'));
    expect(codecs(alice, bob)).toEqual(['PCMU', 'PCMU']);
    expect(offers(alice).at(-1)?.match(/a=rtpmap:\d+ (?!telephone)\S+|m=audio.*/g)).toHaveLength(2);
    await office.clock.advance(1000);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
  });

  it('stays through hold, and gives way to what the peer asks for', async () => {
    const { alice, bob } = await office.talking();
    await after(useCodec(alice, 'PCMU'));
    await after(alice.handlers['call.hold']({ id: alice.call().id }));
    await after(alice.handlers['call.resume']({ id: alice.call().id }));
    expect(codecs(alice, bob)).toEqual(['PCMU', 'PCMU']);
    await after(useCodec(bob, 'PCMA'));
    expect(codecs(alice, bob)).toEqual(['PCMA', 'PCMA']);
  });

  it('that is in use already costs no message', async () => {
    const { alice } = await office.talking();
    const before = offers(alice).length;
    await after(useCodec(alice, alice.call().codec as CodecName));
    expect(offers(alice)).toHaveLength(before);
  });

  it('that the peer does not have: the call goes on as before, and the reason is told', async () => {
    const { alice, bob } = await office.talking();
    const before = codecs(alice, bob);
    const refused = expect(useCodec(alice, 'L16')).rejects.toMatchObject({ error: { params: { status: 488 } } });
    await after(refused);
    expect(codecs(alice, bob)).toEqual(before);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    await after(alice.handlers['call.hold']({ id: alice.call().id }));
    expect(alice.call().heldByUs).toBe(true);
  });
});
