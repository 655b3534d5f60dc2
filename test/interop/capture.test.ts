/** The pcap file of a real call (`--pcap`), read by tshark: nothing malformed, and the same messages that we told of. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { messagesOf, runRung } from './support/rung.ts';

const absent = missing('tshark', 'baresip', 'sox', 'nc', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`a capture of our own${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
    for (const transport of ['udp', 'tcp']) lab.run('baresip/start.sh', lab.folder, transport, `transport=${transport}`, 'codecs=PCMA,PCMU');
  });
  afterAll(() => lab.stop());

  /** Ports of these calls are any: tshark is told which are SIP. */
  function tshark(file: string, sipPorts: string[], ...args: string[]): string {
    const decode = sipPorts.flatMap((port) => ['-d', `udp.port==${port},sip`, '-d', `tcp.port==${port},sip`]);
    return execFileSync('tshark', ['-n', '-2', '-r', file, ...decode, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }

  it.each(['udp', 'tcp'])('over %s holds the same messages as the ladder, and the sound', async (transport) => {
    const file = join(lab.folder, `${transport}.pcap`);
    const uri = `${lab.env(transport)['BS_URI'] ?? ''};transport=${transport}`;
    const { code, events, summary } = await runRung([
      'call', uri, '--tone', '440', '--hold-after', '1', '--resume-after', '1.5', '--dtmf', '1', '--dtmf-after', '0.3', '--duration', '2.5', '--pcap', file,
      '--json', '--verbose',
    ]);
    expect(code).toBe(0);

    const told = messagesOf(events);
    const ports = [...new Set(told.flatMap(({ local, remote }) => [local, remote]).map((address) => address.split(':')[1] ?? ''))];
    const wrong = '_ws.malformed || _ws.expert.severity >= 0x800000 || ip.checksum.status == 0 || udp.checksum.status == 0 || tcp.checksum.status == 0';
    expect(tshark(file, ports, '-Y', wrong)).toBe('');

    const fields = ['ip.src', `${transport}.srcport`, 'ip.dst', `${transport}.dstport`, 'sip.Request-Line', 'sip.Status-Line'];
    const captured = tshark(file, ports, '-Y', 'sip', '-T', 'fields', ...fields.flatMap((field) => ['-e', field])).split('\n').filter((line) => line !== '');
    expect(captured.map(arrow)).toEqual(
      told.map(({ direction, local, remote, start }) => `${direction === 'out' ? `${local} ${remote}` : `${remote} ${local}`} ${start}`),
    );

    const streams = tshark(file, ports, '-q', '-z', 'rtp,streams').split('\n').filter((line) => /0x[0-9A-F]{8}/i.test(line));
    expect(streams, 'one each way').toHaveLength(2);
    const rtp = (port: string): number => tshark(file, ports, '-Y', `rtp && udp.srcport == ${port}`, '-T', 'fields', '-e', 'rtp.seq').trim().split('\n').length;
    const [first = '', second = ''] = streams.map((line) => line.trim().split(/\s+/)[3] ?? '');
    const [sent, received] = (Number(first) >= 40_000 ? [first, second] : [second, first]).map(rtp);
    expect(sent).toBe(summary?.['sent']);
    // RFC 3550 A.1: the first packet of a source, and the first after a jump in its numbers, is not counted.
    const uncounted = Number(received) - Number(summary?.['received']);
    expect(uncounted).toBeGreaterThanOrEqual(0);
    expect(uncounted).toBeLessThanOrEqual(3);
  });
});

/** `127.0.0.1:5060 127.0.0.1:5070 INVITE …` of a line of fields. */
function arrow(line: string): string {
  const [source = '', sourcePort = '', destination = '', destinationPort = '', request = '', status = ''] = line.split('\t');
  return `${source}:${sourcePort} ${destination}:${destinationPort} ${request || status}`;
}
