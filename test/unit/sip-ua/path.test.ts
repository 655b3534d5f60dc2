/** The way to the next hop: which place, and what our Contact says there. */
import { describe, expect, it } from 'vitest';
import type { AgentContext } from '../../../src-main/sip/agent-context.ts';
import type { TlsOptions } from '../../../src-main/sip/transport.ts';
import { newRequest } from '../../../src-main/sip/request/new-request.ts';
import { contactHeader, findPath } from '../../../src-main/sip/request/path.ts';
import { fakeCertificate } from '../../fakes/fake-certificate.ts';
import { createFakeDns } from '../../fakes/fake-dns.ts';
import type { Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire } from '../../fakes/sip-hosts.ts';

const CAROL = '192.0.2.3';
const SERVER = { certificate: fakeCertificate({ names: ['bob.example'] }), key: 'key' };
const dns = createFakeDns({ addresses: { 'bob.example': [BOB], 'dual.example': ['2001:db8::2', BOB], 'two.example': [BOB, CAROL] } });

async function agentAt(wire: Wire, tls?: TlsOptions): Promise<AgentContext> {
  const { transport, layer } = await wire.open(ALICE, tls ? { tls } : {});
  const agent: Partial<AgentContext> = { transport, transactions: layer, resolver: dns, random: wire.random };
  return agent as AgentContext;
}

async function contactTowards(uri: string, tls?: TlsOptions): Promise<string> {
  const wire = createWire();
  await wire.open(BOB, { tls: SERVER });
  const path = await findPath(await agentAt(wire, tls), uri);
  return path.ok ? contactHeader(path.value, 'alice') : path.error.code;
}

describe('our Contact', () => {
  it.each([
    ['sip:bob.example', SERVER, `<sip:alice@${ALICE}:5060>`],
    ['sip:bob.example;transport=tcp', SERVER, `<sip:alice@${ALICE}:5060;transport=tcp>`],
    ['sip:bob.example;transport=tls', SERVER, `<sip:alice@${ALICE}:5061;transport=tls>`],
    ['sips:bob.example', SERVER, `<sips:alice@${ALICE}:5061>`],
    ['sips:bob.example', undefined, expect.stringMatching(/^<sips:alice@192\.0\.2\.1:49\d\d\d>$/)],
    ['sips:two.example', undefined, 'tls-wrong-name'],
  ])('towards %s', async (uri, tls, contact) => {
    expect(await contactTowards(uri, tls)).toEqual(contact);
  });
});

describe('the places', () => {
  it('that no way leads to are passed over', async () => {
    const wire = createWire();
    const path = await findPath({ ...(await agentAt(wire)), ...{ transport: (await wire.open(CAROL, { listen: '0.0.0.0' })).transport } }, 'sip:dual.example');
    expect(path).toMatchObject({ value: { targets: [{ address: BOB }], contact: { address: CAROL } } });
  });

  it('that nobody answered from stand last', async () => {
    const wire = createWire();
    const agent = await agentAt(wire);
    const first = async (): Promise<string | undefined> => {
      const path = await findPath(agent, 'sip:two.example;transport=tcp');
      return path.ok ? path.value.targets[0]?.address : path.error.code;
    };
    expect(await first()).toBe(BOB);
    const target = { address: BOB, port: 5060, transport: 'tcp' as const };
    const built = newRequest({ method: 'OPTIONS', requestUri: 'sip:bob@bob.example', toUri: 'sip:b@b', identity: IDENTITY, callId: 'c', fromTag: 't', cseq: 1, agentName: 'x' });
    if (!built.ok) throw new Error(built.error.message);
    agent.transactions.request(built.value.request, [target], { onProvisional() {}, onFinal() {}, onFailed() {} });
    await wire.clock.advance(10);
    expect(await first()).toBe(CAROL);
  });
});

const IDENTITY = { displayName: '', uri: 'sip:a@a', routes: ['sip:proxy.example:5071;transport=tcp'], contactUser: 'a' };

it.each([
  ['sip:bob@bob.example', 'sip:proxy.example:5071;transport=tcp;lr'],
  ['sips:bob@bob.example', 'sips:proxy.example:5071;lr'],
])('the first hop of a request to %s is %s', (requestUri, nextHop) => {
  const built = newRequest({ method: 'OPTIONS', requestUri, toUri: 'sip:b@b', identity: IDENTITY, callId: 'c', fromTag: 't', cseq: 1, agentName: 'x' });
  expect(built.ok && built.value.nextHop).toBe(nextHop);
});
