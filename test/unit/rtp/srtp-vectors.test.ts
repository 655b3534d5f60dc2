/** The published test vectors of SRTP, byte for byte. */
import { describe, expect, it } from 'vitest';
import { createCounterMode } from '../../../src-main/rtp/srtp-counter-mode.ts';
import { createGcm } from '../../../src-main/rtp/srtp-gcm.ts';
import type { SessionKeys } from '../../../src-main/rtp/srtp-key-derivation.ts';
import { deriveKeys } from '../../../src-main/rtp/srtp-key-derivation.ts';
import { fromHex, toHex } from './hex.ts';

const NO_TAG_NEEDED = new Uint8Array(20);
const HEADER_BYTES = 12;

describe('AES in counter mode', () => {
  /** The key stream is what zeros become. */
  function keyStream(keys: SessionKeys, blocks: number): Uint8Array {
    const packet = new Uint8Array(HEADER_BYTES + blocks * 16 + 10);
    createCounterMode(keys, 10).sealRtp(packet, HEADER_BYTES, packet.length - 10, 0, 0);
    return packet.subarray(HEADER_BYTES, packet.length - 10);
  }

  const salt = fromHex('F0F1F2F3F4F5F6F7F8F9FAFBFCFD');
  const block = (stream: Uint8Array, number: number): string => toHex(stream.subarray(number * 16, number * 16 + 16));

  it('makes the key stream of RFC 3711 B.2', () => {
    const stream = keyStream({ encryption: fromHex('2B7E151628AED2A6ABF7158809CF4F3C'), authentication: NO_TAG_NEEDED, salt }, 0xff02);

    expect(block(stream, 0)).toBe('e03ead0935c95e80e166b16dd92b4eb4');
    expect(block(stream, 1)).toBe('d23513162b02d0f72a43a2fe4a5f97ab');
    expect(block(stream, 2)).toBe('41e95b3bb0a2e8dd477901e4fca894c0');
    expect(block(stream, 0xfeff)).toBe('ec8cdf7398607cb0f2d21675ea9ea1e4');
    expect(block(stream, 0xff00)).toBe('362b7c3c6773516318a077d7fc5073ae');
    expect(block(stream, 0xff01)).toBe('6a2cc3787889374fbeb4c81b17ba6c44');
  });

  it('makes the key stream of RFC 6188 7.1', () => {
    const encryption = fromHex('57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98');
    const stream = keyStream({ encryption, authentication: NO_TAG_NEEDED, salt }, 0xff02);

    expect(block(stream, 0)).toBe('92bdd28a93c3f52511c677d08b5515a4');
    expect(block(stream, 1)).toBe('9da71b2378a854f67050756ded165bac');
    expect(block(stream, 2)).toBe('63c4868b7096d88421b563b8c94c9a31');
    expect(block(stream, 0xfeff)).toBe('cea518c90fd91ced9cbb18c078a54711');
    expect(block(stream, 0xff00)).toBe('3dbc4814f4da5f00a08772b63c6a046d');
    expect(block(stream, 0xff01)).toBe('6eb246913062a16891433e97dd01a57f');
  });
});

describe('key derivation', () => {
  it('gives the keys of RFC 3711 B.3', () => {
    const keyAndSalt = fromHex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6');
    const { rtp } = deriveKeys({ suite: 'AES_CM_128_HMAC_SHA1_80', keyAndSalt });

    expect(toHex(rtp.encryption)).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(toHex(rtp.salt)).toBe('30cbbc08863d8c85d49db34a9ae1');
    expect(toHex(rtp.authentication)).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
  });

  it('gives the keys of RFC 6188 7.2', () => {
    const keyAndSalt = fromHex('f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6 3b04803de51ee7c96423ab5b78d2');
    const { rtp } = deriveKeys({ suite: 'AES_256_CM_HMAC_SHA1_80', keyAndSalt });

    expect(toHex(rtp.encryption)).toBe('5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4');
    expect(toHex(rtp.salt)).toBe('fa31791685ca444a9e07c6c64e93');
    expect(toHex(rtp.authentication)).toBe('fd9c32d39ed5fbb5a9dc96b30818454d1313dc05');
  });
});

describe('AES-GCM (RFC 7714 16 and 17)', () => {
  const salt = fromHex('517569642070726f2071756f');
  const key128 = fromHex('000102030405060708090a0b0c0d0e0f');
  const key256 = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const rtp = '8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976697361' + '20696e207061727465732074726573';
  const rtcp = '81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61' + 'deadbeef'.repeat(5);
  const ssrc = 0x5501a0b2;
  const rtcpSsrc = 0x4d617273;
  const rtcpIndex = 0x5d4;

  const vectors = [
    {
      name: 'AEAD_AES_128_GCM',
      key: key128,
      rtp: 'f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce',
      rtcp: '63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade',
      rtcpTag: '841dd9683dd78ec92ae58790125f62b3',
    },
    {
      name: 'AEAD_AES_256_GCM',
      key: key256,
      rtp: '32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13',
      rtcp: 'd50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be',
      rtcpTag: '91db4afbfeee5a978fab4393ed2615fe',
    },
  ];

  it.each(vectors)('$name seals and opens RTP', ({ key, rtp: sealed }) => {
    const gcm = createGcm({ encryption: key, authentication: new Uint8Array(0), salt });
    const packet = fromHex(`${rtp}${'00'.repeat(16)}`);

    expect(gcm.sealRtp(packet, HEADER_BYTES, 50, ssrc, 0xf17b)).toBe(66);
    expect(toHex(packet)).toBe(rtp.slice(0, 24) + sealed);
    expect(gcm.openRtp(packet, HEADER_BYTES, 66, ssrc, 0xf17b)).toBe(50);
    expect(toHex(packet.subarray(0, 50))).toBe(rtp);
  });

  it.each(vectors)('$name seals and opens RTCP', ({ key, rtcp: sealed }) => {
    const gcm = createGcm({ encryption: key, authentication: new Uint8Array(0), salt });
    const packet = fromHex(`${rtcp}${'00'.repeat(20)}`);

    expect(gcm.sealRtcp(packet, 52, rtcpSsrc, rtcpIndex)).toBe(72);
    expect(toHex(packet)).toBe(`${rtcp.slice(0, 16)}${sealed}800005d4`);
    expect(gcm.openRtcp(packet, 72, rtcpSsrc, true, rtcpIndex)).toBe(52);
    expect(toHex(packet.subarray(0, 52))).toBe(rtcp);
  });

  it.each(vectors)('$name opens RTCP that is only authenticated', ({ key, rtcpTag }) => {
    const gcm = createGcm({ encryption: key, authentication: new Uint8Array(0), salt });
    const packet = fromHex(`${rtcp}${rtcpTag}000005d4`);

    expect(gcm.openRtcp(packet, 72, rtcpSsrc, false, rtcpIndex)).toBe(52);
    expect(toHex(packet.subarray(0, 52))).toBe(rtcp);
  });
});
