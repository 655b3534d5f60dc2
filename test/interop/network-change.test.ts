/** A computer that loses its address and gets another one: registered, and in a call. In network namespaces, with Kamailio and baresip. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { missingForNamespaces } from './support/namespaces.ts';
import type { RungProcess } from './support/rung.ts';
import { isRegistration, messagesOf, startRung } from './support/rung.ts';

const absent = [...missingForNamespaces(), ...missing('kamailio', 'baresip', 'openssl', 'nc', 'jq')];
const SERVER = '10.99.0.2';
/** What lan.sh gives us, and what we change to and fro with. */
const ADDRESSES = ['10.99.0.1', '10.99.0.77'] as const;

describe.skipIf(absent.length > 0)(`another network${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let net: Lab;
  let peers: Lab;
  let proxy: Kamailio;
  let namespace: string;
  let now = 0;
  const running: RungProcess[] = [];

  beforeAll(() => {
    net = createLab();
    net.run('net/lan.sh', net.folder, '2');
    const { NS1 = '', NS2 = '' } = net.env('net');
    namespace = NS1;
    peers = createLab({ NSX: `ip netns exec ${NS2}`, LAB_IP: SERVER });
    proxy = startKamailio(peers, 'tls');
    peers.run('baresip/start.sh', peers.folder, '1002', `kam=${proxy.file}`, 'codecs=PCMA,PCMU');
  });
  afterAll(() => {
    running.forEach((rung) => rung.kill());
    peers.stop();
    net.attempt('net/down.sh', net.folder);
  });

  const address = (): string => ADDRESSES[now % 2] ?? '';

  /** As a laptop that is carried from one network to another; gives the new address. */
  function move(): string {
    execFileSync('ip', ['-n', namespace, 'addr', 'del', `${address()}/24`, 'dev', 'eth0']);
    now++;
    execFileSync('ip', ['-n', namespace, 'addr', 'add', `${address()}/24`, 'dev', 'eth0']);
    return address();
  }

  function start(command: string[], transport: string): RungProcess {
    const { KAM_TLS = '' } = peers.env('kamailio');
    const domain = transport === 'tls' ? `${SERVER}:${KAM_TLS}` : proxy.domain;
    const account = proxy.account('1001').map((value) => (value === proxy.domain ? domain : value));
    const rung = startRung([
      ...command, ...account, '--transport', transport, '--tls-ca', join(peers.folder, 'ca.pem'), '--listen', '0.0.0.0:0', '--json', '--verbose',
    ], { namespace });
    running.push(rung);
    return rung;
  }

  it.each(['udp', 'tcp', 'tls'])('a registration over %s is made anew within five seconds, and the old one is gone', async (transport) => {
    const rung = start(['register', '--expires', '600'], transport);
    await rung.until(isRegistration('registered'));
    const registrations = (): number => rung.events.filter(isRegistration('registered')).length;
    const movedAtMs = performance.now();
    const fresh = move();
    await rung.until(() => registrations() === 2);
    expect(performance.now() - movedAtMs).toBeLessThan(5000);
    expect(proxy.bindings('1001').map(({ contact }) => contact)).toEqual([expect.stringContaining(`@${fresh}:`)]);
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(proxy.bindings('1001')).toEqual([]);
  });

  it('a call goes on: a re-INVITE from the new address within five seconds, then sound again', { retry: 1 }, async () => {
    const rung = start(['call', proxy.uri('1002'), '--duration', '12'], 'udp');
    const stats = (): { received: number; lost: number } => {
      const last = rung.events.findLast(({ event }) => event === 'stats');
      return { received: Number(last?.['received'] ?? 0), lost: Number(last?.['lost'] ?? 0) };
    };
    await rung.until(() => stats().received > 100);
    const movedAtMs = performance.now();
    const fresh = move();
    const isRenewal = ({ direction, start: line, local }: { direction: string; start: string; local: string }): boolean =>
      direction === 'out' && line.startsWith('INVITE') && local.startsWith(`${fresh}:`);
    await rung.until(() => messagesOf(rung.events).some(isRenewal));
    expect(performance.now() - movedAtMs).toBeLessThan(5000);
    const before = stats().received;
    await rung.until(() => stats().received > before + 100);
    const summary = await rung.until(({ event }) => event === 'summary');
    expect(summary).toMatchObject({ status: 200, endedBy: 'local' });
    expect(await rung.exited).toBe(0);
    // At 50 packets a second.
    expect(Number(summary['lost'])).toBeLessThan(250);
  });
});
