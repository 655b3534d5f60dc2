import { describe, expect, it } from 'vitest';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { addReceived, fillTopVia, responseEndpoint } from '../../../src-main/sip/transport/via.ts';

function request(...vias: string[]): SipRequest {
  const headers = new Headers();
  for (const via of vias) headers.add('via', via);
  return { kind: 'request', method: 'OPTIONS', uri: 'sip:b', headers, body: new Uint8Array(0), notes: [] };
}

const vias = (message: SipRequest): string[] => message.headers.values;

describe('fillTopVia', () => {
  it('writes transport, sent-by and rport, and leaves branch and the other Vias alone', () => {
    const sent = request('SIP/2.0/UDP placeholder;branch=z9hG4bK1;x="a;b"', 'SIP/2.0/UDP other;branch=z9hG4bK0');
    fillTopVia(sent, 'udp', '192.0.2.1:5060');
    expect(vias(sent)).toEqual(['SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1;x="a;b"', 'SIP/2.0/UDP other;branch=z9hG4bK0']);
  });

  it('can be done again with another transport', () => {
    const sent = request('SIP/2.0/UDP placeholder;branch=z9hG4bK1');
    fillTopVia(sent, 'udp', '192.0.2.1:5060');
    fillTopVia(sent, 'tcp', '[2001:db8::1]:5060');
    expect(vias(sent)).toEqual(['SIP/2.0/TCP [2001:db8::1]:5060;rport;branch=z9hG4bK1']);
  });

  it('stays as it is by the same transport, wherever we are by now: CANCEL must match its INVITE', () => {
    const sent = request('SIP/2.0/UDP placeholder;branch=z9hG4bK1');
    fillTopVia(sent, 'udp', '192.0.2.1:5060');
    fillTopVia(sent, 'udp', '198.51.100.7:5060');
    expect(vias(sent)).toEqual(['SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1']);
  });
});

describe('addReceived', () => {
  const from = { address: '198.51.100.7', port: 40_000 };

  it.each([
    ['same address, no rport: nothing to add', 'SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK1', ''],
    ['a host name', 'SIP/2.0/UDP host.example;branch=z9hG4bK1', 'SIP/2.0/UDP host.example;branch=z9hG4bK1;received=198.51.100.7'],
    ['rport asks for both, even with the same address', 'SIP/2.0/UDP 198.51.100.7;rport;branch=z9hG4bK1', 'SIP/2.0/UDP 198.51.100.7;rport=40000;branch=z9hG4bK1;received=198.51.100.7'],
    ['rport last, spaces, upper case', 'SIP/2.0/UDP 10.0.0.1 ; branch=z9hG4bK1 ; RPORT', 'SIP/2.0/UDP 10.0.0.1 ; branch=z9hG4bK1 ;rport=40000;received=198.51.100.7'],
    ['made-up values are replaced', 'SIP/2.0/UDP 10.0.0.1;received=1.1.1.1;rport=1;branch=z9hG4bK1', 'SIP/2.0/UDP 10.0.0.1;received=198.51.100.7;rport=40000;branch=z9hG4bK1'],
    ['also where the address is right', 'SIP/2.0/UDP 198.51.100.7;received=1.1.1.1', 'SIP/2.0/UDP 198.51.100.7;received=198.51.100.7'],
    ['quoted look-alikes are left alone', 'SIP/2.0/UDP h;x=";rport";branch=z9hG4bK/1=', 'SIP/2.0/UDP h;x=";rport";branch=z9hG4bK/1=;received=198.51.100.7'],
  ])('%s', (_name, before, after) => {
    const received = request(before);
    addReceived(received, from);
    expect(vias(received)).toEqual([after || before]);
  });

  it('touches the top one alone, also of a list on one line', () => {
    const received = request('SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK0', 'SIP/2.0/UDP c');
    addReceived(received, from);
    expect(received.headers.all('via')).toEqual(['SIP/2.0/UDP a;branch=z9hG4bK1;received=198.51.100.7', 'SIP/2.0/UDP b;branch=z9hG4bK0', 'SIP/2.0/UDP c']);
  });

  it('knows an IPv6 address however it is spelled', () => {
    const received = request('SIP/2.0/UDP [2001:db8:0:0::1];branch=z9hG4bK1');
    addReceived(received, { address: '2001:db8::1', port: 5060 });
    expect(vias(received)[0]).not.toContain('received');
  });
});

describe('responseEndpoint', () => {
  const remote = { address: '198.51.100.7', port: 40_000 };
  const local = { address: '192.0.2.1', port: 5060 };

  function endpoint(via: string, transport: 'udp' | 'tcp' = 'udp'): string {
    const response: SipResponse = { ...request(via), kind: 'response', status: 200, reason: 'OK' };
    const { address, port } = responseEndpoint(response, { transport, local, remote });
    return `${address}:${port}`;
  }

  it.each([
    ['RFC 3581: rport means the source port', 'SIP/2.0/UDP 10.0.0.1:5070;rport=40000;received=198.51.100.7', '198.51.100.7:40000'],
    ['without rport the port of sent-by', 'SIP/2.0/UDP 10.0.0.1:5070;received=198.51.100.7', '198.51.100.7:5070'],
    ['5060 where sent-by has none', 'SIP/2.0/UDP host.example;received=198.51.100.7', '198.51.100.7:5060'],
    ['maddr only for multicast', 'SIP/2.0/UDP 10.0.0.1:5070;maddr=224.0.1.75', '224.0.1.75:5070'],
    ['no unicast maddr: it could aim us at a third party', 'SIP/2.0/UDP 10.0.0.1:5070;maddr=203.0.113.1', '198.51.100.7:5070'],
    ['nor a name that looks like multicast', 'SIP/2.0/UDP 10.0.0.1:5070;maddr=224.example.com', '198.51.100.7:5070'],
  ])('%s', (_name, via, expected) => {
    expect(endpoint(via)).toBe(expected);
  });

  it('TCP: a new connection goes to the port of sent-by, as the source port is gone', () => {
    expect(endpoint('SIP/2.0/TCP 10.0.0.1:5070;rport=40000', 'tcp')).toBe('198.51.100.7:5070');
  });
});
