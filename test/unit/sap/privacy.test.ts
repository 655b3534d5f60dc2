import { describe, expect, it } from 'vitest';
import type { SapPacket } from '../../../src-shared/sap/packet.ts';
import { joinPayload, serializeSap } from '../../../src-shared/sap/packet.ts';
import { utf8Bytes } from '../../../src-shared/sip/bytes.ts';
import { keyOfLink, keyOfMaster, keyOfPassphrase, linkOf, open, seal } from '../../../src-main/sap/privacy.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createEar, packetOf, sdpOf, STRANGER, STUDIO, STUDIO_ID } from './support.ts';

const KEY = keyOfMaster('Team', Uint8Array.from({ length: 32 }, (_, i) => i));
const OTHER = keyOfMaster('Other', new Uint8Array(32).fill(9));
const random = createSeededRandom(11);

const headerOf = (changes: Partial<SapPacket> = {}): Omit<SapPacket, 'body'> => (
  { deletion: false, encrypted: true, compressed: false, hash: 0x4711, source: STUDIO, authentication: new Uint8Array(0), ...changes }
);
function sealed(text: string, atMs: number, changes: Partial<SapPacket> = {}, key = KEY): Uint8Array {
  const header = headerOf(changes);
  return serializeSap({ ...header, body: seal(key, header, joinPayload(utf8Bytes(text)), atMs, random) });
}

describe('the test vector of docs/private-sessions.md', () => {
  it('of the keys', async () => {
    const key = await keyOfPassphrase('Team', 'correct horse battery staple');
    expect(Buffer.from(key.master).toString('hex')).toBe('aff95bae482611c7c8847231c1013cc50c7a070b9842ec94977a26976d64d908');
    expect(key.id).toBe('5407b7371f12fce8');
    expect(KEY.id).toBe('4e220ad04e36a5a7');
    expect(Buffer.from(KEY.encryption).toString('hex')).toBe('426b3829aced8da8924b3eee9f1b5a536f91f2a6a9108d519eaa4da317ce1151');
  });

  it('of a packet', () => {
    const nonce = { bytes: (length: number) => new Uint8Array(length).fill(0xa5) };
    const header = headerOf({ source: '192.0.2.1' });
    const packet = serializeSap({ ...header, body: seal(KEY, header, joinPayload(utf8Bytes('v=0\r\n')), 1_800_000_000_000, nonce) });
    expect(Buffer.from(packet).toString('hex')).toBe('22004711c000020152756e014e220ad04e36a5a7a5a5a5a5a5a5a5a5a5a5a5a56c621c207d183e75f31ca31a0420db5baba3607412c0b71a22d4ad5dbdcdc632d0f80d1a7c9392c251e946a9bd');
  });
});

describe('a sealed body', () => {
  const keys = new Map([[KEY.id, KEY]]);
  const header = headerOf();
  const body = seal(KEY, header, utf8Bytes('hello'), 1000, random);

  it('opens with its key, and tells when it was sealed', () => {
    expect(open(keys, { ...header, body })).toEqual({ keyName: 'Team', sealedAtMs: 1000, body: utf8Bytes('hello') });
  });

  it('does not open without', () => {
    expect(open(new Map(), { ...header, body })).toBe('no-key');
    expect(open(new Map([[OTHER.id, OTHER]]), { ...header, body })).toBe('no-key');
  });

  it.each([
    ['a deletion', { deletion: true }], ['of another source', { source: STRANGER }], ['with another hash', { hash: 1 }], ['compressed', { compressed: true }],
  ])('is no good as %s', (_name, changes) => {
    expect(open(keys, { ...headerOf(changes), body })).toBe('forged');
  });

  it('is forged when any octet of it was changed, and foreign when it is short', () => {
    for (let at = 12; at < body.length; at++) {
      const changed = body.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(open(keys, { ...header, body: changed })).toBe('forged');
    }
    for (let length = 0; length < 48; length++) expect(open(keys, { ...header, body: body.subarray(0, length) })).toBe('no-key');
  });
});

describe('a link', () => {
  it('carries a key', () => {
    const key = keyOfMaster('Büro & Studio', KEY.master);
    expect(keyOfLink(linkOf(key))).toEqual(key);
    expect(linkOf(key)).toMatch(/^rung:\/\/session-key\?name=B%C3%BCro%20%26%20Studio&key=[\w-]{43}$/);
  });

  it.each(['', 'https://example.org', 'rung://session-key?name=Team', 'rung://session-key?name=Team&key=AAAA', `rung://session-key?key=${'A'.repeat(43)}`, `rung://session-key?name=${'x'.repeat(61)}&key=${'A'.repeat(43)}`])('that is none is refused: %s', (link) => {
    expect(keyOfLink(link)).toBeUndefined();
  });
});

describe('a private session', () => {
  const withKey = () => {
    const ear = createEar();
    ear.keys.set(KEY.id, KEY);
    return ear;
  };

  it('is read with the key, and stays out of the trace', () => {
    const ear = withKey();
    ear.hear(sealed(sdpOf(), 1000));
    ear.hear(sealed(sdpOf(), 1000));
    expect(ear.session()).toMatchObject({ sdp: sdpOf(), privacy: 'private', keyName: 'Team', packets: 2 });
    expect(JSON.stringify(ear.traced.map(({ summary, text, note }) => [summary, text, note]))).not.toContain('Studio');
  });

  it('is there without the key too, but says nothing', () => {
    const ear = createEar();
    ear.hear(sealed(sdpOf(), 1000));
    expect(ear.directory.ids()).toEqual([`private:4711@${STUDIO}`]);
    expect(ear.session(`private:4711@${STUDIO}`)).toMatchObject({ sdp: '', privacy: 'no-key' });
    ear.hear(sealed('o=- 4711 1 IN IP4 192.0.2.71\r\n', 2000, { deletion: true }));
    expect(ear.session(`private:4711@${STUDIO}`).removed).toMatchObject({ reason: 'deleted' });
  });

  it('of which there are ever more fills nothing', () => {
    const ear = createEar();
    for (let hash = 1; hash < 1000; hash++) ear.hear(sealed(sdpOf(), 1000, { hash }));
    expect(ear.directory.ids()).toHaveLength(200);
  });

  it('is changed and ended with the key only', () => {
    const ear = withKey();
    ear.keys.set(OTHER.id, OTHER);
    ear.hear(sealed(sdpOf({ version: 2 }), 1000));
    ear.hear(packetOf(sdpOf({ version: 3, name: 'Hijacked' })));
    ear.hear(packetOf(sdpOf(), { deletion: true }));
    ear.hear(sealed(sdpOf({ version: 4, name: 'Hijacked' }), 3000, {}, OTHER));
    expect(ear.session()).toMatchObject({ state: 'running', sdp: sdpOf({ version: 2 }), privacy: 'private', warnings: [{ kind: 'foreign-source' }, { kind: 'foreign-deletion' }] });
    ear.hear(sealed(sdpOf(), 4000, { deletion: true }));
    expect(ear.session().state).toBe('removed');
  });

  it('comes to nothing by packets that are played back', () => {
    const ear = withKey();
    const [first, deletion] = [sealed(sdpOf(), 1000), sealed(sdpOf(), 2000, { deletion: true })];
    ear.hear(first);
    ear.hear(deletion);
    ear.hear(first);
    expect(ear.session().state).toBe('removed');
    ear.hear(sealed(sdpOf(), 3000));
    ear.hear(deletion);
    expect(ear.session().state).toBe('running');
  });

  it('that is forged is refused, with a line in the trace', () => {
    const ear = withKey();
    const packet = sealed(sdpOf(), 1000);
    packet[packet.length - 1] = (packet[packet.length - 1] as number) ^ 1;
    ear.hear(packet);
    expect(ear.directory.ids()).toEqual([]);
    expect(ear.traced).toMatchObject([{ summary: 'refused', note: expect.stringContaining('does not open with it') }]);
  });

  it('of strangers is not ours to delete', () => {
    const ear = withKey();
    ear.hear(sealed(sdpOf(), 1000));
    ear.hear(sealed(sdpOf(), 2000, { deletion: true }), STRANGER);
    expect(ear.session(STUDIO_ID).state).toBe('running');
  });
});
