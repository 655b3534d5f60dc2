import { describe, expect, it } from 'vitest';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { defaultSettings } from '../../../src-shared/model.ts';
import { ok } from '../../../src-shared/result.ts';
import type { Endpoint } from '../../../src-main/ports.ts';
import { encodeHep } from '../../../src-main/trace/hep.ts';
import { decodeHep } from '../../../src-shared/capture/hep-read.ts';
import { createHepService } from '../../../src-main/trace/hep-service.ts';
import { createTraceHub } from '../../../src-main/trace/tap.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const LAB: Endpoint = { address: '192.0.2.1', port: 9060 };
const options = (callId: string): Uint8Array => new TextEncoder().encode(`OPTIONS sip:b@192.0.2.9 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@b>\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`);
const hep = (callId = 'x'): Uint8Array => encodeHep({
  atMs: 1_700_000_000_000, source: { address: '192.0.2.8', port: 5060 }, destination: { address: '192.0.2.9', port: 5060 }, transport: 'udp', bytes: options(callId), callId,
});

function setUp() {
  const clock = createVirtualClock();
  const network = createFakeNetwork(clock, createSeededRandom(1));
  const trace = createTraceHub(clock);
  const heard: TracedMessage[] = [];
  const own: TracedMessage[] = [];
  trace.readHeard((message) => heard.push(message));
  trace.read((message) => own.push(message));
  let told = 0;
  const service = createHepService({
    network: network.host(LAB.address), clock, trace, onStatus: () => void told++,
    resolver: { lookup: async (host) => ok([host]), naptr: async () => ok([]), srv: async () => ok([]) },
  });
  const settings = { ...defaultSettings, hepListen: true, hepListenAddress: LAB.address };
  return { clock, network, trace, heard, own, service, settings, agent: network.host('192.0.2.5'), told: () => told };
}

describe('capture agents', () => {
  it('over UDP: a message is traced as theirs, with their time, and is none of our own', async () => {
    const { clock, agent, heard, own, trace, service, settings } = setUp();
    await service.apply(settings);
    const socket = await agent.bindUdp({ address: '192.0.2.5', port: 0 });
    if (!socket.ok) throw new Error();
    socket.value.send(hep(), LAB);
    await clock.advance(100);
    expect(heard).toMatchObject([{ agent: '2002', atMs: 1_700_000_000_000, local: '192.0.2.8:5060', remote: '192.0.2.9:5060', method: 'OPTIONS', callId: 'x' }]);
    expect(own).toEqual([]);
    expect(trace.recent(10)).toEqual(heard);
    expect(service.status()).toMatchObject({ listening: '192.0.2.1:9060', received: 1, passedOver: 0 });
    await service.close();
  });

  it('over TCP: packets are cut out of the stream; what is no HEP ends the connection', async () => {
    const { clock, agent, heard, service, settings } = setUp();
    await service.apply(settings);
    const connection = await agent.connectTcp(LAB, 1000);
    if (!connection.ok) throw new Error();
    let closed = false;
    connection.value.onClose = () => void (closed = true);
    const two = Uint8Array.from([...hep('a'), ...hep('b')]);
    for (let at = 0; at < two.length; at += 50) connection.value.write(two.slice(at, at + 50));
    await clock.advance(200);
    expect(heard.map(({ callId }) => callId)).toEqual(['a', 'b']);
    connection.value.write(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
    await clock.advance(200);
    expect(closed).toBe(true);
    expect(service.status().passedOver).toBe(1);
    await service.close();
  });

  it('a flood is cut off, counted, and told once a second', async () => {
    const { clock, agent, heard, service, settings, told } = setUp();
    await service.apply(settings);
    const before = told();
    const socket = await agent.bindUdp({ address: '192.0.2.5', port: 0 });
    if (!socket.ok) throw new Error();
    for (let i = 0; i < 10_000; i++) socket.value.send(hep(String(i)), LAB);
    await clock.advance(900);
    expect(heard.length).toBeLessThan(6_000);
    expect(service.status().received + service.status().passedOver).toBe(10_000);
    await clock.advance(5_000);
    expect(told() - before).toBe(1);
    await service.close();
  });

  it('is off until it is asked for, and closes its sockets', async () => {
    const { network, service, settings } = setUp();
    await service.apply({ ...settings, hepListen: false });
    expect(network.open).toBe(0);
    await service.apply(settings);
    expect(network.open).toBe(2);
    await service.apply({ ...settings, hepListen: false });
    expect(network.open).toBe(0);
  });

  it('says why it cannot listen', async () => {
    const { network, service, settings } = setUp();
    const other = await network.host(LAB.address).bindUdp(LAB);
    if (!other.ok) throw new Error();
    await service.apply(settings);
    expect(service.status()).toMatchObject({ listenError: { code: 'port-in-use' } });
    await other.value.close();
    await service.apply(settings);
    expect(service.status().listening).toBe('192.0.2.1:9060');
    await service.close();
  });

  it('our own SIP goes to the server that is named, that of agents does not', async () => {
    const { clock, agent, trace, service, settings } = setUp();
    const server = await agent.bindUdp({ address: '192.0.2.5', port: 9061 });
    if (!server.ok) throw new Error();
    const got: string[] = [];
    const others: string[] = [];
    server.value.onMessage = (bytes) => {
      const read = decodeHep(bytes);
      if (!read.ok) others.push(Buffer.from(bytes).toString('latin1'));
      if (read.ok) got.push(`${read.value.source.address} ${new TextDecoder().decode(read.value.bytes).slice(0, 7)}`);
    };
    await service.apply({ ...settings, hepSendTo: '192.0.2.5:9061' });
    trace.tap({ direction: 'out', transport: 'udp', local: { address: '192.0.2.1', port: 5060 }, remote: { address: '192.0.2.2', port: 5060 }, bytes: options('mine') });
    trace.hear({ atMs: 1, source: LAB, destination: LAB, transport: 'udp', bytes: options('theirs'), agent: '1' });
    await clock.advance(100);
    const flow = { direction: 'in', local: { address: '192.0.2.1', port: 4001 }, remote: { address: '192.0.2.2', port: 5001 }, callId: 'mine' } as const;
    trace.packet({ ...flow, protocol: 'stun', bytes: Uint8Array.of(1), summary: 'STUN' });
    trace.packet({ ...flow, protocol: 'rtcp', bytes: Uint8Array.of(0x81, 201, 0, 7, 0, 0, 0, 9, 0, 0, 0, 7, 128, 0, 0, 3, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0), summary: 'RTCP RR' });
    await clock.advance(100);
    expect(got).toEqual(['192.0.2.1 OPTIONS']);
    // As Asterisk and HOMER's agents do: RTCP is JSON.
    expect(others).toHaveLength(1);
    expect(JSON.parse(/\{.*\}/.exec(others[0] ?? '')?.[0] ?? '')).toMatchObject({ ssrc: 9, type: 201, report_count: 1, report_blocks: [{ source_ssrc: 7, fraction_lost: 128, packets_lost: 3, ia_jitter: 6 }] });
    await service.apply({ ...settings, hepSendTo: 'no body@' });
    expect(service.status()).toMatchObject({ sendError: { code: 'bad-hep-target' } });
    await service.close();
  });
});
